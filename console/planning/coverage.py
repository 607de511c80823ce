"""Coverage (覆盖) as the planner's page asks for it: the words of ``liandong plan coverage``.

Worked out where runs are, in a process of least priority; what is needed comes packed, and columns
or a whole file go back.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np

from console.planning.asks import DIGITS, Hour, region_at, roads_of
from geo.routing.rings import as_geojson
from simulations.coverage.change import Change, Moved, change
from simulations.coverage.places import GridInvalid, Places, grid, townships
from simulations.coverage.shares import EVERY_LIMIT, Summary, summarise
from simulations.coverage.stands import Wanted, at_stations
from simulations.coverage.surface import Surface, isochrones, surface
from simulations.scenarios import Scenario, plan
from stations.organisation import Level
from stations.region import Region
from stations.vehicles import Capability

if TYPE_CHECKING:
    from geo.routing.contracted import ContractedRouter

CELL_KM_MIN = 1.0
"""A screen shows no finer grid; the command line takes one."""

FILES = MappingProxyType(
    {
        "coverage.csv": "text/csv; charset=utf-8",
        "coverage.geojson": "application/geo+json",
        "coverage.parquet": "application/vnd.apache.parquet",
        "coverage.png": "image/png",
        "isochrones.geojson": "application/geo+json",
    }
)
"""What can be handed out of one question, and as what."""


class CoverageAsk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose coverage, at which hour; and whose beside it, so that the difference is told.

    ``scenario`` without ``compare`` is set beside today; both without a value are today's fleet.
    """

    pack: str = ""
    scenario: Scenario | None = None
    compare: Scenario | None = None
    hour: Hour = 9
    workday: bool = True
    levels: frozenset[Level] = frozenset()
    needs: frozenset[Capability] = frozenset()
    grid_km: Annotated[float, msgspec.Meta(ge=0, le=100)] = 0.0
    """The middles of a grid's cells instead of where people live; 0: no grid."""
    drive_only: bool = False
    """Getting ready is left out."""


class CoverageColumns(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes from the order to the first and second crew for each place (None: no way).

    ``change_min`` and ``moved`` are from ``compare`` (else today) to the scenario, where one was
    asked about. People of a grid's cells are 0: it shows the ground.
    """

    place: list[str]
    lon: list[float]
    lat: list[float]
    people: list[float]
    township: list[str]
    first_min: list[float | None]
    second_min: list[float | None]
    nearest: list[str]
    change_min: list[float | None] | None
    summary: Summary
    moved: tuple[Moved, ...]
    network_version: str


class AskInvalid(Exception):
    """A question without an answer, in both languages."""


def answer_coverage(packed: bytes) -> bytes:
    """A packed ``CoverageAsk`` answered, as JSON. Called in a worker process."""
    ask = msgspec.msgpack.decode(packed, type=CoverageAsk)
    found, _ = _found(ask)
    now = found.after if isinstance(found, Change) else found
    places, changed = now.places, found if isinstance(found, Change) else None
    return msgspec.json.encode(
        CoverageColumns(
            place=list(places.ids),
            lon=[round(point.lon, 5) for point in places.points],
            lat=[round(point.lat, 5) for point in places.points],
            people=[round(people, 1) for people in places.people.tolist()],
            township=list(places.township),
            first_min=_short(now.first_min),
            second_min=_short(now.second_min),
            nearest=list(now.nearest),
            change_min=_short(changed.minutes) if changed else None,
            summary=summarise(now),
            moved=changed.moved if changed else (),
            network_version=now.network_version,
        )
    )


def answer_isochrones(packed: bytes) -> bytes:
    """The ground that the asked fleet reaches within each limit, as GeoJSON."""
    ask = msgspec.msgpack.decode(packed, type=CoverageAsk)
    return json.dumps(_rings(ask), ensure_ascii=False).encode()


def answer_file(packed: bytes, name: str) -> bytes:
    """One of ``FILES``, as the command line writes it."""
    from simulations.coverage.files import write
    from simulations.coverage.picture import draw

    ask = msgspec.msgpack.decode(packed, type=CoverageAsk)
    if name == "isochrones.geojson":
        return json.dumps(_rings(ask), ensure_ascii=False).encode()
    found, region = _found(ask)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        if path.suffix == ".png":
            changed = isinstance(found, Change)
            titled = f"{region.meta.name} {ask.hour}:00"
            zh = f"{titled} {'另一方案快慢（分钟）' if changed else '最近车组到达（分钟）'}"
            en = "change by the other fleet" if changed else "minutes to the nearest crew"
            draw(found, region, path, zh, f"{ask.hour}:00 {en}")
        else:
            write(found, path, _told(ask, region))
        return path.read_bytes()


def _found(ask: CoverageAsk) -> tuple[Surface | Change, Region]:
    """The asked surface, or its difference from another; and the region whose fleet it is."""
    region, (_, router) = region_at(ask.pack), roads_of(ask.pack, ask.hour, ask.workday)
    places = _places(region, ask.grid_km)
    fleet = _fleet(region, ask.scenario)
    now = _surface(router, places, fleet, ask)
    if ask.scenario is None and ask.compare is None:
        return now, fleet
    return change(_surface(router, places, _fleet(region, ask.compare), ask), now), fleet


def _surface(
    router: "ContractedRouter", places: Places, fleet: Region, ask: CoverageAsk
) -> Surface:
    return surface(router, places, at_stations(fleet, _wanted(ask)), ready=not ask.drive_only)


def _rings(ask: CoverageAsk) -> dict[str, Any]:
    region, (state, router) = region_at(ask.pack), roads_of(ask.pack, ask.hour, ask.workday)
    fleet = _fleet(region, ask.scenario)
    stands = at_stations(fleet, _wanted(ask))
    drawn = isochrones(router, state, stands, EVERY_LIMIT, ready=not ask.drive_only)
    return as_geojson(drawn, {**_told(ask, region), "network_version": router.network_version})


def _places(region: Region, grid_km: float) -> Places:
    if not grid_km:
        return townships(region)
    if grid_km < CELL_KM_MIN:
        raise AskInvalid(
            f"网格 {grid_km:g} 公里过细，页面上至少 {CELL_KM_MIN:g} 公里",
            f"a grid of {grid_km:g} km is too fine for a page: {CELL_KM_MIN:g} km or more",
        )
    try:
        return grid(region, grid_km)
    except GridInvalid as invalid:
        raise AskInvalid(*str(invalid).split(" / ", 1)) from None


def _fleet(region: Region, scenario: Scenario | None) -> Region:
    return region if scenario is None else plan(region, scenario).region


def _wanted(ask: CoverageAsk) -> Wanted:
    return Wanted(levels=ask.levels, needs=ask.needs)


def _told(ask: CoverageAsk, region: Region) -> dict[str, object]:
    """The terms that go along with a file, named as the command line names them."""
    return {
        "region": region.meta.code,
        "fleet": ask.scenario.name if ask.scenario else "today",
        "day": "workday" if ask.workday else "restday",
        "hour": ask.hour,
        "levels": "+".join(sorted(ask.levels)) or "all",
        "needs": "+".join(sorted(ask.needs)) or "none",
        "from": "wheels turning" if ask.drive_only else "order",
        "people": "none (grid)" if ask.grid_km else "modelled: townships shared over their places",
    }


def _short(minutes: "np.ndarray") -> list[float | None]:
    return [round(m, DIGITS) if np.isfinite(m) else None for m in minutes.tolist()]
