"""Nearest of all, nearest of the county, nearest that is fit, and a pair: every time (DSP-03)."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-02", "DSP-03")


def test_four_ways_to_answer_lie_on_the_table() -> None:
    play("""
        地图
          十堰 --30-- 郧阳 --40-- 南化 --8-- 刘洞
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳
          竹山 = 南化
          房县 = 刘洞
        车辆
          十堰01 市 doctor,monitor @十堰
          郧阳01 县 doctor,monitor @郧阳
          南化01 乡 nurse @南化
          刘洞01 乡 nurse @刘洞
        经过
          08:00:00 来电 A 13900000001 @刘洞-5km "胸痛"
          08:00:05 市 接听 A
          08:00:20 市 受理 A I @刘洞-5km 需 doctor
          08:00:21 方案 事件1
              → 全网最近 南化01 5:30 | 本县最近 南化01 5:30 | 能力最近 郧阳01 45:00
              → 基础＋高级会车 南化01 5:30＋郧阳01 @南化 12 km 30:15 提前 14:45
    """)


def test_a_way_that_does_not_exist_says_why() -> None:
    play("""
        地图
          十堰 --10-- 郧阳
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳
        车辆
          十堰01 市 nurse @十堰
        经过
          08:00:00 来电 A 13900000001 @郧阳 "腹痛"
          08:00:05 市 接听 A
          08:00:20 市 受理 A II @郧阳 需 doctor
          08:00:21 方案 事件1
              → 全网最近 十堰01 12:00 | 本县最近 无：本县无可派车辆
              → 能力最近 无：无满足需求的可派车辆 | 基础＋高级会车 无：无可派高级车组
    """)
