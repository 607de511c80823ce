"""AEDs and volunteers near the scene, called from the desk with their answer (DSP-22)."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-22",)


def test_a_volunteer_is_called_by_way_of_the_defibrillator_and_answers() -> None:
    play("""
        地图
          十堰 --10-- 郧阳
        车辆
          十堰01 市 doctor @十堰
        急救员
          D1 AED @郧阳-200m
          H1 13911111111 @郧阳-400m
          H2 13922222222 @郧阳-9km
        经过
          08:00:00 来电 A 13900000001 @郧阳 "没有呼吸"
          08:00:05 市 接听 A
          08:00:20 市 受理 A I @郧阳
          08:00:21 附近 事件1                  → D1 步行 3:54 | H1 步行 7:48，取 D1
          08:00:25 市 呼叫 事件1 H1 取 D1       → H1 已呼叫 取 D1
          08:00:26 市 呼叫 事件1 H1            → H1 已呼叫 取 D1
          08:00:50 市 志愿者 H1 来 约 6         → H1 前往 约 6 分 取 D1
          08:00:51 市 呼叫 事件1 H9            → 拒：没有这个志愿者：H9；核对编号，或刷新列表
    """)
