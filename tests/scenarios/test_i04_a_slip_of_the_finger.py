"""I04: for twenty seconds whoever pressed a wrong key may take it back."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-04",)


def test_a_class_and_an_answer_are_taken_back_at_once_and_not_later() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A 13900000001
          08:00:03 市1 接听 A
          08:00:05 市1 归类 A 误拨     → A 已挂机 市1席 误拨
          08:00:15 市2 撤销归类 A      → 拒：只能由按键者本人撤销：市1席；改为受理该来电即可
          08:00:20 市1 撤销归类 A      → A 已挂机 市1席，待回拨
          08:01:00 来电 B 13800000002
          08:01:03 市1 接听 B
          08:01:10 市1 放回 B          → B 振铃
          08:01:12 市2 接听 B          → B 通话 市2席
          08:02:00 市2 放回 B          → 拒：已过 48 秒，20 秒内才能撤销；请转接给其他席位
        """
    )
