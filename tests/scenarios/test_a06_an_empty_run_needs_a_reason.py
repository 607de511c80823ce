"""A06: nobody at the scene: the run is empty, says why, and closes the incident."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-10",)


def test_an_empty_run_closes_the_incident_once_its_reason_is_given() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳+2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A III @郧阳+2km
          08:00:20 市 派车 事件1 郧阳01
          08:02:00 郧阳01 按 驶向现场
          08:04:00 郧阳01 按 到达现场
          08:08:00 郧阳01 按 途中待命             → 拒：该状态必须填写原因；选一个原因：…
          08:08:10 郧阳01 按 途中待命 因 现场无人 → 事件1 已结束：郧阳01 放空车（现场无人）
          08:08:10 查 郧阳01                      → 郧阳01 途中待命
          08:08:20 郧阳01 按 到达医院             → 拒：任务 事件1-01 已结束；刷新后重试
          08:09:00 市 派车 事件1 郧阳01           → 拒：事件 事件1 已结束；新来电请另立事件
        """
    )
