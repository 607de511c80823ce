"""Q02: an order is not acknowledged: call by voice, nobody there, the next best goes."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-07", "UI-03")


def test_thirty_seconds_then_by_voice_then_the_next_best() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A 13900000001 @南化-500m
          08:00:05 市 接听 A
          08:00:20 市 受理 A I @南化-500m
          08:00:25 市 派车 事件1 南化01
          08:00:54 告警                      → 无
          08:00:55 告警                      → 车组未确认 南化01 市
          08:01:10 市 应警 车组未确认 南化01 电话未接通
            → 车组未确认 南化01 市 市席电话未接通
          08:01:15 市 召回 南化01 因 出车前退车
          08:01:15 告警                      → 无
          08:01:20 市 派车 事件1 郧阳01
          08:01:40 郧阳01 按 收到指令
          08:01:50 告警                      → 无
        """
    )
