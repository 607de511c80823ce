"""R01: the waiting list: rescues before what can wait, then urgency, then age."""

from tests.support.scenario import play

REQUIREMENTS = (
    "DSP-11",
    "DSP-19",
)


def test_the_worst_and_oldest_is_at_the_top_and_transfers_behind_all() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 市 预约 医院转诊 I @郧阳      → 事件1 待派
          08:00:10 来电 A @郧阳+2km
          08:00:15 市 接听 A
          08:00:20 市 受理 A III @郧阳+2km
          08:00:25 来电 B @郧阳+3km
          08:00:30 市 接听 B
          08:00:35 市 受理 B I @郧阳+3km
          08:00:40 来电 C @郧阳+4km
          08:00:45 市 接听 C
          08:00:50 市 受理 C III @郧阳+4km
          08:01:00 待派
            → 事件3 I 待首派 自 08:00:35
            → 事件2 III 待首派 自 08:00:20
            → 事件4 III 待首派 自 08:00:50
            → 事件1 I 待首派 自 08:00:00
          08:02:00 市 派车 事件3 郧阳01
          08:02:01 市 挂起 事件2 至 08:30:00     → 事件2 挂起
          08:02:02 待派
            → 事件4 III 待首派 自 08:00:50
            → 事件1 I 待首派 自 08:00:00
          08:10:00 市 唤醒 事件2
          08:10:01 待派
            → 事件4 III 待首派 自 08:00:50
            → 事件2 III 待首派 自 08:10:00
            → 事件1 I 待首派 自 08:00:00
        """
    )


def test_who_lost_a_vehicle_to_somebody_worse_is_not_sent_to_the_end_of_the_list() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳+2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A III @郧阳+2km
          08:00:20 市 派车 事件1 郧阳01
          08:01:00 来电 B @郧阳+3km
          08:01:05 市 接听 B
          08:01:10 市 受理 B III @郧阳+3km
          08:02:00 来电 C @郧阳+4km
          08:02:05 市 接听 C
          08:02:10 市 受理 C I @郧阳+4km
          08:02:20 市 改派 郧阳01 事件3
          08:02:21 待派
            → 事件1 III 另接后待派 自 08:00:10
            → 事件2 III 待首派 自 08:01:10
        """
    )
