"""A small region with a numbered road: 18.8 km of G209 with posts, and only a track beside it."""

import json
from pathlib import Path

from stations import regionpack
from stations.region import Region
from tests.stations.region_packs import write_pack

ROADS = {
    "G209": [[110.10, 32.10], [110.20, 32.10], [110.30, 32.10]],
    "X7": [[110.10, 32.10], [110.10, 32.16]],
}
KPOSTS = """\
路线号,桩号,经度,纬度
G209,1230,110.12,32.10
G209,1245,110.28,32.10
"""
"""15.07 km between the two posts."""


def post_region(folder: Path) -> Region:
    """东镇 and 西镇 with one road between them, posted from K1230 to K1245."""
    pack = write_pack(folder)
    (pack / "kposts.csv").write_text(KPOSTS, encoding="utf-8")
    features = [
        {
            "type": "Feature",
            "properties": {"class": "county_road", "name": name},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for name, line in ROADS.items()
    ]
    roads = {"type": "FeatureCollection", "features": features}
    (pack / "roads.geojson").write_text(json.dumps(roads), encoding="utf-8")
    return regionpack.load(pack)
