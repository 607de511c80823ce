"""F04: works from nine to ten: planned before, in force between, over and still listed after."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-20",)


def test_it_begins_and_ends_by_the_clock() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          十堰01 市 doctor @十堰
        经过
          08:00:00 来电 A @郧阳
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @郧阳
          08:00:20 市 封路 @十堰+5km 自 09:00:00 至 10:00:00
          08:00:30 推荐 事件1 → 1 十堰01 市 2:00+12:00
          09:00:00 推荐 事件1 → 未列入 十堰01：道路不可达
          09:30:00 市 慢行 @十堰+5km 系数 0.5
          10:00:00 推荐 事件1 → 1 十堰01 市 2:00+24:00
          10:00:01 路况
            → 管制1 封闭 十堰—郧阳 市席 至 10:00:00，已过期
            → 管制2 慢行0.5 十堰—郧阳 市席
        """
    )
