"""C02: two desks send the same vehicle: one wins, the other sees who and whom to send instead."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-16",)


def test_the_loser_of_a_race_is_told_the_winner_and_the_next_best() -> None:
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
        经过
          08:00:00 来电 A @郧阳+2km
          08:00:01 来电 B @郧阳-3km
          08:00:05 市 接听 A
          08:00:06 郧阳 接听 B
          08:00:10 市 受理 A I @郧阳+2km
          08:00:10 郧阳 受理 B II @郧阳-3km
          08:00:12 推荐 事件1             → 1 郧阳01 县 2:00+2:00 | 2 十堰01 市 2:00+14:00
          08:00:12 推荐 事件2             → 1 郧阳01 县 2:00+3:00 | 2 十堰01 市 2:00+9:00
          08:00:20 市 派车 事件1 郧阳01   → 事件1 处置中：郧阳01 待出动
          08:00:20 郧阳 派车 事件2 郧阳01
            → 拒：郧阳01 已由 市席（市）派往 事件1：待出动；派次优车辆
            → 次优 十堰01
          08:00:22 郧阳 派车 事件2 十堰01 → 事件2 处置中：十堰01 待出动
        """
    )
