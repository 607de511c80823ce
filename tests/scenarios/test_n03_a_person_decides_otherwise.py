"""N03: answers propose, a person decides, and the reason stays beside what the answers said."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-09",)


def test_an_urgency_is_changed_with_a_reason_and_given_back_to_the_answers() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳-1km "摔了"
          08:00:05 市 接听 A
          08:00:10 市 受理 A II @郧阳-1km
          08:00:20 市 分诊 事件1 fall/height=level fall/head=no fall/why=no fall/stand=yes
            → 事件1 II 指导 spine
          08:00:30 市 改级 事件1 IV → 拒：改级须说明原因（1–200 字）；选一条或写一句原因
          08:00:32 市 改级 事件1 IV "已能自己走动"
            → 事件1 IV 据 市席：已能自己走动 指导 spine
          08:00:40 市 分诊 事件1 fall/height=level fall/head=yes
            → 事件1 IV 据 市席：已能自己走动 需 doctor 问 fall/why 指导 spine
          08:00:50 市 改级 事件1 问答 "又吐了"
            → 事件1 II 据 fall/head=yes 需 doctor 问 fall/why 指导 spine
          08:00:55 重启
          08:00:56 分诊单 事件1
            → 事件1 II 据 fall/head=yes 需 doctor 问 fall/why 指导 spine
        """
    )
