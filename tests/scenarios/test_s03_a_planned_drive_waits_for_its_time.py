"""S03: a planned drive is parked until half an hour before its time, its hospital known."""

from tests.support.scenario import play

REQUIREMENTS = (
    "DSP-19",
    "DSP-06",
)


def test_a_transfer_knows_its_hospital_before_it_starts() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
        医院
          太和医院 三甲 @十堰
        经过
          08:00:00 市 预约 医院转诊 III @郧阳 于 10:00:00 送 无此医院
            → 拒：没有这个医院：无此医院；核对编号，或刷新列表
          08:00:05 市 预约 医院转诊 III @郧阳 于 10:00:00 送 太和医院 → 事件1 挂起
          08:00:06 受理单 事件1                  → 挂起
          08:00:10 市 预约 医疗保障 IV @郧阳     → 事件2 待派
          09:40:00 市 派车 事件1 郧阳01          → 事件1 处置中：郧阳01 待出动
          09:40:01 受理单 事件1                  → 挂起、唤醒待派、正常派车
        """
    )
