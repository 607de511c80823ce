"""A stretch of road as a person draws it: one line with its class and direction."""

import msgspec


class RoadSegment(msgspec.Struct, frozen=True, kw_only=True):
    """One road line, WGS-84 (lon, lat) vertices. ``schematic`` marks a line nobody surveyed."""

    coordinates: tuple[tuple[float, float], ...]
    road_class: str
    name: str = ""
    ref: str = ""
    oneway: bool = False
    schematic: bool = False
    speed_kmh: float | None = None
    length_m: float | None = None
