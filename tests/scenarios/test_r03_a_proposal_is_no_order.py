"""R03: a vehicle that is proposed and goes to a pause, or elsewhere, is proposed no more."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-11",)


def test_a_proposal_ends_when_the_vehicle_cannot_come_any_more() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @郧阳+2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A II @郧阳+2km
          08:00:20 提议 事件1                    → 建议 郧阳01 4:00（车辆空闲）
          08:00:30 市 暂停 郧阳01 "加油"         → 郧阳01 暂停调用
          08:00:31 建议 事件1                    → 无建议
          08:00:32 提议 事件1                    → 建议 南化01 20:30（车辆空闲）
          08:00:40 来电 B @南化-1km
          08:00:45 市 接听 B
          08:00:50 市 受理 B I @南化-1km
          08:00:55 市 派车 事件2 南化01
          08:00:56 建议 事件1                    → 无建议
          08:01:00 市 挂起 事件1
          08:01:10 市 恢复 郧阳01
          08:01:11 提议 事件1                    → 无建议
        """
    )
