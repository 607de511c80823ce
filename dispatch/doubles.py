"""Is it the same happening (重复呼救, CALL-06; 催车, DSP-17)? Proposed by rule, decided by people.

Same number within 30 minutes; or within 300 m and 20 minutes with similar words. A caller from the
same number or place as an incident that is under way may as well be asking where the ambulance is.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from dispatch.board import Board
from dispatch.domain.records import Call, CallState, Incident, Location
from dispatch.likeness import ALIKE_FROM, likeness
from geo.coordinates import distance_m
from stations.region import Region

SAME_NUMBER_MS = 30 * 60_000
NEAR_MS = 20 * 60_000
NEAR_M = 300.0
PROPOSALS_MAX = 3

_NO_NUMBER_SHORTER_THAN = 5
"""A withheld number, or an extension: it says nothing of who calls."""


class DoubleKind(StrEnum):
    """What is proposed (建议)."""

    DUPLICATE = "duplicate"
    CHASING = "chasing"


DOUBLE_NAMES: dict[DoubleKind, tuple[str, str]] = {
    DoubleKind.DUPLICATE: ("疑似重复", "probably the same"),
    DoubleKind.CHASING: ("疑似催车", "probably chasing"),
}


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """Why two records may be one happening: the evidence, for a person to weigh.

    ``apart_ms`` is the time between them, ``distance_m`` the distance where both have a place, and
    ``text`` from 0 to 1 how similar the words are; None where one of them says nothing yet.
    """

    incident_id: str
    kind: DoubleKind
    same_number: bool
    apart_ms: int
    distance_m: float | None
    text: float | None

    @property
    def weight(self) -> tuple[bool, float, int]:
        """What comes first: the same number, then the nearer, then the newer."""
        far = self.distance_m if self.distance_m is not None else NEAR_M
        return (not self.same_number, far, self.apart_ms)


def incidents_like_call(board: Board, region: Region, call: Call) -> tuple[Likeness, ...]:
    """The open incidents that a call may be about; the likeliest first, few."""
    if call.incident_id is not None or call.call_class is not None:
        return ()
    me = _of_call(call)
    found = (
        _compare(board, region, me, incident)
        for incident in board.list_open_incidents()
        if incident.id not in call.declined
    )
    return _best(found)


def incidents_like_incident(
    board: Board, region: Region, incident: Incident
) -> tuple[Likeness, ...]:
    """The other open incidents that an incident may be the same as."""
    if incident.closed_ms is not None:
        return ()
    me = _of_incident(board, incident)
    found = (
        _compare(board, region, me, other)
        for other in board.list_open_incidents()
        if other.id not in (incident.id, *incident.apart_from) and other.kind is incident.kind
    )
    return _best(found)


def calls_in_hand(board: Board) -> Iterator[Call]:
    """Calls for which nothing is decided yet: those that a new incident may explain."""
    return (
        call
        for call in board.calls.values()
        if call.state in (CallState.RINGING, CallState.TALKING)
        and call.incident_id is None
        and call.call_class is None
    )


class _Sighting(msgspec.Struct, frozen=True):
    """What is known of a happening: who told it, when, where, in which words."""

    numbers: frozenset[str]
    first_ms: int
    last_ms: int
    location: Location | None
    words: str
    asks: bool
    """Somebody calls now: it may be a chasing call."""


def _of_call(call: Call) -> _Sighting:
    return _Sighting(
        _numbers([call]), call.rang_ms, call.rang_ms, call.location, call.words, asks=True
    )


def _of_incident(board: Board, incident: Incident) -> _Sighting:
    calls = [board.calls[i] for i in incident.call_ids if i in board.calls]
    words = " ".join([incident.address, incident.complaint, *(call.words for call in calls)])
    times = [call.rang_ms for call in calls] or [incident.opened_ms]
    place = incident.location
    return _Sighting(_numbers(calls), min(times), max(times), place, words, asks=False)


def _numbers(calls: list[Call]) -> frozenset[str]:
    return frozenset(c.number for c in calls if len(c.number) >= _NO_NUMBER_SHORTER_THAN)


def _compare(board: Board, region: Region, me: _Sighting, incident: Incident) -> Likeness | None:
    """The evidence, or None when there is not enough to propose anything."""
    other = _of_incident(board, incident)
    apart_ms = max(me.first_ms - other.last_ms, other.first_ms - me.last_ms, 0)
    same_number = bool(me.numbers & other.numbers)
    gap_m = _distance(me.location, other.location)
    under_way = any(task.active for task in board.tasks_of(incident))
    chasing = me.asks and under_way
    near = gap_m is not None and gap_m <= NEAR_M and apart_ms <= NEAR_MS
    # Who waits longest calls again: while a vehicle is under way, a number is known for as long.
    known = same_number and (apart_ms <= SAME_NUMBER_MS or chasing)
    if not (known or near):
        return None
    text = likeness(me.words, other.words, _common(region, incident))
    if not known and text is not None and text < ALIKE_FROM:
        return None
    return Likeness(
        incident_id=incident.id,
        kind=DoubleKind.CHASING if chasing and known else DoubleKind.DUPLICATE,
        same_number=same_number,
        apart_ms=apart_ms,
        distance_m=None if gap_m is None else round(gap_m, 1),
        text=None if text is None else round(text, 2),
    )


def _distance(one: Location | None, other: Location | None) -> float | None:
    return None if one is None or other is None else distance_m(one.point, other.point)


def _common(region: Region, incident: Incident) -> str:
    """The names of the areas it lies in: both records say them, being there."""
    county = region.counties.get(incident.county_code or "")
    township = region.townships.get(incident.township_code or "")
    return " ".join(area.name for area in (county, township) if area is not None)


def _best(found: Iterator[Likeness | None]) -> tuple[Likeness, ...]:
    likely = sorted((one for one in found if one is not None), key=lambda one: one.weight)
    return tuple(likely[:PROPOSALS_MAX])
