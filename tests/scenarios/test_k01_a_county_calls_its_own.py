"""K01: each call rings at the desk of its ground, and each desk sees and does what is its own."""

from tests.support.scenario import play

REQUIREMENTS = ("ORG-02", "ORG-03")

WORLD = """
        地图
          十堰 --12-- 郧阳 --20-- 南化
          十堰 --40-- 竹山
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
          竹山 = 竹山
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
          竹山01 县 doctor @竹山
        经过
"""


def test_a_call_rings_at_its_own_countys_desk_and_another_county_neither_sees_nor_takes_it() -> (
    None
):
    play(
        WORLD
        + """
          08:00:00 来电 A @南化           → A 振铃
          08:00:00 响在 A                → 郧阳
          08:00:01 竹山 可见 A            → 无
          08:00:01 市 可见 A              → A
          08:00:02 竹山 接听 A            → 拒：竹山 无权处置 A；请联系 郧阳
          08:00:04 郧阳 接听 A            → A 通话 郧阳席
          08:00:20 郧阳 受理 A I @南化     → 事件1 待派
          08:00:20 归属 事件1             → 事件1 属郧阳
          08:00:21 竹山 可见 事件1 A 南化01 竹山01 → 竹山01
          08:00:21 竹山 派车 事件1 竹山01  → 拒：竹山 无权处置 事件1；请联系 郧阳
          08:00:25 郧阳 派车 事件1 南化01  → 事件1 处置中：南化01 待出动
          08:00:26 南化站 可见 事件1 A 南化01 郧阳01 → 事件1、南化01
        """
    )


def test_a_neighbours_idle_vehicle_may_be_sent_when_it_is_near_and_not_when_it_is_far() -> None:
    play(
        WORLD
        + """
          08:00:00 来电 A @郧阳
          08:00:04 郧阳 接听 A
          08:00:20 郧阳 受理 A I @郧阳
          08:00:21 郧阳 可见 十堰01 竹山01 → 十堰01
          08:00:22 郧阳 派车 事件1 竹山01  → 拒：郧阳 无权处置 竹山01；请联系 竹山
          08:00:25 郧阳 派车 事件1 十堰01  → 事件1 处置中：十堰01 待出动
          08:00:26 郧阳 可见 十堰01        → 十堰01
        """
    )


def test_a_call_from_nobody_knows_where_rings_at_every_desk() -> None:
    play(
        WORLD
        + """
          08:00:00 来电 A 13900000001
          08:00:00 响在 A                → 各台
          08:00:01 竹山 可见 A            → A
          08:00:02 竹山 接听 A            → A 通话 竹山席
        """
    )
