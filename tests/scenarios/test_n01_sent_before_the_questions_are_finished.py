"""N01: locate, send, then ask; the crew drives while the urgency is still being found out."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-08", "CALL-09")


def test_a_vehicle_drives_while_the_caller_answers_and_the_stronger_crew_follows() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor,monitor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @南化-2km "胸口疼"
          08:00:05 市 接听 A
          08:00:10 市 受理 A @南化-2km
          08:00:15 市 派车 事件1 南化01 → 事件1 处置中：南化01 待出动
          08:00:20 市 分诊 事件1 universal/awake=yes → 事件1 未定 问 universal/breathing
          08:00:24 市 分诊 事件1 再答 universal/breathing=normal
            → 事件1 未定 问 universal/what
          08:00:28 市 分诊 事件1 再答 universal/what=chest
            → 事件1 II 据 chest_pain 需 doctor,monitor 问 chest_pain/shock 指导 chest_pain
          08:00:32 市 分诊 事件1 再答 chest_pain/shock=yes
            → 事件1 I 据 chest_pain/shock=yes 需 doctor,monitor 问 chest_pain/kind 指导 chest_pain
          08:00:34 南化01 按 驶向现场 → 事件1 处置中：南化01 驶向现场
          08:00:40 推荐 事件1 → 1 郧阳01 县 2:00+18:00
            → 未列入 南化01：执行任务：驶向现场
          08:00:45 市 派车 事件1 郧阳01 → 事件1 处置中：南化01 驶向现场、郧阳01 待出动
        """
    )
