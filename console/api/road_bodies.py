"""What clients may say of roads: which stretch, what is the matter with it, from when to when."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from console.api.bodies import Body, EpochMs
from console.maps.places import Places
from console.maps.search import PlaceSearch
from dispatch.domain.commands import CloseRoad, SlowRoad
from dispatch.domain.errors import Refusal
from geo.coordinates import Datum
from geo.gazetteer.post_range import read_km
from geo.roads.restrictions import Bound, Line, RestrictionKind, Shape, Spot, Zone

Corner = tuple[FiniteFloat, FiniteFloat]
Corners = Annotated[list[Corner], Field(max_length=500)]


class SpotBody(Body):
    """The stretch nearest to a point, and those within a radius of it."""

    type: Literal["spot"] = "spot"
    lon: FiniteFloat
    lat: FiniteFloat
    radius_m: FiniteFloat = Field(0.0, ge=0, le=5000)
    datum: Datum = Datum.WGS84

    def shape(self) -> Shape:
        """The spot in WGS-84."""
        return Spot(Places.point(self.lon, self.lat, self.datum, "shape"), self.radius_m)


class ZoneBody(Body):
    """All roads inside a ring of (lon, lat) corners."""

    type: Literal["zone"]
    points: Corners
    datum: Datum = Datum.WGS84

    def shape(self) -> Shape:
        """The ring in WGS-84."""
        return Zone(tuple(Places.point(*p, self.datum, "shape") for p in self.points))


class LineBody(Body):
    """The road along a line of (lon, lat) vertices."""

    type: Literal["line"]
    points: Corners
    datum: Datum = Datum.WGS84

    def shape(self) -> Shape:
        """The line in WGS-84."""
        return Line(tuple(Places.point(*p, self.datum, "shape") for p in self.points))


class PostsBody(Body):
    """A numbered road between two K-posts, ``1234.5`` or ``K1234+500``; both ways, or one."""

    type: Literal["posts"]
    road: str = Field(min_length=1, max_length=40)
    from_km: FiniteFloat | Annotated[str, Field(max_length=20)]
    to_km: FiniteFloat | Annotated[str, Field(max_length=20)]
    bound: Bound = Bound.BOTH

    async def find(self, places: PlaceSearch) -> Shape:
        """Where that lies on the posts that the region knows."""
        from_km, to_km = (self._km(field) for field in ("from_km", "to_km"))
        return await places.between_posts(self.road, from_km, to_km, self.bound)

    def _km(self, field: str) -> float:
        said = getattr(self, field)
        k_km = read_km(said) if isinstance(said, str) else round(float(said), 3)
        if k_km is not None and k_km >= 0.0:
            return k_km
        raise Refusal(
            "bad_post",
            f"“{said}”不是桩号",
            f"{said!r} is no K-post",
            field=f"shape.{field}",
            value=said,
            remedy="写作 K1234+500 或 1234.5 / write K1234+500 or 1234.5",
        )


ShapeBody = Annotated[SpotBody | ZoneBody | LineBody | PostsBody, Field(discriminator="type")]


async def shape_of(body: ShapeBody, places: PlaceSearch) -> Shape:
    """Where a shape lies, in WGS-84; K-posts are looked up."""
    return await body.find(places) if isinstance(body, PostsBody) else body.shape()


class PreviewBody(Body):
    """What might be closed."""

    shape: ShapeBody


class RoadEndBody(Body):
    """When a restriction shall be over; null: until it is lifted."""

    until_ms: EpochMs | None


class RestrictionBody(Body):
    """What is the matter with which road, from when until when; without an end, until lifted."""

    kind: RestrictionKind
    shape: ShapeBody
    factor: float | None = None
    note: str = Field("", max_length=300)
    from_ms: EpochMs | None = None
    until_ms: EpochMs | None = None

    def command(self, shape: Shape, name: str) -> CloseRoad | SlowRoad:
        """The wish for the road of this name; only a slow one has a factor, and it must."""
        times = {"from_ms": self.from_ms, "until_ms": self.until_ms}
        if self.kind is RestrictionKind.SLOW and self.factor is not None:
            return SlowRoad(shape=shape, factor=self.factor, name=name, note=self.note, **times)
        if self.kind is RestrictionKind.CLOSED and self.factor is None:
            return CloseRoad(shape=shape, name=name, note=self.note, **times)
        raise Refusal(
            "bad_factor",
            "慢行须填系数，封路不填系数",
            "a slow road needs a factor, a closed one has none",
            field="factor",
            value=self.factor,
            remedy="慢行填 0 与 1 之间的数，如 0.5 / for a slow road a number such as 0.5",
        )
