"""K02: the township goes first, its station presses for it, and county and city look on."""

from tests.support.scenario import play

REQUIREMENTS = ("ORG-03", "ORG-04", "DSP-13")


def test_a_station_acts_for_its_own_vehicles_and_for_no_others() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @南化-2km
          08:00:05 郧阳 接听 A
          08:00:20 郧阳 受理 A I @南化-2km
          08:00:25 郧阳 派车 事件1 南化01   → 事件1 处置中：南化01 待出动
          08:00:30 郧阳 派车 事件1 郧阳01   → 事件1 处置中：南化01 待出动、郧阳01 待出动
          08:00:31 南化站 可见 事件1        → 事件1
          08:00:40 南化站 拒绝 郧阳01 因 车辆故障 → 拒：南化站 无权处置 事件1-02；请联系 郧阳
          08:00:41 南化站 派车 事件1 南化01
            → 拒：角色 station_duty 无权执行 DispatchVehicle；换用有权限的账号
          08:00:45 南化站 拒绝 南化01 因 车辆故障
            → 事件1 处置中：南化01 拒绝出车（车辆故障）、郧阳01 待出动
          08:00:46 南化站 可见 事件1        → 事件1
          08:00:46 十堰站 可见 事件1        → 无
        """
    )
