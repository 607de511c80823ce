"""Kilometre posts of a map: whose road each of them measures."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from geo.coordinates.metric import METRES_PER_DEGREE
from geo.gazetteer.osm_names import Milestone
from geo.gazetteer.place import KPost
from geo.gazetteer.road_names import labels_of
from geo.roads.segments import RoadSegment

_BESIDE_M = 60.0
"""A post stands at the edge of its road."""


def posts_on_roads(milestones: Sequence[Milestone], segments: Iterable[RoadSegment]) -> list[KPost]:
    """Each post with its road's number; one that names none belongs to the nearest numbered road.

    A post that names none and stands by no such road measures nothing and is left out.
    """
    if not milestones:
        return []
    numbered = [segment for segment in segments if segment.ref]
    middle = np.radians(np.mean([post.point.lat for post in milestones]))
    scale = np.array([np.cos(middle), 1.0]) * METRES_PER_DEGREE
    tree = shapely.STRtree([shapely.LineString(np.array(s.coordinates) * scale) for s in numbered])
    posts: list[KPost] = []
    for post in milestones:
        ref = post.ref
        if not ref and numbered:
            spot = shapely.Point(np.array([post.point.lon, post.point.lat]) * scale)
            near = tree.query_nearest(spot, max_distance=_BESIDE_M)
            ref = min((labels_of(numbered[i])[-1] for i in near.tolist()), default="")
        if ref:
            posts.append(KPost(ref=ref, k_km=post.k_km, point=post.point))
    return posts
