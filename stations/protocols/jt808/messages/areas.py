"""Fences and routes that a terminal watches by itself (区域、路线, 0x8600–0x8608)."""

from enum import IntFlag

import msgspec

from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.layout import (
    BYTE,
    DWORD,
    MOMENT,
    WORD,
    CountedText,
    Form,
    Given,
    Items,
    Layout,
    Rest,
    Table,
    bit,
    both,
)


class Watch(IntFlag):
    """What of an area or route is watched; the first two say which fields follow."""

    TIMES = 0x0001
    SPEED = 0x0002
    TELL_DRIVER_IN = 0x0004
    TELL_PLATFORM_IN = 0x0008
    TELL_DRIVER_OUT = 0x0010
    TELL_PLATFORM_OUT = 0x0020


class Stretch(IntFlag):
    """What of a stretch of a route is watched; the first two say which fields follow."""

    DRIVE_TIME = 0x01
    SPEED = 0x02


class Corner(msgspec.Struct, frozen=True, kw_only=True):
    """A corner of a polygon, in millionths of a degree."""

    lat_e6: int
    lon_e6: int


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """When an area counts and how fast one may drive in it.

    Times are YYMMDDhhmmss; what the 2013 dialect lacks is not sent.
    """

    begins: str | None = None
    ends: str | None = None
    speed_max_kmh: int | None = None
    too_fast_for_s: int | None = None
    night_speed_max_kmh: int | None = None
    name: str = ""


class Circle(Limits, frozen=True, kw_only=True):
    """A circle (圆形区域)."""

    area_id: int
    watch: int
    lat_e6: int
    lon_e6: int
    radius_m: int


class Rectangle(Limits, frozen=True, kw_only=True):
    """A rectangle (矩形区域), by its north-western and south-eastern corners."""

    area_id: int
    watch: int
    north_e6: int
    west_e6: int
    south_e6: int
    east_e6: int


class SetCircles(msgspec.Struct, frozen=True, kw_only=True):
    """Watch these circles (设置圆形区域, 0x8600); ``how`` 0 replace, 1 add, 2 change."""

    how: int
    areas: tuple[Circle, ...]


class SetRectangles(msgspec.Struct, frozen=True, kw_only=True):
    """Watch these rectangles (设置矩形区域, 0x8602)."""

    how: int
    areas: tuple[Rectangle, ...]


class SetPolygon(Limits, frozen=True, kw_only=True):
    """Watch this polygon (设置多边形区域, 0x8604)."""

    area_id: int
    watch: int
    corners: tuple[Corner, ...]


class Bend(msgspec.Struct, frozen=True, kw_only=True):
    """A point of a route, and the stretch that begins there."""

    bend_id: int
    stretch_id: int
    lat_e6: int
    lon_e6: int
    width_m: int
    watch: int
    longest_s: int | None = None
    shortest_s: int | None = None
    speed_max_kmh: int | None = None
    too_fast_for_s: int | None = None
    night_speed_max_kmh: int | None = None


class SetRoute(msgspec.Struct, frozen=True, kw_only=True):
    """Watch this route (设置路线, 0x8606)."""

    route_id: int
    watch: int
    bends: tuple[Bend, ...]
    begins: str | None = None
    ends: str | None = None
    name: str = ""


class DeleteCircles(msgspec.Struct, frozen=True, kw_only=True):
    """Forget these circles (删除圆形区域, 0x8601); none named means all."""

    ids: tuple[int, ...]


class DeleteRectangles(msgspec.Struct, frozen=True, kw_only=True):
    """Forget these rectangles (删除矩形区域, 0x8603); none named means all."""

    ids: tuple[int, ...]


class DeletePolygons(msgspec.Struct, frozen=True, kw_only=True):
    """Forget these polygons (删除多边形区域, 0x8605); none named means all."""

    ids: tuple[int, ...]


class DeleteRoutes(msgspec.Struct, frozen=True, kw_only=True):
    """Forget these routes (删除路线, 0x8607); none named means all."""

    ids: tuple[int, ...]


class AskAreas(msgspec.Struct, frozen=True, kw_only=True):
    """What do you watch? (查询区域或线路数据, 0x8608, 2019); 1 circles … 4 routes."""

    kind: int
    ids: tuple[int, ...]


class AreasAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the terminal watches (查询区域或线路数据应答, 0x0608, 2019), as it was set."""

    kind: int
    count: int
    content: bytes


_TIMES: dict[str, Form] = {
    "begins": Given(bit("watch", Watch.TIMES), MOMENT),
    "ends": Given(bit("watch", Watch.TIMES), MOMENT),
}
_SPEED: dict[str, Form] = {
    "speed_max_kmh": Given(bit("watch", Watch.SPEED), WORD),
    "too_fast_for_s": Given(bit("watch", Watch.SPEED), BYTE),
}
_NIGHT: dict[str, Form] = {"night_speed_max_kmh": Given(bit("watch", Watch.SPEED), WORD)}
_NAME: dict[str, Form] = {"name": CountedText(WORD)}
_CIRCLE: dict[str, Form] = {
    "area_id": DWORD, "watch": WORD, "lat_e6": DWORD, "lon_e6": DWORD, "radius_m": DWORD,
    **_TIMES, **_SPEED,
}  # fmt: skip
_RECTANGLE: dict[str, Form] = {
    "area_id": DWORD, "watch": WORD,
    "north_e6": DWORD, "west_e6": DWORD, "south_e6": DWORD, "east_e6": DWORD,
    **_TIMES, **_SPEED,
}  # fmt: skip
_CORNERS = Items(WORD, Layout(Corner, lat_e6=DWORD, lon_e6=DWORD))
_POLYGON: dict[str, Form] = {
    "area_id": DWORD, "watch": WORD, **_TIMES, **_SPEED, "corners": _CORNERS,
}  # fmt: skip
_BEND: dict[str, Form] = {
    "bend_id": DWORD, "stretch_id": DWORD, "lat_e6": DWORD, "lon_e6": DWORD,
    "width_m": BYTE, "watch": BYTE,
    "longest_s": Given(bit("watch", Stretch.DRIVE_TIME), WORD),
    "shortest_s": Given(bit("watch", Stretch.DRIVE_TIME), WORD),
    "speed_max_kmh": Given(bit("watch", Stretch.SPEED), WORD),
    "too_fast_for_s": Given(bit("watch", Stretch.SPEED), BYTE),
}  # fmt: skip
_BEND_NIGHT: dict[str, Form] = {"night_speed_max_kmh": Given(bit("watch", Stretch.SPEED), WORD)}
_ROUTE: dict[str, Form] = {"route_id": DWORD, "watch": WORD, **_TIMES}

_NEWER = _NIGHT | _NAME
_IDS = Items(BYTE, DWORD)

TABLE: Table = {
    0x8600: {
        Dialect.V2013: Layout(SetCircles, how=BYTE, areas=Items(BYTE, Layout(Circle, **_CIRCLE))),
        Dialect.V2019: Layout(
            SetCircles, how=BYTE, areas=Items(BYTE, Layout(Circle, **_CIRCLE, **_NEWER))
        ),
    },
    0x8602: {
        Dialect.V2013: Layout(
            SetRectangles, how=BYTE, areas=Items(BYTE, Layout(Rectangle, **_RECTANGLE))
        ),
        Dialect.V2019: Layout(
            SetRectangles, how=BYTE, areas=Items(BYTE, Layout(Rectangle, **_RECTANGLE, **_NEWER))
        ),
    },
    0x8604: {
        Dialect.V2013: Layout(SetPolygon, **_POLYGON),
        Dialect.V2019: Layout(SetPolygon, **_POLYGON, **_NEWER),
    },
    0x8606: {
        Dialect.V2013: Layout(SetRoute, **_ROUTE, bends=Items(WORD, Layout(Bend, **_BEND))),
        Dialect.V2019: Layout(
            SetRoute, **_ROUTE, bends=Items(WORD, Layout(Bend, **_BEND, **_BEND_NIGHT)), **_NAME
        ),
    },
    0x8601: both(Layout(DeleteCircles, ids=_IDS)),
    0x8603: both(Layout(DeleteRectangles, ids=_IDS)),
    0x8605: both(Layout(DeletePolygons, ids=_IDS)),
    0x8607: both(Layout(DeleteRoutes, ids=_IDS)),
    0x8608: {Dialect.V2019: Layout(AskAreas, kind=BYTE, ids=Items(DWORD, DWORD))},
    0x0608: {Dialect.V2019: Layout(AreasAnswer, kind=BYTE, count=DWORD, content=Rest())},
}
