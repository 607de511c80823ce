"""F02: a landslide cuts a town off: the desk reads at once which vehicles and places lie beyond."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-20",)


def test_whoever_is_cut_off_is_listed_with_the_closure() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化 --6-- 湖北口
          郧阳 --9-- 谭家湾
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 市 封路 @南化-3km
            → 管制1 封闭 郧阳—南化 市席
            → 隔断车辆 南化01
            → 隔断站点 南化站
            → 隔断乡镇 南化、湖北口
          08:01:00 来电 A @湖北口
          08:01:05 市 接听 A
          08:01:10 市 受理 A I @湖北口
          08:01:11 推荐 事件1
            → 1 南化01 乡 2:30+6:00
            → 未列入 十堰01：道路不可达
            → 未列入 郧阳01：道路不可达
          08:02:00 定位 南化01 @郧阳+1km
          08:02:01 隔断
            → 隔断站点 南化站
            → 隔断乡镇 南化、湖北口
          08:03:00 市 解除 管制1
          08:03:01 隔断 → 无隔断
        """
    )
