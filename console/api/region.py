"""The region (地区): its units, vehicles, hospitals and every name a screen shows."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from console.api.kept import Kept
from console.api.shared import Running
from console.api.views import shows
from console.people.auth import LoggedIn
from dispatch.domain.acceptances import ACCEPTANCE_NAMES, INCIDENT_KIND_NAMES
from dispatch.domain.alarms import OUTCOME_NAMES
from dispatch.domain.limits import Limit, base_of
from dispatch.domain.offers import OFFER_NAMES
from dispatch.domain.referrals import DIRECTION_NAMES, REFERRAL_NAMES
from dispatch.domain.requests import REQUEST_NAMES, WHY_KEPT_NAMES
from dispatch.domain.triage import (
    CALL_CLASS_NAMES,
    LOCATION_METHOD_NAMES,
    URGENCY_NAMES,
)
from dispatch.progress import TROUBLE_NAMES
from dispatch.waiting import WAIT_NAMES
from geo.coordinates import Point
from stations.crews import CREW_ROLE_NAMES
from stations.hospitals import CENTRE_NAMES
from stations.region import Demand, Limits, Region
from stations.status import REASON_NAMES, REASONS_FOR, RESULT_NAMES, STATE_NAMES, STEPS, Step
from stations.vehicles import CAPABILITY_NAMES

router = APIRouter(prefix="/region", tags=["region 地区"])

Names = dict[str, tuple[str, str]]


class UnitView(msgspec.Struct, frozen=True, kw_only=True):
    """A centre or a station."""

    code: str
    name: str
    kind: str
    level: str
    parent: str | None
    county_code: str
    township_code: str | None
    lon: float
    lat: float
    phone: str
    modelled: bool


class CountyView(msgspec.Struct, frozen=True, kw_only=True):
    """A county and who takes its calls."""

    code: str
    name: str
    population: int
    centre_code: str


class TownshipView(msgspec.Struct, frozen=True, kw_only=True):
    """A township."""

    code: str
    name: str
    county_code: str
    lon: float
    lat: float
    population: int
    urban: bool


class HospitalView(msgspec.Struct, frozen=True, kw_only=True):
    """A receiving hospital."""

    code: str
    name: str
    grade: str
    grade_rank: int
    county_code: str
    lon: float
    lat: float
    phone_24h: str
    emergency: bool
    centres: tuple[str, ...]
    modelled: bool


class FleetVehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle of the register; ``index`` is its number in position frames, ``valid_from`` and
    ``valid_to`` its first and last day in service."""

    index: int
    id: str
    name: str
    plate: str
    kind: str
    level: str
    station_code: str
    station_name: str
    county_code: str
    capabilities: tuple[str, ...]
    valid_from: str
    valid_to: str | None


class RegionView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything static that a screen stands on."""

    code: str
    name: str
    name_en: str
    version: str
    attribution: str
    city_centre: str
    limits: Limits
    demand: Demand
    units: tuple[UnitView, ...]
    counties: tuple[CountyView, ...]
    townships: tuple[TownshipView, ...]
    hospitals: tuple[HospitalView, ...]
    vehicles: tuple[FleetVehicle, ...]
    bounds: tuple[float, float, float, float]
    states: Names
    steps: dict[str, tuple[Step, ...]]
    reasons: Names
    capabilities: Names
    call_classes: Names
    urgencies: Names
    crew_roles: Names
    crew_requests: Names
    why_kept: Names
    troubles: Names
    centres: Names
    acceptances: Names
    incident_kinds: Names
    results: Names
    reasons_for: dict[str, tuple[str, ...]]
    offers: Names
    waits: Names
    referrals: Names
    referral_directions: Names
    location_methods: Names
    alarm_outcomes: Names
    limit_bases: dict[str, int]


@router.get("", **shows(RegionView))
async def region(request: Request, system: Running, login: LoggedIn) -> Response:
    """The region pack as screens need it; another edition in force begins it anew."""
    return system.kept("region", lambda: Kept.of_json(_view(system.region))).respond(request)


def _view(region: Region) -> RegionView:
    meta = region.meta
    return RegionView(
        code=meta.code,
        name=meta.name,
        name_en=meta.name_en,
        version=meta.version,
        attribution=meta.attribution,
        city_centre=meta.city_centre,
        limits=meta.limits,
        demand=meta.demand,
        units=_placed(UnitView, region.units),
        counties=tuple(_like(CountyView, county) for county in region.counties.values()),
        townships=_placed(TownshipView, region.townships),
        hospitals=_placed(HospitalView, region.hospitals),
        vehicles=tuple(
            _like(
                FleetVehicle,
                vehicle,
                index=index,
                station_name=region.units[vehicle.station_code].name,
            )
            for index, vehicle in enumerate(region.vehicles.values())
        ),
        bounds=_bounds(region),
        states=_names(STATE_NAMES),
        steps={state.value: steps for state, steps in STEPS.items()},
        reasons=_names(REASON_NAMES),
        capabilities=_names(CAPABILITY_NAMES),
        call_classes=_names(CALL_CLASS_NAMES),
        urgencies=_names(URGENCY_NAMES),
        crew_roles=_names(CREW_ROLE_NAMES),
        crew_requests=_names(REQUEST_NAMES),
        why_kept=_names(WHY_KEPT_NAMES),
        troubles=_names(TROUBLE_NAMES),
        centres=_names(CENTRE_NAMES),
        acceptances=_names(ACCEPTANCE_NAMES),
        incident_kinds=_names(INCIDENT_KIND_NAMES),
        results=_names(RESULT_NAMES),
        reasons_for={result.value: reasons for result, reasons in REASONS_FOR.items()},
        offers=_names(OFFER_NAMES),
        waits=_names(WAIT_NAMES),
        referrals=_names(REFERRAL_NAMES),
        referral_directions=_names(DIRECTION_NAMES),
        location_methods=_names(LOCATION_METHOD_NAMES),
        alarm_outcomes=_names(OUTCOME_NAMES),
        limit_bases={limit.value: base_of(limit, region) for limit in Limit},
    )


def _placed(view: type[Any], records: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(_like(view, r, lon=r.point.lon, lat=r.point.lat) for r in records.values())


def _like(view: type[Any], record: Any, **more: Any) -> Any:
    """The view of a record with the fields both have, in plain values."""
    for name in set(view.__struct_fields__) - more.keys():
        value = getattr(record, name)
        more[name] = tuple(sorted(value)) if isinstance(value, frozenset) else value
    return view(**more)


def _names(names: Mapping[Any, tuple[str, str]]) -> Names:
    return {key.value if isinstance(key, StrEnum) else key: pair for key, pair in names.items()}


def _bounds(region: Region) -> tuple[float, float, float, float]:
    """West, south, east, north around all areas, or around all units where there are none."""
    boxes = [area.polygon.bounds for area in region.areas]
    points: list[Point] = [unit.point for unit in region.units.values()]
    boxes = boxes or [(p.lon, p.lat, p.lon, p.lat) for p in points]
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
