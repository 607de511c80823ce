"""A08: calls end early, come twice for one happening, or were no request at all."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-04", "CALL-06")


def test_calls_are_abandoned_joined_classified_and_accepted_after_all() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A 13900000001           → A 振铃
          08:00:08 挂机 A                       → A 早释
          08:01:00 来电 B 13900000001 @郧阳+2km → B 振铃，此前来电 1 次
          08:01:04 市1 接听 B
          08:01:20 市1 受理 B I @郧阳+2km       → 事件1 待派
          08:02:00 来电 C 13800000002
          08:02:03 市2 接听 C
          08:02:20 市2 受理 C 并入 事件1        → 事件1 待派
          08:02:30 市2 归类 C 误拨              → 拒：该来电已受理为事件 事件1；在事件中结束或退车
          08:03:00 来电 D
          08:03:05 市2 受理 D                   → 拒：来电尚未接听，不能受理；先接听
          08:03:06 市2 接听 D
          08:03:10 市2 归类 D 无声              → D 已挂机 市2席 无声
          08:03:20 市2 受理 D II                → 事件2 待派
          08:03:20 查 D                         → D 已挂机 市2席
        """
    )
