"""I05: a call its desk does not answer rings at the partner's too, is missed, and answered."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-02", "CALL-03")


def test_a_call_overflows_is_missed_and_is_still_answered() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳 --20-- 南化
          十堰 --40-- 竹山
        辖区
          茅箭 = 十堰
          郧阳 = 郧阳 南化
          竹山 = 竹山
        车辆
          郧阳01 县 doctor @郧阳
          竹山01 县 doctor @竹山
        经过
          08:00:00 来电 A 13900000001 @南化
          08:00:10 无人接 A            → A 振铃，溢出到 市
          08:00:30 未接 A              → A 振铃，溢出到 市，未接
          08:00:31 竹山 接听 A         → 拒：竹山 无权处置 A；请联系 郧阳
          08:00:35 市 接听 A           → A 通话 市席
          08:00:36 郧阳 接听 A         → 拒：该来电已由 市席（市）接听；接听下一个来电
          08:00:50 市 受理 A II @南化   → 事件1 待派
        """
    )
