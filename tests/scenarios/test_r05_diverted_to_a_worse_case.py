"""R05: a vehicle under way goes to a worse case, another where it was going, in one act."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-09",)


def test_the_first_event_gets_its_replacement_in_the_same_act() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          十堰01 市 doctor @十堰
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A @郧阳-2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A III @郧阳-2km
          08:00:20 市 派车 事件1 郧阳01
          08:02:00 郧阳01 按 驶向现场
          08:02:30 来电 B @郧阳+1km
          08:02:35 市 接听 B
          08:02:40 市 受理 B I @郧阳+1km
          08:02:45 市 改派 郧阳01 事件2 补 十堰01
            → 事件1 处置中：郧阳01 另接任务（另接任务）、十堰01 待出动
            → 事件2 处置中：郧阳01 待出动
          08:02:46 待派                          → 无人等待
          08:02:47 受理单 事件1                  → 正常派车、中止任务、正常派车
          08:03:00 郧阳01 按 驶向现场            → 事件2 处置中：郧阳01 驶向现场
          08:03:05 重启
          08:03:06 查 事件1
            → 事件1 处置中：郧阳01 另接任务（另接任务）、十堰01 待出动
        """
    )
