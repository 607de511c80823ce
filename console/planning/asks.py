"""Where stations should be (选址), as the planner's page asks; and the roads beneath it.

It is arithmetic of seconds, so it is worked out where runs are, in a process of least priority;
what is needed comes packed, and only columns go back. Coverage has ``plan_coverage``.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import numpy as np

from console.planning.of_pack import Day
from geo.coordinates import Point
from geo.roads.driving import Driving
from simulations.coverage.places import Places, townships
from simulations.siting.question import Model, QuestionInvalid
from stations import regionpack
from stations.organisation import UnitKind
from stations.region import Region

if TYPE_CHECKING:
    from geo.roads.conditions import RoadState
    from geo.routing.contracted import ContractedRouter

DIGITS = 2
PROOF_MAX_S = 60.0

Hour = Annotated[int, msgspec.Meta(ge=0, le=23)]


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


@lru_cache(maxsize=2)
def region_at(pack: str) -> Region:
    """A pack's region, read once in each process."""
    return regionpack.load(Path(pack))


@lru_cache(maxsize=4)
def roads_of(pack: str, hour: int, workday: bool) -> "tuple[RoadState, ContractedRouter]":
    """Its roads at an hour, and their engine."""
    from console.planning.of_pack import roads_at

    kind = Day.WORKDAY if workday else Day.RESTDAY
    return roads_at(region_at(pack), hour, kind, Driving.SIREN)


def router_at(pack: str, hour: int, workday: bool) -> "ContractedRouter":
    """The engine alone."""
    return roads_of(pack, hour, workday)[1]
