"""Where it is agreed so, the vehicle goes at once and its centre is told; the city need not ask."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-04", "DSP-13")


def test_a_neighbour_that_need_only_be_told_reads_a_note() -> None:
    play("""
        地图
          十堰 --40-- 谭山 --20-- 郧阳 --10-- 房县
        辖区
          茅箭 = 十堰
          郧阳 = 谭山 郧阳
          房县 = 房县
        跨界
          郧阳 > 房县 先征求同意 30 改派次优
          房县 > 郧阳 派后告知
        车辆
          谭山01 乡 doctor @谭山
          郧阳01 县 doctor @郧阳
          房县01 县 doctor @房县
        经过
          07:50:00 房县 暂停 房县01 "加油"
          08:00:00 来电 A 13900000001 @房县 "胸痛"
          08:00:05 房县 接听 A
          08:00:20 房县 受理 A I @房县
          08:00:21 推荐 事件1
          08:00:22 房县 派车 事件1 郧阳01        → 事件1 处置中：郧阳01 待出动
          08:00:23 跨界请求                    → 请求1 已告知 郧阳01 房县→郧阳
          08:00:30 郧阳 同意 请求1              → 请求1 已阅 郧阳01 房县→郧阳
    """)


def test_the_city_sends_any_vehicle_and_its_centre_is_told() -> None:
    play("""
        地图
          十堰 --40-- 郧阳
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳
        跨界
          市 > 郧阳 先征求同意
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A 13900000001 @十堰 "胸痛"
          08:00:05 市 接听 A
          08:00:20 市 受理 A I @十堰
          08:00:21 市 派车 事件1 郧阳01         → 事件1 处置中：郧阳01 待出动
          08:00:22 跨界请求                    → 请求1 已告知 郧阳01 市→郧阳
    """)
