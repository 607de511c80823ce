"""The base map of a pack: from an OpenStreetMap extract, else from its own roads and areas."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from geo.basemap.archive import Archive
from geo.basemap.drawn import area_features, road_features
from geo.basemap.features import MapFeature, digest_of
from geo.basemap.known import KnownPlaces
from geo.basemap.tiling import ZOOM_MAX, ZOOM_MAX_DRAWN, Label, TileMaker
from geo.roads.drawing import main_roads
from geo.roads.traits import RoadClass
from stations.region import Region

if TYPE_CHECKING:  # needs pyosmium, which a pack's own roads do not
    from geo.roads.osm import Progress

FILE = "basemap.pmtiles"
"""Where the tiles lie in a pack."""

MARGIN_KM = 15.0
OSM_CREDIT = "© OpenStreetMap contributors (ODbL)"


def borders_of(region: Region) -> str:
    """Digest of what a map made from OpenStreetMap takes from the pack: its areas."""
    return digest_of(area_features(region.areas))


def digest_of_own(region: Region) -> str:
    """Digest of what a map made from the pack alone is made of; imported roads are not read."""
    return digest_of(own_features(region)) if region.road_file is None else borders_of(region)


def is_current(region: Region, archive: Archive) -> bool:
    """Whether a map still shows the pack's areas, and its roads where those were drawn."""
    return archive.made_from in (borders_of(region), digest_of_own(region))


def own_features(region: Region) -> Iterator[MapFeature]:
    """The areas and roads that the pack has itself; of imported roads all, down to tracks."""
    yield from area_features(region.areas)
    if region.road_file is None:
        yield from road_features(region.road_segments, sparse=True)
    else:
        everything = main_roads(region.roads, RoadClass.FERRY)
        yield from road_features(everything, sparse=False)


def make_own(
    region: Region, target: Path, maker: TileMaker, progress: "Progress | None" = None
) -> int:
    """Tiles from the pack's own roads and areas; how many features."""
    zoom_max = ZOOM_MAX_DRAWN if region.road_file is None else ZOOM_MAX
    label = Label(
        name=region.meta.name,
        attribution=region.meta.attribution,
        made_from=digest_of_own(region),
        zoom_max=zoom_max,
    )
    return maker.make(target, label, lambda _: own_features(region), progress)


def make_from_osm(
    region: Region,
    osm: Path,
    target: Path,
    maker: TileMaker,
    progress: "Progress",
    margin_km: float = MARGIN_KM,
) -> int:
    """Tiles from an extract, cut to the region and a margin; the borders are the pack's."""
    from geo.basemap.osm_features import OsmFeatures
    from geo.roads.osm.source import OsmSource
    from stations.regionpack.road_import import surroundings

    known = KnownPlaces((town.name, town.point) for town in region.townships.values())
    clip = surroundings(region, margin_km).clip
    assert clip is not None, "a region without any place is refused there"
    reader = OsmFeatures(OsmSource(osm), clip, known)
    attribution = region.meta.attribution
    if "openstreetmap" not in attribution.lower():
        attribution = f"{OSM_CREDIT} · {attribution}"
    label = Label(region.meta.name, attribution, borders_of(region), ZOOM_MAX)

    def features(folder: Path) -> Iterator[MapFeature]:
        yield from area_features(region.areas)
        yield from reader.read(progress, folder)

    return maker.make(target, label, features, progress)
