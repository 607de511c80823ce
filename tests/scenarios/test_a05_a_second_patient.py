"""A05: one vehicle takes two patients: loaded, back to the scene, loaded again."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-01",)


def test_each_patient_put_in_the_vehicle_gets_a_record() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        医院
          郧阳医院 二甲 @郧阳
        经过
          08:00:00 来电 A @郧阳+2km "车祸，两人受伤"
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @郧阳+2km 人数 2
          08:00:20 市 派车 事件1 郧阳01
          08:02:00 郧阳01 按 驶向现场
          08:04:00 郧阳01 按 到达现场
          08:10:00 郧阳01 按 病人上车 送 郧阳医院
          08:11:00 郧阳01 按 到达现场             → 事件1 处置中：郧阳01 到达现场
          08:15:00 郧阳01 按 病人上车 送 郧阳医院 → 事件1 处置中：郧阳01 病人上车
          08:15:00 病历 事件1                     → 市-0001-01-P1 | 市-0001-01-P2
          08:18:00 郧阳01 按 到达医院
          08:30:00 郧阳01 按 站内待命             → 事件1 已结束：郧阳01 正常完成
        """
    )
