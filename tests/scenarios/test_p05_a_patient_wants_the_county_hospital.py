"""The patient wants the own county hospital: its vehicle goes first, a neighbour is not needed."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-04", "DSP-05")


def test_the_own_countys_vehicle_goes_first() -> None:
    play("""
        地图
          十堰 --6-- 郧阳 --8-- 南化
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
        车辆
          十堰01 市 doctor @十堰
          南化01 乡 doctor @南化
        经过
          08:00:00 来电 A 13900000001 @郧阳-1km "腹痛"
          08:00:05 郧阳 接听 A
          08:00:20 郧阳 受理 A III @郧阳-1km
          08:00:21 推荐 事件1                  → 1 十堰01 市 2:00+5:00 | 2 南化01 乡 2:30+9:00
          08:00:30 郧阳 要求本县医院 事件1       → 事件1 待派
          08:00:31 推荐 事件1                  → 1 南化01 乡 2:30+9:00 | 2 十堰01 市 2:00+5:00
    """)
