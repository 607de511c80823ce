"""What people and machines write down is checked before it becomes a fact."""

from math import isfinite

from msgspec import UNSET
from msgspec.structs import replace

from dispatch.domain.commands import IncidentDetails
from dispatch.domain.errors import Refusal
from dispatch.domain.records import Location
from geo.coordinates import CoordinateError, check_degrees
from stations.vehicles import Capability

PATIENTS_MAX = 10_000


def check_details(details: IncidentDetails) -> None:
    """Refuse what cannot be true of any incident."""
    count = details.patient_count
    if count is not UNSET and not 0 <= count <= PATIENTS_MAX:
        raise Refusal(
            "patient_count_out_of_range",
            f"病人数 {count} 不在 0–{PATIENTS_MAX} 之间",
            f"patient count {count} is not within 0–{PATIENTS_MAX}",
            field="patient_count",
            value=count,
            remedy="改为实际人数 / enter the number of people",
        )
    if details.location is not UNSET:
        check_location(details.location)


def isolated(
    details: IncidentDetails, needs: frozenset[Capability] = frozenset()
) -> IncidentDetails:
    """Who may be infectious needs an isolation vehicle (CALL-15); ``needs`` are those so far."""
    if details.infection is not True:
        return details
    wanted = needs if details.needs is UNSET else details.needs
    return replace(details, needs=wanted | {Capability.ISOLATION})


def check_location(location: Location) -> None:
    """Refuse what is no place on Earth: JSON knows no NaN, so it could not be read back."""
    try:
        check_degrees(location.point.lon, location.point.lat)
    except CoordinateError as error:
        raise Refusal(
            "bad_coordinate",
            error.detail,
            error.detail_en,
            field=error.field,
            value=error.value,
            remedy=error.remedy,
        ) from error
    if not (isfinite(location.radius_m) and location.radius_m >= 0):
        raise Refusal(
            "bad_radius",
            f"定位半径 {location.radius_m} 不是有效的米数",
            f"radius {location.radius_m} is no number of metres",
            field="radius_m",
            value=location.radius_m,
            remedy="填 0 或正数，单位米 / give metres, 0 or more",
        )
