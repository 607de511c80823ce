"""Every name of a region in one gazetteer: seats, stations, hospitals, roads, what staff added."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from geo.coordinates import Point, distance_m
from geo.gazetteer import store
from geo.gazetteer.gazetteer import Gazetteer
from geo.gazetteer.place import Place, PlaceKind
from geo.regions.areas import Area, AreaKind
from geo.roads.drawing import main_roads
from geo.roads.segments import RoadSegment
from geo.roads.traits import RoadClass
from stations.region import Region

log = logging.getLogger("liandong.places")

_SETTLEMENTS = {PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE}
_SAME_PLACE_M = 2_000.0
"""A place of the pack and one of the map with one name so near are the same."""

_COMMITTEE = re.compile(r"(?<=.)(?:(村)?(?:村民委员会|村委会)|(社区)?(?:居民委员会|居委会))$")


def gazetteer_of(region: Region) -> Gazetteer:
    """The gazetteer of a region; takes about a second for 50,000 names."""
    names = {county.code: county.name for county in region.counties.values()}
    names |= {township.code: township.name for township in region.townships.values()}
    return Gazetteer.build(
        places=list(places_of(region)),
        segments=[road for road in _roads(region) if road.name or road.ref],
        kposts=[*region.kposts, *_imported(region).kposts],
        areas=region.areas,
        area_names=names,
    )


def places_of(region: Region) -> Iterator[Place]:
    """Whatever has a name and a point; what the pack itself says comes before the map."""
    own = list(_own_places(region))
    yield from own
    known: dict[str, list[Place]] = defaultdict(list)
    for place in own:
        known[place.name].append(place)
    for place in _imported(region).places:
        called = (other for name in (place.name, *place.aliases) for other in known.get(name, ()))
        if not any(_is_same(place, other) for other in called):
            yield _as_people_say(place)


def _is_same(mapped: Place, own: Place) -> bool:
    """Whether the map shows a place that the pack has already."""
    alike = mapped.kind is own.kind or {mapped.kind, own.kind} <= _SETTLEMENTS
    return alike and distance_m(mapped.point, own.point) <= max(own.reach_m, _SAME_PLACE_M)


def _own_places(region: Region) -> Iterator[Place]:
    """Seats, hospitals, stations, and what the centre's staff wrote down."""
    yield from _counties(region.areas)
    for township in region.townships.values():
        yield Place(
            id=f"township:{township.code}",
            name=township.name,
            kind=PlaceKind.TOWNSHIP,
            point=township.point,
            areas=(township.county_code, township.code),
            population=township.population,
        )
    for hospital in region.hospitals.values():
        yield Place(
            id=f"hospital:{hospital.code}",
            name=hospital.name,
            kind=PlaceKind.HOSPITAL,
            point=hospital.point,
            areas=(hospital.county_code,),
        )
    for unit in region.units.values():
        yield Place(
            id=f"station:{unit.code}",
            name=unit.name,
            kind=PlaceKind.STATION,
            point=unit.point,
            areas=tuple(filter(None, (unit.county_code, unit.township_code))),
        )
    yield from map(_as_people_say, region.places)


def _counties(areas: Iterable[Area]) -> Iterator[Place]:
    """A county is wide; its name alone still says which desk is concerned."""
    for area in areas:
        if area.kind is AreaKind.COUNTY:
            inside = area.polygon.representative_point()
            yield Place(
                id=f"county:{area.code}",
                name=area.name,
                kind=PlaceKind.COUNTY,
                point=Point(round(inside.x, 6), round(inside.y, 6)),
                areas=(area.code,),
            )


def _as_people_say(place: Place) -> Place:
    """Nobody says 村民委员会: a village is found by 土城村 too."""
    found = _COMMITTEE.search(place.name)
    if found is None:
        return place
    spoken = place.name[: found.start()] + ("社区" if found.group(2) else "村")
    return replace(place, aliases=(*place.aliases, spoken))


def _imported(region: Region) -> store.ImportedNames:
    """Names that were imported together with the roads; none when their file is spoiled."""
    beside = region.road_file and place_file_of(region.road_file)
    if not beside or not beside.is_file():
        return store.ImportedNames()
    try:
        return store.load(beside)
    except store.PlacesInvalid as error:
        log.error("%s", error)
        return store.ImportedNames()


def place_file_of(road_file: Path) -> Path:
    """Where the names stand that came with imported roads: ``roads.network``, ``roads.places``."""
    return road_file.with_suffix(".places")


def _roads(region: Region) -> Iterable[RoadSegment]:
    """Drawn roads, or the imported ones down to residential streets."""
    if region.road_file is None:
        return region.road_segments
    return main_roads(region.roads, RoadClass.LIVING_STREET)
