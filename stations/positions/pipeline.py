"""The path of a fix, as a list of named steps in order; each may reject, none may lose a vehicle.

A fix enters as its terminal sent it and leaves as a ``LivePosition``, or with the reason why it
does not move the vehicle. On which road it is, is found beside (``road_match``).
"""

from collections.abc import Callable
from math import isfinite

from msgspec.structs import replace

from geo.coordinates import CoordinateError, distance_m, to_wgs84
from stations.positions.fix import Fix, LivePosition, Rejection

FUTURE_TOLERANCE_MS = 60_000
LATE_MS = 600_000
JUMP_SPEED_KMH = 180.0
JUMP_FREE_M = 300.0
SPEED_MAX_KMH = 250.0


class Arrival:
    """A fix on its way through the steps; ``now_ms`` is the server's time of receipt."""

    def __init__(self, fix: Fix, last: LivePosition | None, known: bool, now_ms: int) -> None:
        self.fix = fix
        self.last = last
        self.known = known
        self.now_ms = now_ms
        self.position: LivePosition | None = None


def known_vehicle(arrival: Arrival) -> Rejection | None:
    """The vehicle stands in the register."""
    if arrival.known:
        return None
    return Rejection(
        code="unknown_vehicle",
        zh=f"没有登记的车辆：{arrival.fix.vehicle_id}",
        en=f"no such vehicle: {arrival.fix.vehicle_id}",
        field="vehicle_id",
        value=arrival.fix.vehicle_id,
        remedy="在车辆登记中添加或改正终端绑定 / register it, or mend the terminal's binding",
    )


def plausible_numbers(arrival: Arrival) -> Rejection | None:
    """Speed and heading are numbers a vehicle can have; odd ones are dropped, not the fix."""
    fix = arrival.fix
    speed = fix.speed_kmh if isfinite(fix.speed_kmh) else 0.0
    heading = fix.heading_deg if isfinite(fix.heading_deg) else 0.0
    # Twice, because the smallest step left of north is rounded to 360.
    arrival.fix = replace(
        fix, speed_kmh=min(max(speed, 0.0), SPEED_MAX_KMH), heading_deg=heading % 360.0 % 360.0
    )
    return None


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
    )
    return None


def not_from_the_future(arrival: Arrival) -> Rejection | None:
    """A terminal's clock may run a little ahead, not more."""
    ahead_ms = arrival.fix.at_ms - arrival.now_ms
    if ahead_ms <= FUTURE_TOLERANCE_MS:
        return None
    return Rejection(
        code="future_time",
        zh=f"定位时间超前 {ahead_ms // 1000} 秒",
        en=f"the fix lies {ahead_ms // 1000} s in the future",
        field="at_ms",
        value=arrival.fix.at_ms,
        remedy="校准终端时钟 / set the terminal's clock",
    )


def in_order(arrival: Arrival) -> Rejection | None:
    """A late or repeated fix never moves the live position back."""
    last, at_ms = arrival.last, arrival.fix.at_ms
    if last is None or at_ms > last.at_ms:
        return None
    same = at_ms == last.at_ms
    return Rejection(
        code="duplicate" if same else "out_of_order",
        zh="重复定位" if same else f"定位晚到 {(last.at_ms - at_ms) // 1000} 秒",
        en="repeated fix" if same else f"late by {(last.at_ms - at_ms) // 1000} s",
        field="at_ms",
        value=at_ms,
        remedy="无需处理，不影响最新位置 / nothing to do, the live position stays",
    )


def no_jump(arrival: Arrival) -> Rejection | None:
    """Nobody drives faster than ``JUMP_SPEED_KMH``; after a long silence anything is possible."""
    last, position = arrival.last, arrival.position
    if last is None or position is None or position.at_ms - last.at_ms > LATE_MS:
        return None
    metres = distance_m(last.point, position.point)
    hours = (position.at_ms - last.at_ms) / 3_600_000
    if metres <= JUMP_FREE_M or metres / 1000 <= JUMP_SPEED_KMH * hours:
        return None
    return Rejection(
        code="jump",
        zh=f"位置跳变 {metres / 1000:.1f} 公里",
        en=f"jumped {metres / 1000:.1f} km",
        field="lon,lat",
        value=[arrival.fix.lon, arrival.fix.lat],
        remedy="持续出现请检查终端天线与坐标系 / if it persists check antenna and datum",
    )


STEPS: tuple[Callable[[Arrival], Rejection | None], ...] = (
    known_vehicle,
    plausible_numbers,
    to_one_datum,
    not_from_the_future,
    in_order,
    no_jump,
)
"""What happens to a fix, in this order."""
