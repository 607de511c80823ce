"""K04: a seat's states follow the person and the telephone; ready only who is logged in."""

from tests.support.scenario import play

REQUIREMENTS = ("ORG-05",)


def test_a_seat_from_logging_in_to_leaving() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 市 就绪            → 拒：席位「签退」不能转为「就绪」；可转为：登录
          08:00:01 市 登录            → 市 登录
          08:00:02 市 就绪            → 市 就绪
          08:01:00 来电 A 13900000001
          08:01:03 市 接听 A
          08:01:03 席位 市            → 市 通话
          08:01:20 市 离席 "用餐"      → 拒：席位「通话」不能转为「离席」；可转为：签退、就绪
          08:01:40 挂机 A
          08:01:40 席位 市            → 市 话后
          08:02:00 市 离席            → 拒：「离席」须写明原因；写一句原因
          08:02:01 市 离席 "用餐"      → 市 离席
          08:20:00 市 手工受理 "话务系统故障" → 市 手工受理
          08:30:00 市 签退            → 市 签退
        """
    )
