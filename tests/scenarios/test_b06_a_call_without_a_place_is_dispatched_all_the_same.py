"""B06: locate, dispatch, then ask — but nobody waits for a place that cannot be named."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-08",)


def test_without_a_place_vehicles_are_listed_by_centre_and_can_be_sent_by_name() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A "喘不上气，说不清在哪"
          08:00:05 郧阳 接听 A
          08:00:10 郧阳 受理 A I          → 事件1 待派
          08:00:11 推荐 事件1
            → 注：事件未定位：仅列车辆，无到达时间
            → 1 郧阳01 县 2:00+?
            → 2 南化01 乡 2:30+?
            → 3 十堰01 市 2:00+?
          08:00:20 郧阳 派车 事件1 南化01 → 事件1 处置中：南化01 待出动
          08:02:00 郧阳 补充 事件1 @南化-3km
          08:02:01 推荐 事件1
            → 1 郧阳01 县 2:00+17:00
            → 2 十堰01 市 2:00+29:00
            → 未列入 南化01：执行任务：待出动
        """
    )
