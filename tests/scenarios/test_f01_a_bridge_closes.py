"""F01: a bridge closes: who has to go round is no longer first, and comes back when it opens."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-20",)


def test_the_other_vehicle_is_first_while_the_bridge_is_closed() -> None:
    play(
        """
        地图
          十堰 --8-- 江南 --2-- 江北 --4-- 郧阳 --25-- 南化
          十堰 --30-- 南化
        车辆
          十堰01 市 doctor @十堰
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @郧阳
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @郧阳
          08:00:11 推荐 事件1
            → 1 十堰01 市 2:00+14:00
            → 2 南化01 乡 2:30+25:00
          08:01:00 市 封路 @江南+1km
            → 管制1 封闭 江南—江北 市席
            → 无隔断
          08:01:01 推荐 事件1
            → 1 南化01 乡 2:30+25:00
            → 2 十堰01 市 2:00+55:00
          08:05:00 市 解除 管制1 → 管制1 已解除
          08:05:01 推荐 事件1
            → 1 十堰01 市 2:00+14:00
            → 2 南化01 乡 2:30+25:00
        """
    )


def test_one_drives_up_to_the_barrier_from_either_side() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 市 封路 @郧阳+10km
          08:01:00 来电 A @郧阳+8km
          08:01:05 市 接听 A
          08:01:10 市 受理 A I @郧阳+8km
          08:01:11 推荐 事件1
            → 1 郧阳01 县 2:00+8:00
            → 未列入 南化01：道路不可达
          08:02:00 来电 B @南化-8km
          08:02:05 市 接听 B
          08:02:10 市 受理 B I @南化-8km
          08:02:11 推荐 事件2
            → 1 南化01 乡 2:30+8:00
            → 未列入 郧阳01：道路不可达
        """
    )
