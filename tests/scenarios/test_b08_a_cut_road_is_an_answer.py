"""B08: a landslide cuts the road: who cannot get through is listed with the reason, not dropped."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-20",)


def test_vehicles_beyond_a_cut_road_are_listed_as_unreachable() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --/20/-- 南化 --6-- 湖北口
          十堰 --9-> 大川
        车辆
          十堰01 市 doctor @十堰
          大川01 乡 nurse @大川
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @湖北口
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @湖北口
          08:00:11 推荐 事件1
            → 1 南化01 乡 2:30+6:00
            → 未列入 十堰01：道路不可达
            → 未列入 大川01：道路不可达
          08:01:00 来电 B @郧阳
          08:01:05 市 接听 B
          08:01:10 市 受理 B I @郧阳
          08:01:11 推荐 事件2
            → 1 十堰01 市 2:00+12:00
            → 未列入 大川01：道路不可达
            → 未列入 南化01：道路不可达
        """
    )
