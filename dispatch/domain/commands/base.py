"""What every command is made of."""

import msgspec

from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.records import Location
from dispatch.domain.triage import Urgency
from stations.vehicles import Capability


class Command(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all commands; the tag is the class name."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The areas a location lies in, looked up before the command reaches the core."""

    county_code: str | None = None
    township_code: str | None = None
    owner_unit: str | None = None


class IncidentDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk writes down; a field left out stays as it is."""

    address: str | msgspec.UnsetType = msgspec.UNSET
    complaint: str | msgspec.UnsetType = msgspec.UNSET
    urgency: Urgency | msgspec.UnsetType | None = msgspec.UNSET
    needs: frozenset[Capability] | msgspec.UnsetType = msgspec.UNSET
    patient_count: int | msgspec.UnsetType = msgspec.UNSET
    infection: bool | msgspec.UnsetType = msgspec.UNSET
    kind: IncidentKind | msgspec.UnsetType = msgspec.UNSET
    meeting_place: str | msgspec.UnsetType = msgspec.UNSET
    contact_phone: str | msgspec.UnsetType = msgspec.UNSET
    special_needs: str | msgspec.UnsetType = msgspec.UNSET
    destination_code: str | msgspec.UnsetType | None = msgspec.UNSET
    own_county_hospital: bool | msgspec.UnsetType = msgspec.UNSET
    location: Location | msgspec.UnsetType = msgspec.UNSET
