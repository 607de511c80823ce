"""B07: the scene lies up a slope: the ETA is to the road, and the walk is said."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-02",)


def test_a_scene_off_the_road_gets_a_walking_note() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @南化-2km^800m
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @南化-2km^800m
          08:00:11 推荐 事件1 → 注：距最近道路 800 米，需步行约 12 分钟 | 1 南化01 乡 2:30+2:00
          08:00:15 市 补充 事件1 @南化-2km^100m
          08:00:16 推荐 事件1 → 1 南化01 乡 2:30+2:00
        """
    )
