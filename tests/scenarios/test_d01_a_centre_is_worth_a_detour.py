"""D01: the hospital is chosen by road time and by what it can do, and every one is shown."""

from tests.support.scenario import play

REQUIREMENTS = ("HOS-01",)


def test_a_chest_pain_centre_is_worth_half_an_hour_and_no_hospital_is_left_out() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --15-- 谭家湾 --20-- 南化
        医院
          太和医院 三甲 chest_pain,stroke @十堰
          郧阳医院 二甲 @郧阳
          谭家湾卫生院 卫生院 @谭家湾
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @谭家湾+2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @谭家湾+2km "发烧"
          08:00:11 选院 事件1
            → 1 郧阳医院 17:00
            → 2 太和医院 29:00 三甲
            → 3 谭家湾卫生院 2:00 最近，基层机构（卫生院）
          08:00:20 市 补充 事件1 "胸痛"
          08:00:21 选院 事件1
            → 1 太和医院 29:00 胸痛中心，三甲
            → 2 郧阳医院 17:00 无胸痛中心
            → 3 谭家湾卫生院 2:00 最近，无胸痛中心，基层机构（卫生院）
        """
    )
