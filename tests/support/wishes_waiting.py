"""Wishes about events that wait and about referrals, sensible and not."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.acceptances import AcceptanceKind, IncidentKind
from dispatch.domain.offers import OfferWhy
from dispatch.domain.referrals import Direction, PatientBrief
from dispatch.domain.triage import Urgency
from stations.region import Region
from tests.support.small_world import EIGHT_MS, location

Draw = Callable[[st.SearchStrategy[Any]], Any]

HOUR_MS = 3_600_000
TIMES_MS = [None, EIGHT_MS - HOUR_MS, EIGHT_MS + HOUR_MS, EIGHT_MS + 8 * HOUR_MS, 2**52]
WORDS = ["", " ", "家属要求"]


def about_waiting(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about an event that waits, or should not."""
    incident_id = _known(draw, board.incidents)
    words, at_ms = _one(draw, WORDS), _one(draw, TIMES_MS)
    match draw(st.integers(0, 7)):
        case 0:
            details = c.IncidentDetails(
                urgency=_one(draw, list(Urgency)),
                location=location("郧阳"),
                destination_code=_known(draw, region.hospitals),
            )
            kind = _one(draw, list(IncidentKind))
            return c.OpenIncident(kind=kind, details=details, scheduled_ms=at_ms)
        case 1:
            return c.ParkReinforcement(incident_id=incident_id, note=words)
        case 2:
            return c.NoteNoVehicle(incident_id=incident_id, note=words)
        case 3:
            kind, target = _one(draw, list(AcceptanceKind)), _known(draw, region.hospitals)
            return c.NoteDecision(incident_id=incident_id, kind=kind, note=words, target=target)
        case 4:
            vehicle_id = _known(draw, region.vehicles)
            why = _one(draw, list(OfferWhy))
            return c.OfferVehicle(incident_id=incident_id, vehicle_id=vehicle_id, why=why)
        case 5:
            return c.DeclineOffer(incident_id=incident_id, reason=words)
        case 6:
            return c.ParkIncident(incident_id=incident_id, until_ms=at_ms, note=words)
        case _:
            return diversion(draw, board, region)


def diversion(draw: Draw, board: Board, region: Region) -> c.DivertTask:
    """Any task to any event, with any vehicle in its place."""
    other = _known(draw, region.vehicles) if draw(st.booleans()) else None
    return c.DivertTask(
        task_id=_known(draw, board.tasks),
        to_incident_id=_known(draw, board.incidents),
        override_reason=_one(draw, [None, "", "更急"]),
        replacement_vehicle_id=other,
    )


def about_referrals(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about a referral, asked again after it was answered, or before it was asked."""
    referral_id, words = _known(draw, board.referrals), _one(draw, WORDS)
    match draw(st.integers(0, 3)):
        case 0:
            return c.RequestReferral(
                from_hospital=_known(draw, region.hospitals),
                to_hospital=_known(draw, region.hospitals),
                direction=_one(draw, list(Direction)),
                patient=PatientBrief(age=_one(draw, [None, 61, -1])),
                reason=words,
            )
        case 1:
            yes = draw(st.booleans())
            return c.AnswerReferral(referral_id=referral_id, accepted=yes, reason=words)
        case 2:
            return c.ScheduleReferral(referral_id=referral_id, at_ms=_one(draw, TIMES_MS))
        case _:
            return c.CancelReferral(referral_id=referral_id, reason=words)


def _one(draw: Draw, choices: list[Any]) -> Any:
    return draw(st.sampled_from(choices))


def _known(draw: Draw, ids: Any) -> str:
    known: str = draw(st.sampled_from([*sorted(ids), "nobody's"]))
    return known
