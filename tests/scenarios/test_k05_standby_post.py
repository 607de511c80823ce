"""K05: a standby post for a match has its hours; who is posted there counts from there."""

from tests.support.scenario import play

REQUIREMENTS = ("ORG-10",)


def test_a_vehicle_at_a_post_counts_from_it_while_it_lasts() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        车辆
          十堰01 市 doctor @十堰
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @郧阳+15km
          08:00:05 市 接听 A
          08:00:20 市 受理 A I @郧阳+15km
          08:00:21 推荐 事件1    → 1 南化01 乡 2:30+5:00 | 2 十堰01 市 2:00+27:00
          08:00:30 市班长 设点 体育场 @郧阳+14km 自 08:00:00 至 10:00:00 → 1 个临时站点
          08:00:31 市 驻点 十堰01 体育场   → 十堰01
          08:00:32 推荐 事件1    → 1 十堰01 市 2:00+1:00 | 2 南化01 乡 2:30+5:00
          10:00:01 推荐 事件1    → 1 南化01 乡 2:30+5:00 | 2 十堰01 市 2:00+27:00
          10:00:02 市 驻点 南化01 体育场   → 拒：该临时站点已到期；另设一个
        """
    )
