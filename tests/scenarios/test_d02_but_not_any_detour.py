"""D02: over mountain roads the centre may be too far: minutes decide then."""

from tests.support.scenario import play

REQUIREMENTS = ("HOS-01",)


def test_a_centre_more_than_half_an_hour_farther_is_not_first() -> None:
    play(
        """
        地图
          十堰 --45-- 郧阳 --5-- 南化
        医院
          太和医院 三甲 chest_pain @十堰
          郧阳医院 二甲 @郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @南化
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @南化 "胸痛"
          08:00:11 选院 事件1 → 1 郧阳医院 5:00 最近，无胸痛中心 | 2 太和医院 50:00 胸痛中心，三甲
        """
    )
