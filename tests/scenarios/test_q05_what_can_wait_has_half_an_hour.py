"""Q05: a transfer has half an hour where a rescue has a minute; a power cut changes neither."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-19",)


def test_a_transfer_waits_half_an_hour_where_a_rescue_waits_a_minute() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 市 预约 医院转诊 III @郧阳
          08:05:00 来电 A 13900000001 @郧阳
          08:05:05 市 接听 A
          08:05:20 市 受理 A II @郧阳
          08:06:05 告警        → 迟缓放车 事件2 市
          08:10:00 断电
          08:29:59 告警        → 迟缓放车 事件2 市→班长
          08:30:00 告警        → 迟缓放车 事件2 市→班长 | 转院、非急救迟缓放车 事件1 市
        """
    )
