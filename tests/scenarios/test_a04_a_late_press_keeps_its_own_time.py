"""A04: presses made out of coverage arrive late; their own time counts while it can be true."""

from tests.support.scenario import play

REQUIREMENTS = ("VEH-02", "VEH-07")


def test_a_press_counts_from_when_it_was_made_but_stamps_never_go_back_nor_ahead() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳+2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @郧阳+2km
          08:00:20 市 派车 事件1 郧阳01
          08:02:00 郧阳01 按 驶向现场
          08:09:00 郧阳01 按 到达现场 按于 08:05:30
          08:09:01 郧阳01 按 到达病人身边 按于 08:04:00
          08:09:02 郧阳01 按 途中待命 因 现场无人 按于 09:30:00
          08:10:00 时间 郧阳01
            → 08:00:20 待出动
            → 08:02:00 驶向现场 跳步
            → 08:05:30 到达现场 收到 08:09:00
            → 08:05:30 到达病人身边 收到 08:09:01
            → 08:09:02 途中待命
        """
    )
