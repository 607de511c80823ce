"""Questions of the planner's pages that are answered at once: coverage and sites.

Both are arithmetic of seconds, so they are worked out where runs are, in a process of least
priority; what they need comes packed, and only columns go back.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import numpy as np

from console.planning import Day
from geo.coordinates import Point
from geo.roads.driving import Driving
from simulations.coverage.change import Moved, change
from simulations.coverage.places import Places, townships
from simulations.coverage.shares import Summary, summarise
from simulations.coverage.stands import Wanted, at_stations
from simulations.scenarios import Scenario, plan
from simulations.siting.question import Model, QuestionInvalid
from stations import regionpack
from stations.organisation import Level, UnitKind
from stations.region import Region
from stations.vehicles import Capability

if TYPE_CHECKING:
    from geo.routing.contracted import ContractedRouter

DIGITS = 2
PROOF_MAX_S = 60.0

Hour = Annotated[int, msgspec.Meta(ge=0, le=23)]


class CoverageAsk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose coverage, at which hour; with a scenario, today's beside it and what it changes."""

    pack: str = ""
    scenario: Scenario | None = None
    hour: Hour = 9
    workday: bool = True
    levels: frozenset[Level] = frozenset()
    needs: frozenset[Capability] = frozenset()


class CoverageColumns(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes from the order to the first and second crew for each demand place (None: no way).

    ``change_min`` and ``moved`` are against today, where a scenario was asked about.
    """

    place: list[str]
    first_min: list[float | None]
    second_min: list[float | None]
    change_min: list[float | None] | None
    summary: Summary
    moved: tuple[Moved, ...]
    network_version: str


class SitesAsk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where stations should be: so many in all, existing ones first (``liandong plan sites``)."""

    count: Annotated[int, msgspec.Meta(ge=1, le=5000)]
    pack: str = ""
    model: Model = Model.MCLP
    minutes: Annotated[float, msgspec.Meta(gt=0, le=240)] = 12.0
    far: Annotated[float, msgspec.Meta(gt=0, le=240)] = 30.0
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.7
    busy: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.3
    each: Annotated[int, msgspec.Meta(ge=1, le=50)] = 1
    closures: Annotated[int, msgspec.Meta(ge=-1, le=5000)] = 0
    county: str = ""
    hour: Hour = 9
    workday: bool = True
    within_s: Annotated[float, msgspec.Meta(gt=0, le=PROOF_MAX_S)] = 10.0
    """Seconds for the proof; the answer is there at once, its gap closes with time."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate: a station, or the seat of a township without one."""

    code: str
    name: str
    lon: float
    lat: float
    existing: bool
    units: int


class SitesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The sites that are used, new or given up; ``gap`` is how far from proven best."""

    sites: tuple[Site, ...]
    people: float
    value: float
    gap: float | None
    proven: bool
    seconds: float
    holds: bool


def answer_coverage(packed: bytes) -> bytes:
    """A packed ``CoverageAsk`` answered, as JSON. Called in a worker process."""
    from simulations.coverage.surface import surface

    ask = msgspec.msgpack.decode(packed, type=CoverageAsk)
    region, router, wanted = (
        region_at(ask.pack),
        router_at(ask.pack, ask.hour, ask.workday),
        Wanted(levels=ask.levels, needs=ask.needs),
    )
    places = townships(region)
    found = surface(router, places, at_stations(region, wanted))
    changed = None
    if ask.scenario is not None:
        other = plan(region, ask.scenario).region
        changed = change(found, surface(router, places, at_stations(other, wanted)))
        found = changed.after
    return msgspec.json.encode(
        CoverageColumns(
            place=list(places.ids),
            first_min=_short(found.first_min),
            second_min=_short(found.second_min),
            change_min=_short(changed.minutes) if changed else None,
            summary=summarise(found),
            moved=changed.moved if changed else (),
            network_version=found.network_version,
        )
    )


def answer_sites(packed: bytes) -> bytes:
    """A packed ``SitesAsk`` answered, as JSON; ``QuestionInvalid`` where there is no answer."""
    from simulations.siting import solve
    from simulations.siting.question import Question

    ask = msgspec.msgpack.decode(packed, type=SitesAsk)
    region, router = region_at(ask.pack), router_at(ask.pack, ask.hour, ask.workday)
    if ask.county and ask.county not in region.counties:
        known = "、".join(f"{one.code} {one.name}" for one in region.counties.values())
        raise QuestionInvalid((f"没有区县 {ask.county}，可用：{known}", f"use one of {known}"))
    codes, names, points, existing = candidates(region, ask.county)
    places = townships(region)
    inside = [n for n, code in enumerate(places.county) if not ask.county or code == ask.county]
    cells = router.locate_all([places.points[n] for n in inside])
    question = Question(
        model=ask.model,
        seconds=router.matrix(router.locate_all(points), cells).T,
        people=places.people[inside],
        count=ask.count,
        within_s=ask.minutes * 60,
        far_s=ask.far * 60,
        share=ask.share,
        busy=ask.busy,
        most=np.full(len(names), ask.each),
        existing=np.array(existing),
        closures_max=None if ask.closures < 0 else ask.closures,
        cell_names=[places.ids[n] for n in inside],
        site_names=names,
    )
    found = solve(question, within_s=ask.within_s)
    sites = tuple(
        Site(code=code, name=name, lon=at.lon, lat=at.lat, existing=there, units=units)
        for code, name, at, there, units in zip(
            codes, names, points, existing, found.units.tolist(), strict=True
        )
        if units or there
    )
    people = float(places.people[inside].sum())
    return msgspec.json.encode(
        SitesAnswer(
            sites=sites,
            people=people,
            value=found.value,
            gap=found.gap,
            proven=found.proven,
            seconds=round(found.seconds, DIGITS),
            holds=found.holds,
        )
    )


def candidates(region: Region, county: str) -> tuple[list[str], list[str], list[Point], list[bool]]:
    """Codes, names, points and whether they stand: stations, then townships that have none."""
    stations = [
        unit
        for unit in region.units.values()
        if unit.kind is UnitKind.STATION and county in ("", unit.county_code)
    ]
    served = {unit.township_code for unit in stations}
    towns = [
        town
        for town in region.townships.values()
        if town.code not in served and county in ("", town.county_code)
    ]
    return (
        [*(unit.code for unit in stations), *(town.code for town in towns)],
        [*(unit.name for unit in stations), *(town.name for town in towns)],
        [*(unit.point for unit in stations), *(town.point for town in towns)],
        [True] * len(stations) + [False] * len(towns),
    )


class PlaceColumns(msgspec.Struct, frozen=True):
    """The demand places (modelled): where people are taken to be, for maps of anything by place."""

    id: list[str]
    lon: list[float]
    lat: list[float]
    people: list[float]
    urban: list[bool]
    township: list[str]
    county: list[str]


def place_columns(region: Region) -> PlaceColumns:
    """All demand places of a region."""
    places: Places = townships(region)
    return PlaceColumns(
        list(places.ids),
        [round(point.lon, 5) for point in places.points],
        [round(point.lat, 5) for point in places.points],
        [round(people, 1) for people in places.people.tolist()],
        places.urban.tolist(),
        list(places.township),
        list(places.county),
    )


def _short(minutes: "np.ndarray") -> list[float | None]:
    return [round(m, DIGITS) if np.isfinite(m) else None for m in minutes.tolist()]


@lru_cache(maxsize=2)
def region_at(pack: str) -> Region:
    """A pack's region, read once in each process."""
    return regionpack.load(Path(pack))


@lru_cache(maxsize=4)
def router_at(pack: str, hour: int, workday: bool) -> "ContractedRouter":
    """Its roads at an hour."""
    from console.planning import roads_at

    kind = Day.WORKDAY if workday else Day.RESTDAY
    return roads_at(region_at(pack), hour, kind, Driving.SIREN)[1]
