"""Where a vehicle waits when nothing else is known: at its post while that lasts, else home."""

from dispatch.board import Board
from geo.coordinates import Point
from stations.region import Region


def base_of(board: Board, region: Region, vehicle_id: str, now_ms: int) -> Point:
    """The place a vehicle counts from without a position of its own (ORG-10)."""
    for post in board.posts.values():
        if vehicle_id in post.vehicle_ids and post.in_force(now_ms):
            return post.point
    return region.units[region.vehicles[vehicle_id].station_code].point
