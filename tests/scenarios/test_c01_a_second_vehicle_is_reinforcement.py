"""C01: the near crew goes, the able one follows: one incident, two acceptances, two tasks."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-13",)


def test_the_second_vehicle_is_a_reinforcement_and_the_last_one_closes_the_incident() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          十堰01 市 doctor,monitor @十堰
          南化01 乡 nurse @南化
        医院
          郧阳医院 二甲 @郧阳
        经过
          08:00:00 来电 A @南化-2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @南化-2km
          08:00:20 市 派车 事件1 南化01
          08:00:30 市 派车 事件1 十堰01 → 事件1 处置中：南化01 待出动、十堰01 待出动
          08:00:30 受理单 事件1         → 正常派车、增援派车
          08:02:00 南化01 按 驶向现场
          08:03:00 十堰01 按 驶向现场
          08:05:00 南化01 按 到达现场
          08:20:00 南化01 按 途中待命 因 病人不去
            → 事件1 处置中：南化01 放空车（病人不去）、十堰01 驶向现场
          08:33:00 十堰01 按 到达现场
          08:35:00 十堰01 按 病人上车 送 郧阳医院
          08:55:00 十堰01 按 到达医院
          09:05:00 十堰01 按 途中待命   → 事件1 已结束：南化01 放空车（病人不去）、十堰01 正常完成
        """
    )
