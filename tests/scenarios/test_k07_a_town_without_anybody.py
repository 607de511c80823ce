"""K07: a town lost its only crew; another is proposed to wait there, and goes only when told."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-18", "ORG-10")

WORLD = """
        地图
          十堰 --40-- 郧阳 --20-- 南化
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
          郧阳02 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 看待命 郧阳             → 郧阳 无待命建议
          08:00:01 来电 A @南化
          08:00:04 郧阳 接听 A
          08:00:20 郧阳 受理 A I @南化
          08:00:25 郧阳 派车 事件1 南化01
          08:00:30 看待命 郧阳             → 郧阳 建议 郧阳01 去 南化站，行驶 20:00
"""


def test_accepted_it_waits_at_the_empty_station_and_counts_from_there() -> None:
    play(
        WORLD
        + """
          08:00:31 郧阳 采纳待命 郧阳02     → 拒：现在没有关于 郧阳02 的待命建议；刷新后重看
          08:00:32 郧阳 采纳待命 郧阳01     → 待命 南化站：郧阳01
          08:00:40 看待命 郧阳             → 郧阳 无待命建议
          08:00:50 市 可见 郧阳01          → 郧阳01
        """
    )


def test_declined_it_stays_where_it_is_with_the_reason_kept() -> None:
    play(
        WORLD
        + """
          08:00:32 郧阳 不采纳待命 郧阳01 "雾大" → 郧阳 不采纳：雾大
          08:00:40 看待命 郧阳             → 郧阳 不采纳：雾大
          08:00:41 郧阳 采纳待命 郧阳01     → 拒：现在没有关于 郧阳01 的待命建议；刷新后重看
        """
    )


def test_it_is_taken_back_when_the_vehicle_is_sent_or_the_town_has_somebody_again() -> None:
    play(
        WORLD
        + """
          08:00:32 郧阳 暂停 郧阳01 加油
          08:00:33 郧阳 采纳待命 郧阳01     → 拒：该建议已不成立；等新的建议，或自行派驻
          08:00:34 看待命 郧阳             → 郧阳 无待命建议
          08:00:40 郧阳 恢复 郧阳01
          08:00:41 看待命 郧阳             → 郧阳 建议 郧阳01 去 南化站，行驶 20:00
          08:00:50 郧阳 召回 南化01
          08:00:51 看待命 郧阳             → 郧阳 无待命建议
        """
    )
