"""N02: two answers are enough to say I, whom it needs, and what the caller must do meanwhile."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-09", "CALL-10")


def test_a_collapse_is_a_first_degree_case_after_two_answers_with_the_card_for_compressions() -> (
    None
):
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor,monitor,ventilator @郧阳
        经过
          08:00:00 来电 A @郧阳-1km "倒下了"
          08:00:05 市 接听 A
          08:00:10 市 受理 A @郧阳-1km
          08:00:12 市 分诊 事件1 universal/awake=no
            → 事件1 I 据 universal/awake=no 需 doctor,monitor 问 universal/breathing 指导 recovery
          08:00:15 市 分诊 事件1 再答 universal/breathing=gone
            → 事件1 I 据 universal/breathing=gone 需 doctor,monitor,ventilator 问 universal/who …
          08:00:20 市 分诊 事件1 再答 universal/who=child
            → 事件1 I 据 universal/breathing=gone 需 doctor,monitor,ventilator …
          08:00:30 市 分诊 事件1 universal/awake=no universal/breathing=normal
            → 事件1 I 据 universal/awake=no 需 doctor,monitor 问 universal/what 指导 recovery
        """
    )
