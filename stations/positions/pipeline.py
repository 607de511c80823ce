"""The path of a fix, as a list of named steps in order; each may reject, none may lose a vehicle.

A fix enters as its terminal sent it and leaves as a ``LivePosition``, or with the reason why it
does not move the vehicle. What follows is done for every position by the book's followers, in this
order: geofences, track. On which road it is, is found beside, for all together (``road_match``).
"""

from collections.abc import Callable
from math import inf, isfinite

from msgspec.structs import replace

from geo.coordinates import METRES_PER_DEGREE, CoordinateError, distance_m, to_wgs84
from stations.positions.conduct import Conduct
from stations.positions.fix import Fix, FixOrigin, LivePosition, Rejection

FUTURE_TOLERANCE_MS = 60_000
CLOCK_OFF_MS = 86_400_000
"""Ahead by a day is no hasty clock but a wrong one."""
LATE_MAX_MS = 7 * 86_400_000
"""So long a terminal may keep reports back (盲区补报); what is older comes from a wrong clock."""
JUMP_SPEED_KMH = 180.0
JUMP_FREE_M = 300.0
JUMP_FREE_DEG = JUMP_FREE_M / (1.001 * METRES_PER_DEGREE)
"""Degrees north and east together that are surely no more than that."""
JUMP_HELD_MS = 300_000
"""So long the live point holds back fixes that are too far from it."""
JUMP_VOTES = 3
"""So many fixes that agree with each other outvote the live point before that."""
SPEED_MAX_KMH = 250.0
ACCURACY_MAX_M = 1_000.0
"""A place known only to a radio cell says nothing about streets."""
SPEED_WITHIN_MS = 120_000
CLOCK_LOOK_MS = 1_000
"""A clock is looked at once a second: a batch of old fixes tells nothing of it."""

CLOCK_KEPT_BY_INTAKE = frozenset(FixOrigin) - {FixOrigin.HTTP}
"""Senders whose clock is put right for each terminal before its fixes come here."""


class Arrival:
    """A fix on its way through the steps; ``now_ms`` is the server's time of receipt.

    ``for_track`` is what a rejection or an acceptance leaves for the vehicle's track besides.
    """

    __slots__ = ("conduct", "fix", "for_track", "last", "now_ms", "position", "speed_doubted")

    def __init__(
        self, fix: Fix, last: LivePosition | None, conduct: Conduct | None, now_ms: int
    ) -> None:
        self.fix = fix
        self.last = last
        self.conduct = conduct
        self.now_ms = now_ms
        self.position: LivePosition | None = None
        self.speed_doubted = False
        self.for_track: tuple[LivePosition, ...] = ()


def known_vehicle(arrival: Arrival) -> Rejection | None:
    """The vehicle stands in the register."""
    if arrival.conduct is not None:
        return None
    return Rejection(
        code="unknown_vehicle",
        zh=f"没有登记的车辆：{arrival.fix.vehicle_id}",
        en=f"no such vehicle: {arrival.fix.vehicle_id}",
        field="vehicle_id",
        value=arrival.fix.vehicle_id,
        remedy="在车辆登记中添加或改正终端绑定 / register it, or mend the terminal's binding",
    )


def located(arrival: Arrival) -> Rejection | None:
    """A receiver without satellites shows that it is alive, not where; many send zeros then."""
    fix = arrival.fix
    if fix.located and (fix.lon or fix.lat):
        return None
    return Rejection(
        code="not_located",
        zh="终端未定位",
        en="the terminal has no position",
        field="located",
        value=fix.located,
        remedy="持续出现请检查天线 / if it persists check the antenna",
    )


def plausible_numbers(arrival: Arrival) -> Rejection | None:
    """What was measured beside the place are numbers a vehicle can have; odd ones are dropped."""
    fix = arrival.fix
    speed, heading = fix.speed_kmh, fix.heading_deg
    arrival.speed_doubted = not 0.0 <= speed <= SPEED_MAX_KMH
    if arrival.speed_doubted:
        arrival.fix = fix = replace(fix, speed_kmh=0.0)
    if not 0.0 <= heading < 360.0:
        # Twice, because the smallest step left of north is rounded to 360.
        heading = heading % 360.0 % 360.0 if isfinite(heading) else 0.0
        arrival.fix = fix = replace(fix, heading_deg=heading)
    if not (_measured(fix.accuracy_m) and _measured(fix.mileage_km)):
        accuracy_m = fix.accuracy_m if _measured(fix.accuracy_m) else None
        mileage_km = fix.mileage_km if _measured(fix.mileage_km) else None
        arrival.fix = replace(fix, accuracy_m=accuracy_m, mileage_km=mileage_km)
    return None


def accurate_enough(arrival: Arrival) -> Rejection | None:
    """The sender itself knows the place to less than a township."""
    accuracy_m = arrival.fix.accuracy_m
    if accuracy_m is None or accuracy_m <= ACCURACY_MAX_M:
        return None
    return Rejection(
        code="inaccurate",
        zh=f"定位误差 {accuracy_m:.0f} 米",
        en=f"known to {accuracy_m:.0f} m only",
        field="accuracy_m",
        value=accuracy_m,
        remedy="手机请开启 GPS 高精度定位 / on a phone allow precise location",
    )


def clock_put_right(arrival: Arrival) -> Rejection | None:
    """A clock that is always wrong by the same amount is read as what it means."""
    fix, conduct = arrival.fix, arrival.conduct
    if conduct is None or fix.origin in CLOCK_KEPT_BY_INTAKE:
        return None
    if arrival.now_ms - conduct.looked_ms >= CLOCK_LOOK_MS:
        conduct.looked_ms = arrival.now_ms
        conduct.clock.look(fix.at_ms, arrival.now_ms)
    if correction_ms := conduct.clock.correction_ms:
        arrival.fix = replace(fix, at_ms=fix.at_ms - correction_ms)
    return None


def plausible_time(arrival: Arrival) -> Rejection | None:
    """A clock may run a little ahead, and a report may be days late; years it cannot."""
    ahead_ms = arrival.fix.at_ms - arrival.now_ms
    if -LATE_MAX_MS <= ahead_ms <= FUTURE_TOLERANCE_MS:
        return None
    days = abs(ahead_ms) // CLOCK_OFF_MS
    if ahead_ms > CLOCK_OFF_MS or ahead_ms < 0:
        code = "clock_off"
        zh = f"终端时钟{'超前' if ahead_ms > 0 else '落后'} {days} 天"
        en = f"the terminal's clock is {days} days {'ahead' if ahead_ms > 0 else 'behind'}"
    else:
        code = "future_time"
        zh = f"定位时间超前 {ahead_ms // 1000} 秒"
        en = f"the fix lies {ahead_ms // 1000} s in the future"
    return Rejection(
        code=code,
        zh=zh,
        en=en,
        field="at_ms",
        value=arrival.fix.at_ms,
        remedy="校准终端时钟 / set the terminal's clock",
    )


def to_one_datum(arrival: Arrival) -> Rejection | None:
    """Every position is WGS-84 from here on (SYS-07)."""
    fix = arrival.fix
    try:
        point = to_wgs84(fix.lon, fix.lat, fix.datum)
    except CoordinateError as error:
        return Rejection(
            code="bad_coordinate",
            zh=f"坐标无效：{fix.lon}, {fix.lat}",
            en=str(error),
            field="lon,lat",
            value=[fix.lon, fix.lat],
            remedy="检查经纬度次序与单位（度） / check order and unit (degrees)",
        )
    arrival.position = LivePosition(
        vehicle_id=fix.vehicle_id,
        point=point,
        at_ms=fix.at_ms,
        received_ms=arrival.now_ms,
        speed_kmh=fix.speed_kmh,
        heading_deg=fix.heading_deg,
        origin=fix.origin,
        datum=fix.datum,
        accuracy_m=fix.accuracy_m,
        mileage_km=fix.mileage_km,
    )
    return None


def in_order(arrival: Arrival) -> Rejection | None:
    """A repeated fix is nothing new; a late one is part of the track and never the live point."""
    conduct, last, position = arrival.conduct, arrival.last, arrival.position
    if conduct is None or position is None or last is None or position.at_ms > last.at_ms:
        return None
    at_ms = position.at_ms
    same = at_ms == last.at_ms or at_ms in conduct.recent
    if not same:
        conduct.recent.append(at_ms)
        arrival.for_track = (position,)
    late_s = (last.at_ms - at_ms) // 1000
    return Rejection(
        code="duplicate" if same else "out_of_order",
        zh="重复定位" if same else f"定位晚到 {late_s} 秒，只补入轨迹",
        en="repeated fix" if same else f"late by {late_s} s, kept for the track only",
        field="at_ms",
        value=arrival.fix.at_ms,
        remedy="无需处理，不影响最新位置 / nothing to do, the live position stays",
    )


def no_jump(arrival: Arrival) -> Rejection | None:
    """Nobody drives faster than ``JUMP_SPEED_KMH``; but it may be the live point that is wrong.

    Fixes that agree with each other soon outvote it, and after a silence anything is possible.
    """
    conduct, last, position = arrival.conduct, arrival.last, arrival.position
    if conduct is None or position is None:
        return None
    suspects = conduct.suspects
    if last is None or not _too_far(last, position):
        suspects.clear()
        return None
    repeated = any(s.at_ms == position.at_ms for s in suspects)
    agreeing = tuple(s for s in suspects if not _too_far(s, position))
    if position.at_ms - last.at_ms > JUMP_HELD_MS or (
        not repeated and len(agreeing) + 1 >= JUMP_VOTES
    ):
        arrival.for_track = agreeing  # they were right
        suspects.clear()
        return None
    if not repeated:
        suspects.append(position)
    metres = distance_m(last.point, position.point)
    return Rejection(
        code="jump",
        zh=f"位置跳变 {metres / 1000:.1f} 公里",
        en=f"jumped {metres / 1000:.1f} km",
        field="lon,lat",
        value=[arrival.fix.lon, arrival.fix.lat],
        remedy="持续出现请检查终端天线与坐标系 / if it persists check antenna and datum",
    )


def believable_speed(arrival: Arrival) -> Rejection | None:
    """Instead of a speed no ambulance has, that of the way from the fix before."""
    conduct, last, position = arrival.conduct, arrival.last, arrival.position
    if not arrival.speed_doubted or conduct is None or position is None:
        return None
    conduct.mended += 1
    if last is not None and 0 < position.at_ms - last.at_ms <= SPEED_WITHIN_MS:
        hours = (position.at_ms - last.at_ms) / 3_600_000
        speed_kmh = distance_m(last.point, position.point) / 1000 / hours
        arrival.position = replace(position, speed_kmh=min(speed_kmh, JUMP_SPEED_KMH))
    return None


def _measured(value: float | None) -> bool:
    return value is None or 0.0 <= value < inf


def _too_far(a: LivePosition, b: LivePosition) -> bool:
    north, east = abs(a.point.lat - b.point.lat), abs(a.point.lon - b.point.lon)
    if north + east <= JUMP_FREE_DEG:
        return False  # as nearly all: no sines needed
    metres = distance_m(a.point, b.point)
    hours = abs(b.at_ms - a.at_ms) / 3_600_000
    return metres > JUMP_FREE_M and metres / 1000 > JUMP_SPEED_KMH * hours


Step = Callable[[Arrival], Rejection | None]

STEPS: tuple[Step, ...] = (
    known_vehicle,
    located,
    plausible_numbers,
    accurate_enough,
    clock_put_right,
    plausible_time,
    to_one_datum,
    in_order,
    no_jump,
    believable_speed,
)
"""What happens to a fix, in this order."""
