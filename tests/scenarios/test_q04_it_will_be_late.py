"""Q04: the road is long: more than fifteen minutes are told when the order is given (DSP-15)."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-15",)


def test_who_will_need_longer_than_fifteen_minutes_is_told_at_once() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --40-- 南化
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A 13900000001 @南化
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @南化
          08:00:11 推荐 事件1
          08:00:15 市 派车 事件1 郧阳01
          08:00:15 告警                      → 预计晚到 郧阳01 市
          08:00:30 市 应警 预计晚到 郧阳01 已告知呼救人
          08:00:40 市 应警 预计晚到 郧阳01 已请公安协助
            → 预计晚到 郧阳01 市 市席已告知呼救人 市席已请公安协助
          08:00:45 市 应警 预计晚到 郧阳01 电话已接通 → 拒：「电话已接通」不适用于该告警…
          08:00:50 郧阳01 按 收到指令
          08:01:30 郧阳01 按 驶向现场
          08:40:00 告警 → 预计晚到 郧阳01 市 市席已告知呼救人 市席已请公安协助
          08:45:00 郧阳01 按 到达现场
          08:45:00 告警                      → 无
        """
    )
