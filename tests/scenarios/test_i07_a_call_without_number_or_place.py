"""I07: a call with neither number nor place goes through everything that a call can go through."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-05", "CALL-06", "CALL-08")


def test_nothing_is_known_and_everything_works() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A
          08:00:01 来电 B
          08:00:01 相似 A             → 无
          08:00:03 市1 接听 A
          08:00:04 市1 放回 A         → A 振铃
          08:00:05 市1 接听 A
          08:00:10 市1 受理 A         → 事件1 待派
          08:00:12 市2 接听 B
          08:00:13 相似 B             → 无
          08:00:15 市1 派车 事件1 郧阳01 → 事件1 处置中：郧阳01 待出动
          08:00:20 市2 催车 B 事件1    → B 通话 市2席 催车
          08:00:30 市2 取消关联 B      → B 通话 市2席
          08:00:40 市2 受理 B          → 事件2 待派
          08:00:50 市2 并案 事件2 到 事件1
            → 事件1 处置中：郧阳01 待出动 | 来电 A、B
          08:01:00 报位 A 乡镇 @郧阳    → 1 乡镇 ±3000 米 在用
        """
    )
