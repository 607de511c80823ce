"""L02: a circle, the name of a township or a K-post alone is enough to send somebody."""

import pytest

from tests.support.scenario import play

REQUIREMENTS = ("CALL-08", "CALL-11", "CALL-12")


@pytest.mark.parametrize(
    ("said", "circle"),
    [
        ("乡镇 @南化", "1 乡镇 ±3000 米 在用"),
        ("公里桩 @南化", "1 公里桩 ±50 米 在用"),
        ("基站定位 @南化 4000", "1 基站定位 ±4000 米 在用"),
        ("地标 @南化 200", "1 地标 ±200 米 在用"),
        ("固话地址 @南化", "1 固话地址 ±100 米 在用"),
    ],
)
def test_the_nearest_goes_by_the_middle_of_the_circle(said: str, circle: str) -> None:
    play(
        f"""
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A 13900000001 "在南化这边，说不清楚"
          08:00:05 市 接听 A
          08:00:10 市 受理 A I          → 事件1 待派
          08:00:20 市 报位 事件1 {said}   → {circle}
          08:00:21 推荐 事件1            → 1 南化01 乡 2:30+0:00 | 2 郧阳01 县 2:00+20:00
          08:00:25 市 派车 事件1 南化01   → 事件1 处置中：南化01 待出动
        """
    )
