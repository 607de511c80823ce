"""E01: the server restarts, then loses power: snapshot and journal bring every task back."""

from tests.support.scenario import play

REQUIREMENTS = ("SYS-05",)


def test_a_restart_in_the_middle_of_a_task_goes_on_where_it_stopped() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @南化-2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @南化-2km
          08:00:20 市 派车 事件1 南化01
          08:01:00 重启
          08:01:10 查 事件1           → 事件1 处置中：南化01 待出动
          08:01:20 南化01 按 驶向现场
          08:02:00 市 派车 事件1 郧阳01
          08:02:10 断电
          08:03:00 查 事件1           → 事件1 处置中：南化01 驶向现场、郧阳01 待出动
          08:03:10 南化01 按 到达现场 → 事件1 处置中：南化01 到达现场、郧阳01 待出动
          08:03:20 市 召回 郧阳01 因 其他
          08:05:00 南化01 按 途中待命 因 病人不去
            → 事件1 已结束：南化01 放空车（病人不去）、郧阳01 中止任务（其他）
          08:05:01 断电
          08:05:02 查 南化01          → 南化01 途中待命
        """
    )
