"""B09: the road engine is still loading: a straight-line estimate answers, and is labelled."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-02",)


def test_until_the_roads_are_loaded_the_ranking_is_a_labelled_estimate() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 路网未就绪
          08:00:00 来电 A @南化-2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @南化-2km
          08:00:11 推荐 事件1
            → 注：路网未就绪：直线估算
            → 1 南化01 乡 2:30+3:00
            → 2 郧阳01 县 2:00+27:00
          08:00:20 市 派车 事件1 南化01
          08:01:00 路网就绪
          08:01:01 推荐 事件1 → 1 郧阳01 县 2:00+18:00 | 未列入 南化01：执行任务：待出动
        """
    )
