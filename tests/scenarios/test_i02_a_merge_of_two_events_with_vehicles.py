"""I02: two events that both have vehicles are not merged before somebody has decided who goes."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-06",)


def test_who_has_vehicles_stays_and_of_two_one_must_be_recalled_first() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A 13900000001 @郧阳+2km "车祸"
          08:00:00 来电 B 13800000002 @郧阳+2km "车祸"
          08:00:05 市1 接听 A
          08:00:05 市2 接听 B
          08:00:20 市1 受理 A I @郧阳+2km
          08:00:20 市2 受理 B I @郧阳+2km
          08:00:30 市2 派车 事件2 南化01
          08:00:40 市2 并案 事件2 到 事件1
            → 拒：事件 事件2 已派车：南化01；反向并案：把 事件1 并入 事件2
          08:00:50 市1 派车 事件1 郧阳01
          08:01:00 市2 并案 事件2 到 事件1
            → 拒：两个事件都已派车：南化01；郧阳01；先召回多余的车辆，再并案；都要去则保留两个事件
          08:01:10 市2 召回 南化01 因 其他
          08:01:20 市2 并案 事件2 到 事件1 → 事件1 处置中：郧阳01 待出动 | 来电 A、B
        """
    )
