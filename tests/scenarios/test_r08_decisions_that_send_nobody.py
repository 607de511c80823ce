"""R08: what sends nobody (special event, referral to a hospital) is kept; the event still waits."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-01",)


def test_what_sends_nobody_is_kept_with_its_words_and_closes_nothing() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
        医院
          郧阳医院 二甲 @郧阳
        经过
          08:00:00 来电 A @郧阳+2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A III @郧阳+2km
          08:00:20 市 决定 事件1 特殊事件        → 拒：「特殊事件」须写明情况或原因；写一句话
          08:00:25 市 决定 事件1 特殊事件 "校车侧翻" → 特殊事件
          08:00:30 市 决定 事件1 分诊调度 至 郧阳医院 → 特殊事件、分诊调度
          08:00:40 市 决定 事件1 拒绝分诊 至 郧阳医院 "急诊满员" → 特殊事件、分诊调度、拒绝分诊
          08:00:50 市 决定 事件1 正常派车
            → 拒：「正常派车」随相应操作自动记录，不能单独填写；可填：特殊事件、分诊调度、接受分…
          08:00:55 待派                          → 事件1 III 待首派 自 08:00:10
        """
    )
