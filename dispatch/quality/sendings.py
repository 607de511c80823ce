"""Orders (派车) with the list that lay on the table, their ground, and when the crew was there."""

from collections.abc import Iterable

import msgspec

from dispatch.domain import events as e
from dispatch.domain.acceptances import CAN_WAIT, NOT_REPORTED, IncidentKind
from dispatch.domain.actors import Actor
from dispatch.domain.decisions import Decision
from stations.status import TaskResult, VehicleState

KINDS = ("IncidentOpened", "IncidentDescribed", "VehicleDispatched", "TaskStepped", "TaskEnded")
"""The events that ``sendings`` needs."""

OPENED_BEFORE_MS = 24 * 3_600_000
"""An event is opened at most so long before its last order; older ones count without a place."""


class Sending(msgspec.Struct, kw_only=True):
    """One order; ``decision`` is None where no list lay on the table."""

    task_id: str
    incident_id: str
    at_ms: int
    by: Actor
    vehicle_id: str
    decision: Decision | None
    rescue: bool
    """An emergency; transfers and what else can wait count apart."""
    first_call_ms: int | None = None
    county: str | None = None
    township: str | None = None
    arrived_ms: int | None = None
    result: TaskResult | None = None

    @property
    def followed(self) -> bool | None:
        """Whether the recommended vehicle went; None where none was recommended."""
        if self.decision is None or self.decision.recommended is None:
            return None
        return self.decision.recommended == self.vehicle_id

    @property
    def drive_s(self) -> float | None:
        """From the order to the scene, as it was."""
        return None if self.arrived_ms is None else (self.arrived_ms - self.at_ms) / 1000


class _Event(msgspec.Struct):
    """What is known of an event when somebody is sent to it."""

    kind: IncidentKind
    first_call_ms: int | None = None
    county: str | None = None
    township: str | None = None


def sendings(events: Iterable[e.AnyEvent], from_ms: int, to_ms: int) -> list[Sending]:
    """Every reported order given from one moment up to another, in the order of the journal.

    ``events`` begin ``OPENED_BEFORE_MS`` earlier and go on until the crews were there. An event
    that turns out a drill is left out, whenever that was said.
    """
    known: dict[str, _Event] = {}
    orders: dict[str, Sending] = {}
    for event in events:
        match event:
            case e.IncidentOpened():
                known[event.incident_id] = _Event(event.kind, event.first_call_ms)
            case e.IncidentDescribed():
                _describe(known.setdefault(event.incident_id, _Event(IncidentKind.RESCUE)), event)
            case e.VehicleDispatched() if from_ms <= event.at_ms < to_ms:
                orders[event.task_id] = Sending(
                    task_id=event.task_id,
                    incident_id=event.incident_id,
                    at_ms=event.at_ms,
                    by=event.by,
                    vehicle_id=event.vehicle_id,
                    decision=event.decision,
                    rescue=True,
                )
            case e.TaskStepped(state=VehicleState.ON_SCENE) if event.task_id in orders:
                orders[event.task_id].arrived_ms = event.at_ms
            case e.TaskEnded() if event.task_id in orders:
                orders[event.task_id].result = event.result
            case _:
                pass
    return [one for one in orders.values() if _place(one, known.get(one.incident_id))]


def _describe(known: _Event, event: e.IncidentDescribed) -> None:
    if isinstance(event.details.kind, IncidentKind):
        known.kind = event.details.kind
    if event.county_code is not None or event.moved:
        known.county, known.township = event.county_code, event.township_code


def _place(one: Sending, known: _Event | None) -> bool:
    """Put the order on its ground; False where it is none that reports count."""
    if known is None:
        return True
    one.first_call_ms, one.county, one.township = known.first_call_ms, known.county, known.township
    one.rescue = known.kind not in CAN_WAIT
    return known.kind not in NOT_REPORTED


def first_there(orders: Iterable[Sending]) -> list[Sending]:
    """Of each event the order whose crew was there first; events nobody reached are left out."""
    found: dict[str, Sending] = {}
    for one in orders:
        best = found.get(one.incident_id)
        if one.arrived_ms is not None and (best is None or one.arrived_ms < (best.arrived_ms or 0)):
            found[one.incident_id] = one
    return list(found.values())


def level_name(of: str) -> str:
    """A tier as reports call it."""
    tiers = {"city": "市级", "county": "县级", "township": "乡级"}
    return f"{tiers[of]} {of}" if of in tiers else of
