"""B04: a vehicle under way counts from its last fix; the older the fix, the louder it says so."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-02", "VEH-06")


def test_a_vehicle_on_the_road_starts_at_once_and_an_old_fix_is_flagged() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 定位 郧阳01 @郧阳
          08:10:00 市 离站 十堰01         → 十堰01 途中待命
          08:10:00 定位 十堰01 @郧阳+15km → 十堰01 已定位
          08:10:20 来电 A @南化
          08:10:25 市 接听 A
          08:10:30 市 受理 A I @南化
          08:10:30 推荐 事件1 说明
            → 1 十堰01 市 0:15+5:00 全网最快，本县
            → 2 郧阳01 县 2:00+20:00 本县，预计超过 15 分钟
          08:12:00 推荐 事件1 说明
            → 1 十堰01 市 0:15+5:00 全网最快，本县，定位已旧 2 min
            → 2 郧阳01 县 2:00+20:00 本县，预计超过 15 分钟
          08:20:00 推荐 事件1 说明
            → 1 十堰01 市 0:15+5:00 全网最快，本县，定位已旧 10 min
            → 2 郧阳01 县 2:00+20:00 本县，定位已旧 20 min，预计超过 15 分钟
        """
    )
