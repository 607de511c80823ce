"""A centre may prefer its own; where only minutes count, the fastest still goes (DSP-02)."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-02", "DSP-03")


def test_own_county_first_gives_way_to_a_neighbour_only_when_that_is_clearly_sooner() -> None:
    play("""
        地图
          十堰 --10-- 郧阳 --6-- 南化
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
        车辆
          十堰01 市 nurse @十堰
          南化01 乡 nurse @南化
        经过
          07:59:00 市 策略 郧阳 本县优先
          08:00:00 来电 A 13900000001 @郧阳-4km "腹痛"
          08:00:05 市 接听 A
          08:00:20 市 受理 A III @郧阳-4km
          08:00:21 推荐 事件1                  → 1 南化01 乡 2:30+10:00 | 2 十堰01 市 2:00+6:00
          08:00:30 市 补充 事件1 I
          08:00:31 推荐 事件1                  → 1 十堰01 市 2:00+6:00 | 2 南化01 乡 2:30+10:00
    """)


def test_a_policy_counts_from_its_day_on() -> None:
    play("""
        地图
          十堰 --10-- 郧阳 --6-- 南化
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
        车辆
          十堰01 市 nurse @十堰
          南化01 乡 doctor @南化
        经过
          08:00:00 来电 A 13900000001 @郧阳-7km "腹痛"
          08:00:05 市 接听 A
          08:00:20 市 受理 A III @郧阳-7km
          08:00:21 市 策略 市 能力优先 自 09:00:00
          08:00:22 推荐 事件1                  → 1 十堰01 市 2:00+3:00 | 2 南化01 乡 2:30+13:00
          09:00:01 推荐 事件1                  → 1 十堰01 市 2:00+3:00 | 2 南化01 乡 2:30+13:00
    """)
