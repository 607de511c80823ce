"""N05: fever with contact asks for an isolation vehicle and a designated hospital only."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-15",)


def test_who_may_be_infectious_gets_a_protected_vehicle_and_a_designated_hospital() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --15-- 谭家湾
        医院
          太和医院 三甲 fever,stroke @十堰
          郧阳医院 二甲 @郧阳
        车辆
          十堰09 市 doctor,isolation @十堰
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳+2km "发烧"
          08:00:05 市 接听 A
          08:00:10 市 受理 A @郧阳+2km
          08:00:11 选院 事件1 → 1 郧阳医院 2:00 最近 | 2 太和医院 14:00 三甲
          08:00:20 市 分诊 事件1 fever/who=adult fever/adult=none fever/contact=yes
            → 事件1 II 据 fever/contact=yes 需 isolation 传染 指导 infection
          08:00:21 推荐 事件1 → 1 十堰09 市 2:00+14:00 | 2 郧阳01 县 2:00+2:00 不足
          08:00:22 选院 事件1 → 1 太和医院 14:00 发热定点，三甲
          08:00:40 市 分诊 事件1 fever/who=adult fever/adult=none fever/contact=no
            → 事件1 III 据 fever
          08:00:41 选院 事件1 → 1 郧阳医院 2:00 最近 | 2 太和医院 14:00 三甲
        """
    )
