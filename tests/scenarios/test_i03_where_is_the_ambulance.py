"""I03: who calls again is told when the ambulance comes, and belongs to the event with one key."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-17", "CALL-04")


def test_a_chasing_call_is_answered_with_live_words_and_attached() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A 13900000001 @南化-4km "胸痛"
          08:00:05 市1 接听 A
          08:00:20 市1 受理 A I @南化-4km
          08:00:21 告知 事件1
            → 已受理您的呼救，正在安排车辆，派出后马上告诉您。请保持电话畅通。
          08:00:25 推荐 事件1
          08:00:30 市1 派车 事件1 郧阳01
          08:01:00 郧阳01 按 收到指令
          08:02:00 郧阳01 按 驶向现场
          08:12:00 定位 郧阳01 @郧阳+9km
          08:12:10 来电 B 13900000001 "车到哪里了"
          08:12:10 相似 B     → 疑似催车 事件1：同号，12 分钟
          08:12:12 市2 接听 B
          08:12:13 告知 事件1
            → 救护车 郧阳01 08:02 已出发，现在在郧阳，约 7 分钟后（08:18）到达。…
          08:12:20 市2 催车 B 事件1 → B 通话 市2席 催车，此前来电 1 次
          08:12:30 市2 撤销归类 B   → B 通话 市2席，此前来电 1 次
          08:12:40 相似 B          → 无
        """
    )
