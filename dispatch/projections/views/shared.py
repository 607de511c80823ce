"""What several views show: places and people."""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.records import Location
from stations.region import Region


class LocationView(msgspec.Struct, frozen=True, kw_only=True):
    """A location as shown: with the areas it lies in and how far the road is."""

    lon: float
    lat: float
    radius_m: float
    method: str
    datum: str
    at_ms: int
    area: tuple[str, ...] = ()
    outside: bool = False


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it."""

    user: str
    name: str
    unit: str


def person_view(actor: Actor) -> PersonView:
    """Somebody by name, as a desk shows who did it."""
    return PersonView(user=actor.user, name=actor.name, unit=actor.unit)


def location_view(
    location: Location, region: Region, county: str | None, township: str | None
) -> LocationView:
    """The view of a location in its county and township."""
    names = [region.counties[county].name] if county in region.counties else []
    if township in region.townships:
        names.append(region.townships[township].name)
    return LocationView(
        lon=location.point.lon,
        lat=location.point.lat,
        radius_m=location.radius_m,
        method=location.method.value,
        datum=location.datum.value,
        at_ms=location.at_ms,
        area=tuple(names),
        outside=county is None,
    )
