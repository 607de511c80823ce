"""By dock and pad through fixed transfer points, where that is sooner than the road (DSP-21)."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-21",)


def test_the_way_by_boat_is_ranked_with_its_legs() -> None:
    play("""
        地图
          十堰 --10-- 均县 --90-- 习家店
        车辆
          均县01 乡 nurse @均县
        接驳
          均县码头 码头 @均县+1km
          习家店码头 码头 @习家店-2km 有车接
          均县码头 ~ 习家店码头 乘船 180 等 5
        经过
          08:00:00 来电 A 13900000001 @习家店 "腹痛"
          08:00:05 市 接听 A
          08:00:20 市 受理 A II @习家店
          08:00:21 推荐 事件1 说明
              → 1 均县01 乡 2:30+42:48 全网最快，本县，接驳：驾车 1 分 → 乘船 40 分 → 驾车 2 分…
    """)


def test_where_the_road_is_sooner_nobody_takes_a_boat() -> None:
    play("""
        地图
          十堰 --10-- 均县 --9-- 习家店
        车辆
          均县01 乡 nurse @均县
        接驳
          均县码头 码头 @均县
          习家店码头 码头 @习家店
          均县码头 ~ 习家店码头 乘船 30 等 5
        经过
          08:00:00 来电 A 13900000001 @习家店 "腹痛"
          08:00:05 市 接听 A
          08:00:20 市 受理 A II @习家店
          08:00:21 推荐 事件1 说明              → 1 均县01 乡 2:30+9:00 全网最快，本县…
    """)


def test_a_village_without_a_road_is_reached_by_boat_and_on_foot() -> None:
    play("""
        地图
          十堰 --10-- 均县 --/30/-- 习家店
        车辆
          均县01 乡 nurse @均县
        接驳
          均县码头 码头 @均县
          习家店码头 码头 @习家店 步行
          均县码头 ~ 习家店码头 乘船 60 等 5
        经过
          08:00:00 来电 A 13900000001 @习家店+200m "腹痛"
          08:00:05 市 接听 A
          08:00:20 市 受理 A II @习家店+200m
          08:00:21 推荐 事件1 说明
              → 注：距最近道路 30200 米，需步行约 453 分钟
              → 1 均县01 乡 2:30+44:54 全网最快，本县，接驳：驾车 0 分 → 乘船 41 分 → 步行 4 分…
    """)
