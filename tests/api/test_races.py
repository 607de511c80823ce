"""Two desks at once, and a retry that must not do things twice."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx2

from tests.support.running import STREET, Running, Seat

REQUIREMENTS = ("DSP-16",)


def send(seat: Seat, incident_id: str, vehicle_id: str) -> httpx2.Response:
    return seat.post(f"/incidents/{incident_id}/dispatch", {"vehicle_id": vehicle_id})


def test_of_two_desks_sending_one_vehicle_exactly_one_wins_and_the_other_sees_the_next_best(
    server: Running,
) -> None:
    city, county = server.seat("city"), server.seat("city2")
    for _ in range(5):
        first, second = server.call_in(location=STREET), server.call_in(location=STREET)
        ranking = city.get(f"/incidents/{first}/candidates").json()
        best = ranking["ranked"][0]["vehicle_id"]
        with ThreadPoolExecutor(2) as pool:
            asked = [pool.submit(send, city, first, best), pool.submit(send, county, second, best)]
            answers = [future.result() for future in asked]
        assert sorted(a.status_code for a in answers) == [200, 409]
        won = next(a for a in answers if a.status_code == 200).json()
        lost = next(a for a in answers if a.status_code == 409).json()
        assert lost["code"] == "vehicle_taken"
        assert lost["vehicle_id"] == best
        assert lost["incident_id"] == won["incident_id"]
        assert lost["winner"]["name"].endswith(("调度", "席"))
        assert lost["next_best"]["vehicle_id"] != best
        assert lost["next_best"]["group"] == "ready"


def test_of_two_desks_answering_one_call_exactly_one_gets_it(server: Running) -> None:
    server.seat("gateway").do("/calls", {"call_id": "race-1", "number": "110"})
    seats = [server.seat("city"), server.seat("city2")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda seat: seat.post("/calls/race-1/answer"), seats))
    assert sorted(a.status_code for a in answers) == [200, 409]
    lost = next(a for a in answers if a.status_code == 409).json()
    assert lost["code"] == "call_taken"
    assert lost["winner"]["user"] in ("city", "city2")


def test_a_retry_with_the_same_key_gets_the_same_answer_and_does_nothing(server: Running) -> None:
    desk, key = server.seat("city"), str(uuid4())
    incident_id = server.call_in(location=STREET)
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    order = {"vehicle_id": ranking["ranked"][0]["vehicle_id"], "answer_id": ranking["answer_id"]}
    path = f"/incidents/{incident_id}/dispatch"
    first = desk.post(path, order, key)
    again = desk.post(path, dict(reversed(order.items())), key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    incident = desk.get(f"/incidents/{incident_id}").json()
    assert len(incident["tasks"]) == 1


def test_twenty_retries_at_once_send_one_vehicle(server: Running) -> None:
    desk, key = server.seat("city"), str(uuid4())
    incident_id = server.call_in(location=STREET)
    best = desk.get(f"/incidents/{incident_id}/candidates").json()["ranked"][0]["vehicle_id"]
    path = f"/incidents/{incident_id}/dispatch"
    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(desk.post, path, {"vehicle_id": best}, key) for _ in range(20)]
        answers = [future.result() for future in tries]
    assert {a.status_code for a in answers} == {200}
    assert len({a.json()["seq"] for a in answers}) == 1


def test_a_key_used_for_another_wish_is_refused(server: Running) -> None:
    desk, key = server.seat("city"), str(uuid4())
    incident_id = server.call_in()
    assert desk.post(f"/incidents/{incident_id}/park", {}, key).status_code == 200
    refused = desk.post(f"/incidents/{incident_id}/wake", {}, key)
    assert refused.status_code == 409
    assert refused.json()["code"] == "idempotency_key_reused"
