"""N06: two desks ask about one event; neither answers over the other."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-09",)


def test_answers_out_of_turn_are_refused_and_a_retry_counts_once() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳-1km "烫了"
          08:00:05 市 接听 A
          08:00:10 市 受理 A @郧阳-1km
          08:00:20 市 分诊 事件1 burns/airway=no
            → 事件1 III 据 burns 问 burns/size 指导 burns
          08:00:21 重发 → 同一回执
          08:00:25 市2 分诊 事件1 burns/airway=no burns/what=electric
            → 拒：现在要答的不是 burns/what；先答：burns/size
          08:00:30 市2 分诊 事件1 burns/airway=no burns/size=large
            → 事件1 I 据 burns/size=large 需 doctor,monitor 问 burns/what 指导 burns
        """
    )
