"""Where the vehicle is (位置信息): single reports, batches, answers to a question.

The single report is what comes in by the thousand, so it alone is read without the general layout.
"""

from enum import IntFlag
from functools import lru_cache
from struct import Struct, error

import msgspec

from stations.protocols.jt808.damage import truncated
from stations.protocols.jt808.layout import (
    BYTE,
    DWORD,
    WORD,
    Given,
    Layout,
    Reader,
    Table,
    Values,
    both,
)

_BASIC = Struct(">IIIIHHH6s")
_HOUR_MS = 3_600_000
_BEIJING_MS = 8 * _HOUR_MS
_DECIMALS = tuple(10 * (b >> 4) + (b & 15) if b >> 4 < 10 > b & 15 else -1 for b in range(256))
_MILEAGE, _MILEAGE_BYTES = 0x01, 4
_MILEAGE_FIRST = bytes((_MILEAGE, _MILEAGE_BYTES))


class Status(IntFlag):
    """The bits of the status word that matter for dispatching."""

    ACC_ON = 1
    LOCATED = 2
    SOUTH = 4
    WEST = 8


class Alarm(IntFlag):
    """The bits of the alarm word that matter for dispatching."""

    EMERGENCY = 1
    OVERSPEED = 2
    GNSS_FAULT = 1 << 4
    ANTENNA_CUT = 1 << 5
    POWER_LOST = 1 << 8
    ROLLOVER = 1 << 29


_LOCATED, _SOUTH, _WEST = int(Status.LOCATED), int(Status.SOUTH), int(Status.WEST)
"""As plain numbers: a flag's own operators cost more than all the rest of reading a report."""


class Location(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A position report (位置信息汇报, 0x0200), in the standard's own units."""

    alarms: int
    status: int
    lat_e6: int
    lon_e6: int
    altitude_m: int
    speed_dkmh: int
    """Tenths of a km/h."""
    heading_deg: int
    moment: bytes
    """BCD YYMMDDhhmmss in China's time."""
    more: bytes = b""
    """Further items: id, length, value, one after another."""

    @property
    def located(self) -> bool:
        """Whether the receiver had a position; otherwise the numbers are an old one or zero."""
        return bool(self.status & _LOCATED)

    @property
    def lat(self) -> float:
        """Degrees north, in the terminal's datum."""
        return self.lat_e6 / (-1e6 if self.status & _SOUTH else 1e6)

    @property
    def lon(self) -> float:
        """Degrees east, in the terminal's datum."""
        return self.lon_e6 / (-1e6 if self.status & _WEST else 1e6)

    @property
    def at_ms(self) -> int | None:
        """When it was measured; None when these are no date and time."""
        return moment_ms(self.moment)

    @property
    def mileage_km(self) -> float | None:
        """The odometer, if the terminal tells it."""
        more = self.more
        if more.startswith(_MILEAGE_FIRST) and len(more) >= 6:
            return int.from_bytes(more[2:6], "big") / 10  # where nearly all terminals have it
        tenths = self.item(_MILEAGE, _MILEAGE_BYTES)
        return None if tenths is None else tenths / 10

    def item(self, wanted: int, size: int) -> int | None:
        """The number of one further item; None when it is missing or has another size."""
        more, at = self.more, 0
        while at + 2 <= len(more):
            end = at + 2 + more[at + 1]
            if more[at] == wanted:
                value = more[at + 2 : end]
                return int.from_bytes(value, "big") if len(value) == size else None
            at = end
        return None


@lru_cache(maxsize=4096)
def moment_ms(moment: bytes) -> int | None:
    """UTC milliseconds of BCD YYMMDDhhmmss in China's time; None when it is no moment."""
    midnight_ms = _midnight_ms(moment[:3])
    hour, minute = _DECIMALS[moment[3]], _DECIMALS[moment[4]]
    second = _DECIMALS[moment[5]]
    if midnight_ms is None or not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    return midnight_ms + hour * _HOUR_MS + minute * 60_000 + second * 1000


def moment_of(at_ms: int) -> bytes:
    """The BCD of a moment, to the second."""
    days, rest_s = divmod((at_ms + _BEIJING_MS) // 1000, 86_400)
    year, month, day = _civil(days)
    hour, minute, second = rest_s // 3600, rest_s // 60 % 60, rest_s % 60
    return bytes.fromhex(f"{year % 100:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}")


@lru_cache(maxsize=64)
def _midnight_ms(date: bytes) -> int | None:
    year, month, day = (_DECIMALS[b] for b in date)
    if year < 0 or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    days = _days(2000 + year, month, day)
    if _civil(days) != (2000 + year, month, day):
        return None  # the 30th of February
    return days * 86_400_000 - _BEIJING_MS


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01: years begin in March, so that a leap day is a year's last."""
    year -= month <= 2
    in_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return 365 * year + year // 4 - year // 100 + year // 400 + in_year - 719_468


@lru_cache(maxsize=64)
def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day's number."""
    days += 719_468
    era, in_era = divmod(days, 146_097)
    year = (in_era - in_era // 1460 + in_era // 36_524 - in_era // 146_096) // 365
    in_year = in_era - (365 * year + year // 4 - year // 100)
    month = (5 * in_year + 2) // 153
    day = in_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return 400 * era + year + (month <= 2), month, day


class _LocationCodec:
    """The single report, read in one go."""

    kind = Location

    def decode(self, body: bytes, at: int = 0) -> Location:
        """The message of a body that begins there."""
        try:
            basic = _BASIC.unpack_from(body, at)
        except error:
            raise truncated(_BASIC.size, len(body) - at) from None
        alarms, status, lat, lon, altitude, speed, heading, moment = basic
        return Location(
            alarms=alarms,
            status=status,
            lat_e6=lat,
            lon_e6=lon,
            altitude_m=altitude,
            speed_dkmh=speed,
            heading_deg=heading,
            moment=moment,
            more=body[at + _BASIC.size :],
        )

    def encode(self, location: Location) -> bytes:
        """The body of a message."""
        basic = _BASIC.pack(
            location.alarms,
            location.status,
            location.lat_e6,
            location.lon_e6,
            location.altitude_m,
            location.speed_dkmh,
            location.heading_deg,
            location.moment,
        )
        return basic + location.more

    def read(self, reader: Reader, values: Values) -> Location:
        """A report at the end of another message."""
        return self.decode(reader.rest())

    def write(self, value: Location, values: Values) -> bytes:
        """Its bytes."""
        return self.encode(value)


class _CountedLocation:
    """A report in a batch: its length stands in front."""

    def read(self, reader: Reader, values: Values) -> Location:
        """Take it from the body."""
        return LOCATION.decode(reader.take(WORD.read(reader, values)))

    def write(self, value: Location, values: Values) -> bytes:
        """Its bytes."""
        content = LOCATION.encode(value)
        return WORD.write(len(content), values) + content


class LocationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where the terminal is, because it was asked (位置信息查询应答, 0x0201)."""

    answered_serial: int
    location: Location


class LocationBatch(msgspec.Struct, frozen=True, kw_only=True):
    """Several reports at once (定位数据批量上传, 0x0704)."""

    locations: tuple[Location, ...]
    late: bool
    """Measured where there was no network (盲区补报)."""


class AskLocation(msgspec.Struct, frozen=True, kw_only=True):
    """Where are you? (位置信息查询, 0x8201)"""


class TrackClosely(msgspec.Struct, frozen=True, kw_only=True):
    """Report often for a while (临时位置跟踪控制, 0x8202); an interval of 0 ends it."""

    interval_s: int
    lasts_s: int | None = None


class _BatchCodec:
    """The batch: number of reports, kind of batch, reports."""

    kind = LocationBatch

    def decode(self, body: bytes) -> LocationBatch:
        """The message of a body; raises ``Damaged`` when not even one report is whole."""
        reader = Reader(body)
        told, late = WORD.read(reader, {}), bool(BYTE.read(reader, {}))
        found = []
        for _ in range(told):
            if not reader.left:
                break
            found.append(_COUNTED.read(reader, {}))
        return LocationBatch(locations=tuple(found), late=late)

    def encode(self, batch: LocationBatch) -> bytes:
        """The body of a message."""
        head = WORD.write(len(batch.locations), {}) + BYTE.write(int(batch.late), {})
        return head + b"".join(_COUNTED.write(location, {}) for location in batch.locations)


LOCATION = _LocationCodec()
_COUNTED = _CountedLocation()

TABLE: Table = {
    0x0200: both(LOCATION),
    0x0201: both(Layout(LocationAnswer, answered_serial=WORD, location=LOCATION)),
    0x0704: both(_BatchCodec()),
    0x8201: both(Layout(AskLocation)),
    0x8202: both(
        Layout(
            TrackClosely,
            interval_s=WORD,
            lasts_s=Given(lambda values: values["interval_s"] > 0, DWORD),
        )
    ),
}
