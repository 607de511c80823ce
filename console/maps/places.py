"""From what a client says of a place to a location in its county and township."""

from dispatch.domain.commands import Place
from dispatch.domain.errors import Refusal
from dispatch.domain.records import Location
from dispatch.domain.triage import LocationMethod
from geo.coordinates import CoordinateError, Datum, Point, to_wgs84
from geo.regions.areas import AreaIndex, AreaKind
from stations.region import Region


class Places:
    """Looks up the areas of a region; immutable, for any thread."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._areas = AreaIndex(region.areas)

    @staticmethod
    def location(
        lon: float,
        lat: float,
        datum: Datum,
        *,
        radius_m: float,
        method: LocationMethod,
        at_ms: int,
    ) -> Location:
        """A location in WGS-84; refused when the numbers cannot be a place on Earth."""
        point = Places.point(lon, lat, datum, "location")
        return Location(point=point, radius_m=radius_m, method=method, datum=datum, at_ms=at_ms)

    @staticmethod
    def point(lon: float, lat: float, datum: Datum, field: str) -> Point:
        """A position in WGS-84; refused when the numbers cannot be a place on Earth."""
        try:
            return to_wgs84(lon, lat, datum)
        except CoordinateError as error:
            raise Refusal(
                "bad_coordinate",
                error.detail,
                error.detail_en,
                field=f"{field}.{error.field}",
                value=error.value,
                remedy=error.remedy,
            ) from error

    def place_of(self, point: Point) -> Place:
        """County, township and owner of a point; outside all areas the city centre owns it."""
        codes = {area.kind: area.code for area in self._areas.chain(point)}
        county = codes.get(AreaKind.COUNTY)
        return Place(
            county_code=county if county in self._region.counties else None,
            township_code=codes.get(AreaKind.TOWNSHIP),
            owner_unit=self._region.centre_of_county(county),
        )
