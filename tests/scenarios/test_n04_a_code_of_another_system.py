"""N04: a code of another triage system counts by the centre's table, and no text of it is known."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-09",)


def test_a_code_raises_the_urgency_and_an_unknown_one_is_refused_by_name() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳-1km "晕倒"
          08:00:05 市 接听 A
          08:00:10 市 受理 A III @郧阳-1km
          08:00:20 市 外部码 事件1 9-E-1 → 事件1 I 据 9-E-1 问 universal/awake
          08:00:25 市 外部码 事件1 cardiac
            → 拒：外部分级码 cardiac 不在对照表中；写作 9-E-1；对照表见 questions/determinants.toml
          08:00:30 市 外部码 事件1 26-A-2 → 事件1 III 据 26-A-2 问 universal/awake
        """
    )
