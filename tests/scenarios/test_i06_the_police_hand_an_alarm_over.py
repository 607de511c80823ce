"""I06: 110 hands an alarm over: told ten times it is one event, and told late it says so."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-14", "CALL-16")


def test_an_alarm_of_110_becomes_an_event_at_once_and_is_told_by_its_own_number() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 110 来警 P1 @南化-4km "两车相撞" 接警 07:59:20   → 事件1 待派
          08:00:01 110 来警 P1 @南化-4km "两车相撞" 接警 07:59:20   → 事件1 待派
          08:00:05 重发                                             → 同一回执
          08:00:30 市 派车 事件1 郧阳01
          08:02:00 110 来警 P2 "还有一名伤者" 关于 事件1 接警 08:00:15
            → 事件1 处置中：郧阳01 待出动，105 秒后转来，超时
          08:03:00 来电 B 13800000002 @南化-4km "车祸"
          08:03:00 相似 B  → 疑似重复 事件1：相距 0 米，1 分钟，文字相似
          08:04:00 elder 来警 E1 "跌倒"                             → 事件2 待派
          08:04:10 推荐 事件2
            → 注：事件未定位：仅列车辆，无到达时间
            → 未列入 郧阳01：执行任务：待出动
        """
    )
