"""K03: a centre's layout is data with a time: the county is taken above at night, no restart."""

from tests.support.scenario import play

REQUIREMENTS = ("ORG-02",)

WORLD = """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
        经过
"""


def test_at_night_the_citys_desk_rings_and_owns_and_in_the_morning_the_countys_again() -> None:
    play(
        WORLD
        + """
          08:00:00 市班长 模式 郧阳 自行受理 夜 统一受理 22:00-07:00 自 20:00:00 → 郧阳 1 个模式
          08:00:01 来电 A @南化            → A 振铃
          08:00:01 响在 A                 → 郧阳
          21:59:59 来电 B @南化
          21:59:59 响在 B                 → 郧阳
          22:00:00 来电 C @南化
          22:00:00 响在 C                 → 市
          22:00:05 郧阳 接听 C             → 拒：郧阳 无权处置 C；请联系 市
          22:00:06 市 接听 C
          22:00:20 市 受理 C I @南化       → 事件1 待派
          22:00:20 归属 事件1              → 事件1 属市
          22:00:21 郧阳 可见 事件1 C       → 事件1、C
          22:00:22 郧阳 挂起 事件1         → 拒：郧阳 无权处置 事件1；请联系 市
          31:00:00 来电 D @南化
          31:00:00 响在 D                 → 郧阳
        """
    )


def test_taken_above_and_handed_over_is_the_countys_once_it_has_accepted() -> None:
    play(
        WORLD
        + """
          08:00:00 市班长 模式 郧阳 上级受理后转派
          08:00:00 郧阳 到岗               → 郧阳 就绪
          08:00:01 来电 A @南化
          08:00:01 响在 A                 → 市
          08:00:05 市 接听 A
          08:00:20 市 受理 A I @南化       → 事件1 待派
          08:00:20 归属 事件1              → 事件1 属市，待郧阳接收
          08:00:30 郧阳 接转 事件1         → 事件1 属郧阳
          08:00:31 受理单 事件1            → 转分中心
        """
    )


def test_nobody_can_be_left_without_a_desk() -> None:
    play(
        WORLD
        + """
          08:00:00 市班长 模式 市 统一受理
            → 拒：市 没有上级，设为此模式将使乡镇无人受理；市中心只能自行受理
          08:00:00 市班长 模式 郧阳 统一受理 自 07:00:00
            → 拒：生效时间不能早于现在；留空即刻生效，或填将来的时间
          08:00:00 郧阳班长 模式 市 自行受理  → 拒：郧阳 无权处置 市；请联系 上级
          08:00:00 市班长 模式 郧阳 统一受理 互助 南化站
            → 拒：南化站 不能作互助台；选另一个急救中心，或留空
        """
    )
