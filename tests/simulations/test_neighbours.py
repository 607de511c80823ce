"""Colleagues lend vehicles to neighbours, and ask before they send a neighbour's."""

from typing import Any

from simulations.day.views import CandidateView, RankingView
from tests.simulations import test_colleagues as desks
from tests.support.day_world import NOON_MS, changes

REQUIREMENTS = ("DSP-04",)


def asked(**more: Any) -> dict[str, Any]:
    """A request of the desk of C1 for a vehicle of C2."""
    plain = {
        "id": "K1",
        "incident_id": "I1",
        "vehicle_id": "V009",
        "asked_of": "C2",
        "state": "open",
        "asked_ms": NOON_MS,
    }
    return {**plain, **more}


def test_a_neighbour_gets_an_answer_after_a_look() -> None:
    board = changes(boundaries=[asked()])
    assert desks.said_after(NOON_MS + 4_000, board) == []
    (user, path, wish), *more = desks.said_after(NOON_MS + 26_000, board)
    assert (user, path, more) == ("xixian", "/api/boundary/K1/answer", [])
    assert wish["granted"] or wish["reason"]


def test_a_note_is_read_and_what_is_settled_is_left_alone() -> None:
    note = changes(boundaries=[asked(state="noted")])
    (_, _, wish), *_ = desks.said_after(NOON_MS + 26_000, note)
    assert wish == {"granted": True, "reason": ""}
    settled = changes(boundaries=[asked(state="lapsed")])
    assert desks.said_after(NOON_MS + 26_000, settled) == []


def test_a_neighbours_vehicle_is_asked_for_once_and_waited_for(monkeypatch: Any) -> None:
    first = CandidateView(vehicle_id="V009", name="邻09", group="ready", boundary="ask")
    own = CandidateView(vehicle_id="V002", name="本02", group="ready")
    monkeypatch.setattr(desks, "RANKING", RankingView("R1", (first, own)))
    board, late_ms = desks.of_a_colleague(), NOON_MS + 41_000
    wish = {"vehicle_id": "V009", "answer_id": "R1"}
    assert desks.said_after(late_ms, board) == [("xixian", "/api/incidents/I1/neighbour", wish)]
    waiting = changes(boundaries=[asked(asked_of="C9")])
    assert desks.said_after(late_ms, board, waiting) == []
    refused = changes(boundaries=[asked(asked_of="C9", state="refused")])
    order = {"vehicle_id": "V002", "answer_id": "R1"}
    assert desks.said_after(late_ms, board, refused) == [
        ("xixian", "/api/incidents/I1/dispatch", order)
    ]
