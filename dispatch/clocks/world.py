"""What a clock may look at, and what it says: whether it runs, since when, by whose limit."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from dispatch.board import Board
from dispatch.domain.alarms import About
from dispatch.domain.limits import Limit, LimitBook
from dispatch.domain.records import Task
from stations.organisation import UnitKind
from stations.region import Region


def _unheard(vehicle_id: str) -> int | None:
    return None


def _as_promised(task: Task) -> int | None:
    return task.eta_ms


@dataclass(frozen=True)
class Running:
    """A clock that runs over one record.

    ``since_ms`` tells one run from the next over the same record; ``unit`` is the desk that must
    know, ``due_ms`` when the limit of ``limit_s`` seconds will be passed.
    """

    since_ms: int
    due_ms: int
    limit_s: int
    unit: str
    about: About


@dataclass
class World:
    """The board and the region; positions and fresh arrivals only where the caller has them."""

    board: Board
    region: Region
    heard_ms: Callable[[str], int | None] = _unheard
    expected_ms: Callable[[Task], int | None] = _as_promised

    @cached_property
    def limits(self) -> LimitBook:
        """The limits as set now."""
        return LimitBook(self.board.limits.values(), self.region)

    def renew_limits(self) -> None:
        """A setting has changed."""
        self.__dict__.pop("limits", None)

    def desk_of(self, unit: str) -> str:
        """The desk that looks after a unit: the nearest centre above it."""
        units = self.region.units
        code: str | None = unit
        while code in units and units[code].kind is UnitKind.STATION:
            code = units[code].parent
        return code if code in units else self.region.meta.city_centre

    def station_of(self, vehicle_id: str) -> str:
        """The station a vehicle belongs to: its limits are the station's."""
        vehicle = self.region.vehicles.get(vehicle_id)
        return vehicle.station_code if vehicle else self.region.meta.city_centre

    def running(
        self, limit: Limit, *, since_ms: int, of_unit: str, desk: str | None = None, about: About
    ) -> Running:
        """The plain clock: this long after ``since_ms``, by the limit of a unit at that time."""
        limit_s = self.limits.seconds(limit, of_unit, since_ms)
        return Running(
            since_ms=since_ms,
            due_ms=since_ms + limit_s * 1000,
            limit_s=limit_s,
            unit=self.desk_of(desk or of_unit),
            about=about,
        )
