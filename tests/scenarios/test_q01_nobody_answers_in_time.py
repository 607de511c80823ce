"""Q01: a call rings; ten seconds, thirty seconds, and by then two levels know."""

from tests.support.scenario import play

REQUIREMENTS = ("CALL-03", "UI-03")


def test_ten_and_thirty_seconds_are_told_and_over_when_somebody_answers() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          08:00:00 来电 A 13900000001
          08:00:09 告警              → 无
          08:00:10 告警              → 迟缓接听 A 市
          08:00:30 告警              → 来电未接 A 市
          08:01:30 告警              → 来电未接 A 市→班长
          08:01:40 市 接听 A
          08:01:40 告警              → 无
        """
    )


def test_a_city_that_answers_in_eight_seconds_is_told_at_eight() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          郧阳01 县 doctor @郧阳
        经过
          07:00:00 市 时限 接听 8 市
          08:00:00 来电 A 13900000001
          08:00:07 告警              → 无
          08:00:08 告警              → 迟缓接听 A 市
        """
    )
