"""What the times of the roads are made of: the hour, with siren and without, live speeds, closures.

Per stretch one of three counts: closed or slow by order (``restricted``), learned from the fleet
(``live``), or the profile alone, which is everything that is not told here.
"""

from typing import Any, Literal

import msgspec
import numpy as np

from console.roads.fleet_speeds import SpeedCoverage
from console.roads.works import RoadWorks, Timed
from geo.roads.driving import PARTS_OF_DAY
from geo.roads.live_speeds import Learned

DIGITS = 5
FEATURES_MAX = 5000


class RoadTimesView(msgspec.Struct, frozen=True, kw_only=True):
    """Which times rankings go by.

    ``basis`` is ``classes`` where roads carry their class, ``drawn`` where a pack's own lines have
    hours and siren by town and country alone. ``part_of_day`` counts from 0, ``workday`` chooses
    between two sets of factors; both are null while no roads are loaded.
    """

    basis: Literal["classes", "drawn"] | None
    part_of_day: int | None
    workday: bool | None
    siren_version: str
    calm_version: str
    live: SpeedCoverage


def times_view(
    works: RoadWorks | None, hour: int | None, versions: tuple[str, str], live: SpeedCoverage
) -> RoadTimesView:
    """The view of what is in force."""
    siren_version, calm_version = versions
    basis: Literal["classes", "drawn"] | None = None
    if works is not None:
        basis = "drawn" if works.network.traits is None else "classes"
    return RoadTimesView(
        basis=basis,
        part_of_day=None if hour is None else hour % PARTS_OF_DAY,
        workday=None if hour is None else hour < PARTS_OF_DAY,
        siren_version=siren_version,
        calm_version=calm_version,
        live=live,
    )


def live_speeds_geojson(works: RoadWorks, timed: Timed, learned: Learned, limit: int) -> Any:
    """The stretches whose times the fleet taught, those that differ most first."""
    network, state = works.network, timed.state
    chosen = np.argsort(-np.abs(np.log(learned.factor)), kind="stable")[:limit]
    restricted = np.isin(learned.arcs, state.changed)
    features = []
    for i in chosen.tolist():
        arc = int(learned.arcs[i])
        _, lon, lat = network.shape(arc)
        km = float(network.arc_metres[arc]) / 1000
        line = zip(lon.round(DIGITS).tolist(), lat.round(DIGITS).tolist(), strict=True)
        properties = {
            "name": network.names[network.arc_name[arc]],
            "source": "restricted" if restricted[i] else "live",
            "kmh": round(km / float(state.network.arc_seconds[arc]) * 3600, 1),
            "usual_kmh": round(km / float(timed.expected[arc]) * 3600, 1),
            "vehicles": int(learned.vehicles[i]),
            "age_s": round(float(learned.age_s[i])),
        }
        geometry = {"type": "LineString", "coordinates": list(line)}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {
        "type": "FeatureCollection",
        "at_ms": learned.at_ms,
        "complete": len(features) == len(learned.arcs),
        "features": features,
    }
