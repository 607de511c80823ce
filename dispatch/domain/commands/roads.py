"""Wishes about roads that cannot be driven as usual."""

from dispatch.domain.commands.base import Command
from geo.roads.restrictions import Shape


class CloseRoad(Command, frozen=True, kw_only=True):
    """Nobody gets through there (封路, DSP-20); ``name`` is the road as the map calls it."""

    shape: Shape
    name: str = ""
    note: str = ""
    from_ms: int | None = None
    until_ms: int | None = None


class SlowRoad(Command, frozen=True, kw_only=True):
    """One gets through at this share of the usual speed (慢行, DSP-20)."""

    shape: Shape
    factor: float
    name: str = ""
    note: str = ""
    from_ms: int | None = None
    until_ms: int | None = None


class ReopenRoad(Command, frozen=True, kw_only=True):
    """A closure or slow zone is over (解除管制)."""

    restriction_id: str


class ChangeRoadEnd(Command, frozen=True, kw_only=True):
    """It will last longer, or shorter, than was told (改期); without a time, until it is lifted."""

    restriction_id: str
    until_ms: int | None


RoadCommand = CloseRoad | SlowRoad | ReopenRoad | ChangeRoadEnd
