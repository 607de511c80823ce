"""What two centres agree counts from the agreed moment on, and survives a restart (DSP-04)."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-04",)


def test_a_rule_counts_from_its_moment_on() -> None:
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
          07:50:00 郧阳 暂停 郧阳01 "加油"
          08:00:00 来电 A 13900000001 @郧阳 "胸痛"
          08:00:05 郧阳 接听 A
          08:00:20 郧阳 受理 A I @郧阳+4km
          08:00:21 市 约定 郧阳 > 房县 直接派 自 08:10:00
          08:00:22 推荐 事件1
          08:00:23 郧阳 派车 事件1 房县01        → 拒：房县01 属房县，须先征求同意；… | 次优 谭山01
          08:10:01 重启
          08:10:02 郧阳 派车 事件1 房县01        → 事件1 处置中：房县01 待出动
          08:10:03 跨界请求                    → 无跨界请求
    """)
