"""B01: all three levels are ranked together by road time; the township's own vehicle is first."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-02", "DSP-13")


def test_the_township_vehicle_is_first_where_it_is_nearest() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
        车辆
          十堰01 市 doctor,monitor @十堰
          郧阳01 县 doctor @郧阳
          南化01 乡 nurse @南化
        经过
          08:00:00 来电 A @南化-2km
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @南化-2km
          08:00:11 推荐 事件1 说明
            → 1 南化01 乡 2:30+2:00 全网最快，本乡镇，无定位，按在站计算
            → 2 郧阳01 县 2:00+18:00 本县，无定位，按在站计算，预计超过 15 分钟
            → 3 十堰01 市 2:00+30:00 无定位，按在站计算，跨县（茅箭），预计超过 15 分钟
        """
    )
