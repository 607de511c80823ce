"""A02: two desks reach for one call; exactly one gets it, the other is told who."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-02", "DSP-16")


def test_the_second_desk_is_told_who_has_the_call() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A 13900000001 → A 振铃
          08:00:04 市1 接听 A         → A 通话 市1席
          08:00:04 市2 接听 A         → 拒：该来电已由 市1席（市）接听；接听下一个来电
          08:00:05 市1 接听 A         → A 通话 市1席
        """
    )
