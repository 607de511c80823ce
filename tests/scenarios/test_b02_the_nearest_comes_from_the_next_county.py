"""B02: 银江 lies in 大埔 but nearer to 梅县: minutes decide, not the border."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-02", "DSP-04")


def test_the_nearest_vehicle_is_first_although_it_belongs_to_another_county() -> None:
    play(
        """
        地图
          梅县 --9-- 银江 --31-- 大埔
        辖区
          梅县 = 梅县
          大埔 = 银江 大埔
        车辆
          梅县01 县 doctor @梅县
          大埔01 县 doctor @大埔
        经过
          08:00:00 来电 A @银江
          08:00:05 大埔 接听 A
          08:00:10 大埔 受理 A I @银江    → 事件1 待派
          08:00:11 推荐 事件1 说明
            → 1 梅县01 县 2:00+9:00 全网最快，无定位，按在站计算，跨县（梅县）
            → 2 大埔01 县 2:00+31:00 本县，无定位，按在站计算，预计超过 15 分钟
          08:00:20 大埔 派车 事件1 梅县01 → 事件1 处置中：梅县01 待出动
          08:00:20 编号 事件1             → 20261121-大埔-0001
        """
    )
