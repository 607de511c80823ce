"""E02: the network swallowed the answer and the press is sent again: same key, same answer."""

from tests.support.scenario import play

REQUIREMENTS = ("SYS-05",)


def test_a_request_sent_again_gets_its_first_receipt_and_changes_nothing() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳+2km
          08:00:01 重发                   → 同一回执
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @郧阳+2km
          08:00:12 重发                   → 同一回执
          08:00:20 市 派车 事件1 郧阳01
          08:00:25 断电
          08:00:30 重发                   → 同一回执
          08:01:00 市 唤醒 事件1
          08:01:10 市 召回 郧阳01 因 其他 → 事件1 待派：郧阳01 中止任务（其他）
        """
    )
