"""The telephone list (电话簿): who is rung when nothing else works; kept off-line too (SYS-01)."""

import msgspec
from fastapi import APIRouter, Response

from console.api.shared import Running
from console.api.views import answer, shows
from console.people.auth import LoggedIn
from stations.organisation import UnitKind

router = APIRouter(prefix="/phones", tags=["phones 电话簿"])


class PhoneView(msgspec.Struct, frozen=True, kw_only=True):
    """One office's line; no person's."""

    code: str
    name: str
    kind: str
    """``centre``, ``station`` or ``hospital``."""
    county: str
    phone: str


@router.get("", **shows(PhoneView, many=True))
async def phones(system: Running, login: LoggedIn) -> Response:
    """Every centre, station and hospital of the region with its line."""
    region = system.region
    counties = {county.code: county.name for county in region.counties.values()}
    units = [
        PhoneView(
            code=unit.code,
            name=unit.name,
            kind="station" if unit.kind is UnitKind.STATION else "centre",
            county=counties.get(unit.county_code or "", ""),
            phone=unit.phone,
        )
        for unit in region.units.values()
    ]
    hospitals = [
        PhoneView(
            code=hospital.code,
            name=hospital.name,
            kind="hospital",
            county=counties.get(hospital.county_code, ""),
            phone=hospital.phone_24h,
        )
        for hospital in region.hospitals.values()
    ]
    return answer([*units, *hospitals])
