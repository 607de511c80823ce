"""R04: refused twice: each with its reason, counted, and the event waits on top again."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-14",)


def test_every_refusal_has_a_reason_that_fits_and_is_counted() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳+2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @郧阳+2km
          08:00:20 市 派车 事件1 郧阳01
          08:00:40 郧阳01 拒绝 郧阳01 因 现场无人
            → 拒：「现场无人」不是拒绝出车的原因；可选：车辆故障、人员不足、其他
          08:00:45 郧阳01 拒绝 郧阳01 因 人员不足 → 事件1 待派：郧阳01 拒绝出车（人员不足）
          08:00:46 待派                           → 事件1 I 被拒后待派 自 08:00:10 拒绝 1 次
          08:00:50 市 派车 事件1 十堰01
          08:01:10 十堰01 拒绝 十堰01 因 车辆故障
          08:01:11 待派                           → 事件1 I 被拒后待派 自 08:00:10 拒绝 2 次
          08:01:12 受理单 事件1                   → 正常派车、拒绝出车、正常派车、拒绝出车
        """
    )
