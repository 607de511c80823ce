"""E03: a full counter must never stop a call."""

from tests.support.scenario import play

REQUIREMENTS = ("SYS-03",)


def test_numbers_grow_past_9999() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 已用编号 市 9999
          08:00:00 来电 A @郧阳+2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @郧阳+2km
          08:00:10 编号 事件1 → 20261121-市-10000
          08:01:00 重启
          08:02:00 来电 B @郧阳+2km
          08:02:05 市 接听 B
          08:02:10 市 受理 B I @郧阳+2km
          08:02:10 编号 事件2 → 20261121-市-10001
        """
    )
