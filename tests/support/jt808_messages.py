"""Any message of JT/T 808, in either dialect, for round trips (hypothesis)."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.messages import (
    alarms,
    areas,
    control,
    crew,
    general,
    parts,
    transparent,
)
from stations.protocols.jt808.messages import locations as where
from stations.protocols.jt808.messages import parameters as settings
from stations.protocols.jt808.messages import registration as door

byte, word, dword = (st.integers(0, 256**n - 1) for n in (1, 2, 4))
content = st.binary(max_size=300)
GBK = "鄂粤京急救中心派车地址主诉胸痛十堰市郧阳区"


def text(size: int = 200) -> st.SearchStrategy[str]:
    """What fits into a field of so many GBK bytes and does not end in the filling."""
    return st.text(st.sampled_from(GBK + "ABCxyz0189 ·-"), max_size=size // 2)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def listed(one: st.SearchStrategy[Any], most: int = 5) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=most).map(tuple)


location = st.builds(
    where.Location,
    alarms=dword,
    status=dword,
    lat_e6=dword,
    lon_e6=dword,
    altitude_m=word,
    speed_dkmh=word,
    heading_deg=word,
    moment=st.binary(min_size=6, max_size=6),
    more=content,
)


@st.composite
def driver(draw: st.DrawFn, dialect: Dialect) -> crew.Driver:
    status = draw(st.sampled_from([1, 2]))
    result = draw(st.sampled_from([0, 1, 4])) if status == 1 else None
    readable = result == 0
    newer = dialect is Dialect.V2019
    return crew.Driver(
        status=status,
        moment=draw(digits(12)),
        read_result=result,
        name=draw(text(100)) if readable else None,
        qualification=draw(text(20)) if readable else None,
        issuer=draw(text(100)) if readable else None,
        expires=draw(digits(8)) if readable else None,
        identity=draw(text(20)) if readable and newer else None,
    )


def watched(draw: st.DrawFn, watch: int, dialect: Dialect, *, named: bool = True) -> dict[str, Any]:
    """The fields that an area has by its own word and dialect."""
    newer = dialect is Dialect.V2019
    fields: dict[str, Any] = {}
    if watch & areas.Watch.TIMES:
        fields |= {"begins": draw(digits(12)), "ends": draw(digits(12))}
    if watch & areas.Watch.SPEED:
        fields |= {"speed_max_kmh": draw(word), "too_fast_for_s": draw(byte)}
        if newer:
            fields["night_speed_max_kmh"] = draw(word)
    if newer and named:
        fields["name"] = draw(text(60))
    return fields


@st.composite
def circle(draw: st.DrawFn, dialect: Dialect) -> areas.Circle:
    watch = draw(word)
    places: dict[str, Any] = {
        name: draw(dword) for name in ("area_id", "lat_e6", "lon_e6", "radius_m")
    }
    return areas.Circle(watch=watch, **places, **watched(draw, watch, dialect))


@st.composite
def rectangle(draw: st.DrawFn, dialect: Dialect) -> areas.Rectangle:
    watch = draw(word)
    sides = ("area_id", "north_e6", "west_e6", "south_e6", "east_e6")
    places: dict[str, Any] = {name: draw(dword) for name in sides}
    return areas.Rectangle(watch=watch, **places, **watched(draw, watch, dialect))


@st.composite
def polygon(draw: st.DrawFn, dialect: Dialect) -> areas.SetPolygon:
    watch = draw(word)
    corner = st.builds(areas.Corner, lat_e6=dword, lon_e6=dword)
    return areas.SetPolygon(
        area_id=draw(dword),
        watch=watch,
        corners=draw(listed(corner)),
        **watched(draw, watch, dialect),
    )


@st.composite
def bend(draw: st.DrawFn, dialect: Dialect) -> areas.Bend:
    watch = draw(byte)
    places: dict[str, Any] = {n: draw(dword) for n in ("bend_id", "stretch_id", "lat_e6", "lon_e6")}
    fields: dict[str, Any] = {}
    if watch & areas.Stretch.DRIVE_TIME:
        fields |= {"longest_s": draw(word), "shortest_s": draw(word)}
    if watch & areas.Stretch.SPEED:
        fields |= {"speed_max_kmh": draw(word), "too_fast_for_s": draw(byte)}
        if dialect is Dialect.V2019:
            fields["night_speed_max_kmh"] = draw(word)
    return areas.Bend(width_m=draw(byte), watch=watch, **places, **fields)


@st.composite
def route(draw: st.DrawFn, dialect: Dialect) -> areas.SetRoute:
    watch = draw(word) & ~areas.Watch.SPEED
    return areas.SetRoute(
        route_id=draw(dword),
        watch=watch,
        bends=draw(listed(bend(dialect))),
        **watched(draw, watch, dialect),
    )


@st.composite
def registered(draw: st.DrawFn) -> door.RegistrationAnswer:
    result = draw(st.integers(0, 4))
    code = draw(text(40)) if result == 0 else None
    return door.RegistrationAnswer(answered_serial=draw(word), result=result, code=code)


@st.composite
def tracking(draw: st.DrawFn) -> where.TrackClosely:
    interval = draw(word)
    return where.TrackClosely(interval_s=interval, lasts_s=draw(dword) if interval else None)


def registration(dialect: Dialect) -> st.SearchStrategy[door.Registration]:
    newer = dialect is Dialect.V2019
    maker, model, device = (11, 30, 30) if newer else (5, 20, 7)
    return st.builds(
        door.Registration,
        province=word,
        city=word,
        maker=text(maker),
        model=text(model),
        device_id=text(device),
        plate_colour=byte,
        plate=text(20),
    )


def authentication(dialect: Dialect) -> st.SearchStrategy[door.Authentication]:
    if dialect is Dialect.V2013:
        return st.builds(door.Authentication, code=text(), imei=st.just(""), software=st.just(""))
    return st.builds(door.Authentication, code=text(), imei=text(15), software=text(20))


def words(dialect: Dialect) -> st.SearchStrategy[crew.TextDown]:
    kind = st.just(1) if dialect is Dialect.V2013 else byte
    return st.builds(crew.TextDown, flags=byte, kind=kind, text=text(900))


_values = st.dictionaries(dword, st.binary(max_size=255), max_size=20)
_ids = listed(dword, 100)

MESSAGES: dict[int, Callable[[Dialect], st.SearchStrategy[Any]]] = {
    0x0001: lambda _: st.builds(
        general.TerminalAnswer, answered_serial=word, answered_id=word, result=byte
    ),
    0x8001: lambda _: st.builds(
        general.PlatformAnswer, answered_serial=word, answered_id=word, result=byte
    ),
    0x0002: lambda _: st.just(general.Heartbeat()),
    0x0003: lambda _: st.just(general.Logout()),
    0x0100: registration,
    0x8100: lambda _: registered(),
    0x0102: authentication,
    0x0200: lambda _: location,
    0x0201: lambda _: st.builds(where.LocationAnswer, answered_serial=word, location=location),
    0x0704: lambda _: st.builds(
        where.LocationBatch, locations=listed(location), late=st.booleans()
    ),
    0x8201: lambda _: st.just(where.AskLocation()),
    0x8202: lambda _: tracking(),
    0x8103: lambda _: st.builds(settings.SetParameters, parameters=_values),
    0x8104: lambda _: st.just(settings.AskParameters()),
    0x8106: lambda _: st.builds(settings.AskSomeParameters, numbers=_ids),
    0x0104: lambda _: st.builds(
        settings.ParametersAnswer, answered_serial=word, parameters=_values
    ),
    0x8300: words,
    0x0702: driver,
    0x8702: lambda _: st.just(crew.AskDriver()),
    0x8003: lambda _: st.builds(parts.AskParts, first_serial=word, parts=listed(word, 64)),
    0x8203: lambda _: st.builds(alarms.ConfirmAlarm, alarm_serial=word, kinds=dword),
    0x8105: lambda _: st.builds(control.Control, order=byte, particulars=text()),
    0x0900: lambda _: st.builds(transparent.PassedUp, kind=byte, content=content),
    0x8900: lambda _: st.builds(transparent.PassedDown, kind=byte, content=content),
    0x8600: lambda d: st.builds(areas.SetCircles, how=byte, areas=listed(circle(d))),
    0x8602: lambda d: st.builds(areas.SetRectangles, how=byte, areas=listed(rectangle(d))),
    0x8604: polygon,
    0x8606: route,
    0x8601: lambda _: st.builds(areas.DeleteCircles, ids=_ids),
    0x8603: lambda _: st.builds(areas.DeleteRectangles, ids=_ids),
    0x8605: lambda _: st.builds(areas.DeletePolygons, ids=_ids),
    0x8607: lambda _: st.builds(areas.DeleteRoutes, ids=_ids),
    0x8608: lambda _: st.builds(areas.AskAreas, kind=byte, ids=_ids),
    0x0608: lambda _: st.builds(areas.AreasAnswer, kind=byte, count=dword, content=content),
}
"""How to make any message of an id."""
