"""Roads for a pack out of an OpenStreetMap extract: cut to the region, told what is town."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.coordinates.metric import METRES_PER_DEGREE
from geo.gazetteer import store as places
from geo.gazetteer.milestones import posts_on_roads
from geo.gazetteer.osm_names import read_names
from geo.roads import store
from geo.roads.drawing import main_roads
from geo.roads.osm import ImportReport, OsmInvalid, Place, Progress, Surroundings, import_roads
from geo.roads.osm.source import OsmSource
from geo.roads.profiles import ambulance, read_profile
from geo.roads.traits import RoadClass
from stations.places import place_file_of
from stations.region import Region
from stations.regionpack.loader import load
from stations.regionpack.manifest import FILE as MANIFEST_FILE
from stations.regionpack.own_profile import FILE as OWN_PROFILE

ROAD_FILE = "roads.network"
MARGIN_KM = 15.0
"""Roads beyond the border: the next county's stations help, and the shortest way may lead over
its ground.
"""

_SECTION = re.compile(r"^[ \t]*\[[ \t]*roads[ \t]*\]", re.MULTILINE)


class Imported(NamedTuple):
    """What an import brought: the roads' report, places, and kilometre posts used and unusable."""

    roads: ImportReport
    places: int
    kposts: int
    kposts_lost: int

    def lines(self) -> list[str]:
        """The report to print, Chinese first."""
        return [
            *self.roads.lines(),
            f"地名 {self.places} 个，里程桩 {self.kposts} 根；"
            f"另有 {self.kposts_lost} 根不知属于哪条路，未采用",
            f"  {self.places} places, {self.kposts} kilometre posts; "
            f"{self.kposts_lost} more stand by no known road and were left out",
        ]


def import_into(
    pack: Path, osm: Path, progress: Progress | None = None, margin_km: float = MARGIN_KM
) -> Imported:
    """Import the roads and names of a pack and let its manifest name them.

    The old ones stay on failure.
    """
    region, _ = load(pack, strict=False)
    own = pack / OWN_PROFILE
    profile = read_profile(own) if own.is_file() else ambulance()
    around = surroundings(region, margin_km)
    network, report = import_roads(osm, around, profile, progress)
    names = read_names(OsmSource(osm), around.clip, progress)
    target = region.road_file or pack / ROAD_FILE
    kposts = posts_on_roads(names.milestones, main_roads(network, RoadClass.LIVING_STREET))
    # Names first: when the disk is full, new names beside old roads do no harm.
    places.save((spot.place for spot in names.spots), place_file_of(target), kposts)
    store.save(network, target, {"file": osm.name, "profile": profile.name})
    if region.road_file is None:
        _name_in_manifest(pack / MANIFEST_FILE, target.name)
    return Imported(report, len(names.spots), len(kposts), len(names.milestones) - len(kposts))


def surroundings(region: Region, margin_km: float) -> Surroundings:
    """What the importer needs to know of a region."""
    seats = tuple(_places(region))
    shapes = [area.polygon for area in region.areas]
    # Without drawn areas the seats and stations say roughly where the region lies.
    shapes = shapes or [shapely.Point(p.point.lon, p.point.lat) for p in seats]
    if not shapes:
        raise OsmInvalid(
            "地区包没有区域也没有站点，不知道截取哪里。改法：先填 areas 或 units.csv",
            "the pack has neither areas nor stations. Remedy: fill in areas or units.csv first",
        )
    towns = [a.polygon for a in region.areas if _is_urban(region, a.code)]
    return Surroundings(
        clip=_widened(shapely.union_all(shapes), margin_km),
        urban=shapely.union_all(towns) if towns else None,
        places=seats,
    )


def _places(region: Region) -> Iterator[Place]:
    """Township seats, stations and hospitals."""
    for kind in (region.townships, region.units, region.hospitals):
        for item in kind.values():
            yield Place(item.name, item.point)


def _is_urban(region: Region, code: str) -> bool:
    township = region.townships.get(code)
    return township is not None and township.urban


def _widened(shape: BaseGeometry, margin_km: float) -> BaseGeometry:
    """The shape with a margin, on a plane where a degree is equally long both ways."""
    shrink = float(np.cos(np.radians(shape.centroid.y)))
    plane = affinity.scale(shape, shrink, 1.0, origin=(0.0, 0.0))
    margin = margin_km * 1000.0 / METRES_PER_DEGREE
    wide = plane.simplify(margin / 20).buffer(margin, quad_segs=4)
    return affinity.scale(wide, 1.0 / shrink, 1.0, origin=(0.0, 0.0))


def _name_in_manifest(manifest: Path, file: str) -> None:
    """Put ``[roads] file`` into the manifest; every other line stays as it is."""
    content = manifest.read_bytes().decode("utf-8")
    line_end = "\r\n" if "\r\n" in content else "\n"
    entry = f'file = "{file}"          # liandong region roads'
    if header := _SECTION.search(content):
        content = content[: header.end()] + line_end + entry + content[header.end() :]
    else:
        content = line_end.join([content.rstrip(), "", "[roads]", entry, ""])
    with tempfile.NamedTemporaryFile(dir=manifest.parent, delete=False) as new:
        new.write(content.encode("utf-8"))
    os.chmod(new.name, manifest.stat().st_mode & 0o777)
    os.replace(new.name, manifest)
