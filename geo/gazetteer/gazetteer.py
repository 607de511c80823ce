"""The gazetteer of a region: everything that has a name, found by name, told by point."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from geo.coordinates import Point, distance_m
from geo.gazetteer.compass import compass
from geo.gazetteer.index import PlaceIndex
from geo.gazetteer.kposts import KPosts, read_kpost
from geo.gazetteer.place import QUERY_CHARS_MAX, FoundPlace, KPost, Place, PlaceKind
from geo.gazetteer.post_range import say_km
from geo.gazetteer.road_names import AreasOf, crossroads, road_places
from geo.gazetteer.whereabouts import Describer, Whereabouts
from geo.regions.areas import Area, AreaIndex
from geo.roads.segments import RoadSegment


@dataclass(frozen=True)
class Gazetteer:
    """A ``PlaceFinder`` over one region, and the way back; immutable, for any thread."""

    index: PlaceIndex
    kposts: KPosts
    describer: Describer
    areas_of: AreasOf

    @classmethod
    def build(
        cls,
        places: Sequence[Place],
        segments: Sequence[RoadSegment],
        kposts: Sequence[KPost],
        areas: Sequence[Area],
        area_names: Mapping[str, str],
    ) -> "Gazetteer":
        """Everything of a region; places without areas get those they lie in."""
        areas_of = AreaIndex(areas).chain
        placed = [p if p.areas else replace(p, areas=_codes(areas_of(p.point))) for p in places]
        everything = [
            *placed,
            *road_places(segments, areas_of),
            *crossroads(segments, areas_of),
        ]
        return cls(
            index=PlaceIndex(everything, area_names),
            kposts=KPosts(kposts, segments),
            describer=Describer([p for p in placed if p.kind is PlaceKind.TOWNSHIP], segments),
            areas_of=areas_of,
        )

    def find(self, query: str, near: Point | None = None, limit: int = 10) -> list[FoundPlace]:
        """See ``PlaceFinder``. A K-post that the region can measure comes first."""
        query = query[:QUERY_CHARS_MAX]
        posts = self._find_kpost(query, near)
        rest = self.index.find(query, near, limit) if limit > len(posts) else []
        return [*posts, *rest][: max(limit, 0)]

    def describe(self, point: Point) -> Whereabouts:
        """Where a point lies, in words."""
        return self.describer.describe(point, _codes(self.areas_of(point)))

    def _find_kpost(self, query: str, near: Point | None) -> list[FoundPlace]:
        said = read_kpost(query)
        if said is None:
            return []
        ref, k_km = said
        answers: list[FoundPlace] = []
        for spot in self.kposts.locate(ref, k_km):
            name = f"{ref} K{say_km(k_km)}"
            if spot.bearing_deg is not None:
                name += f"（{compass(spot.bearing_deg)[0]}侧）"
            place = Place(
                id=f"kpost:{name}",
                name=name,
                kind=PlaceKind.KPOST,
                point=spot.point,
                areas=_codes(self.areas_of(spot.point)),
                radius_m=spot.radius_m,
            )
            metres = round(distance_m(near, spot.point), 1) if near else None
            answers.append(FoundPlace(place, 1.0, metres))
        return sorted(answers, key=lambda found: (found.distance_m or 0.0, found.place.id))


def _codes(areas: Iterable[Area]) -> tuple[str, ...]:
    return tuple(area.code for area in areas)
