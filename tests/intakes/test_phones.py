"""Phones at a real server: who moves a vehicle, who does not, and what each is answered."""

import time
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.field.intakes import BURST_FIXES
from geo.coordinates import Datum, Point, distance_m, from_wgs84
from stations.terminals.clocks import SAMPLES
from tests.intakes.conftest import Phones

REQUIREMENTS = ("VEH-04",)

HERE = Point(110.80, 32.63)
YEARS_S = 10 * 365 * 86_400


def sends(phones: Phones, name: str, key: str, /, **more: Any) -> httpx2.Response:
    """Traccar Client's older form, with the key in the address."""
    told: dict[str, Any] = {
        "id": name,
        "lat": HERE.lat,
        "lon": HERE.lon,
        "timestamp": round(time.time()),
        **more,
    }
    return phones.http.get(f"/intake/osmand/{key}", params=told)


def tracks(
    phones: Phones, user: str, key: str, /, device: str = "", **more: Any
) -> httpx2.Response:
    """OwnTracks in its HTTP mode."""
    told = {"_type": "location", "tid": "01", "tst": round(time.time()), "lat": HERE.lat,
            "lon": HERE.lon, **more}  # fmt: skip
    headers = {"X-Limit-U": user, "X-Limit-D": device} if device else {}
    return phones.http.post("/intake/owntracks", json=told, auth=(user, key), headers=headers)


def test_a_phone_with_traccar_client_moves_its_vehicle(phones: Phones) -> None:
    vehicle = phones.vehicle()
    terminal = phones.enter("osmand", "P1", vehicle_id=vehicle)
    assert not phones.entry(terminal)["registered"]
    key = phones.key(terminal)
    answer = sends(phones, "P1", key, speed=20)
    assert (answer.status_code, answer.text) == (200, "ok")
    assert phones.place(vehicle) == pytest.approx((HERE.lon, HERE.lat))
    assert phones.server.system.positions.latest[vehicle].speed_kmh == pytest.approx(37.04)
    entry = phones.entry(terminal)
    assert entry["registered"]
    assert abs(entry["last_seen_ms"] - time.time() * 1000) < 60_000


def test_the_key_may_come_by_path_query_or_login_and_the_position_as_json(phones: Phones) -> None:
    terminal = phones.enter("osmand", "P2", vehicle_id=phones.vehicle())
    key = phones.key(terminal)
    now = time.time()
    body = {"device_id": "P2", "location": {
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 20)),
        "coords": {"latitude": HERE.lat, "longitude": HERE.lon, "speed": 1.0}}}  # fmt: skip
    assert phones.http.post(f"/intake/osmand/{key}", json=body).text == "ok"
    query: dict[str, Any] = {
        "id": "P2",
        "lat": HERE.lat,
        "lon": HERE.lon,
        "timestamp": round(now - 10),
    }
    by_query = phones.http.post("/intake/osmand", params={**query, "key": key})
    assert by_query.text == "ok"
    query["timestamp"] = round(now)
    by_login = phones.http.post("/intake/osmand", data=query, auth=("P2", key))
    assert by_login.text == "ok"


def test_a_phone_with_owntracks_moves_its_vehicle_and_is_answered_a_list(phones: Phones) -> None:
    vehicle = phones.vehicle()
    key = phones.key(phones.enter("owntracks", "crew/v9", vehicle_id=vehicle))
    answer = tracks(phones, "crew", key, "v9", vel=42)
    assert (answer.status_code, answer.json()) == (200, [])
    assert phones.place(vehicle) == pytest.approx((HERE.lon, HERE.lat))
    for other in ({"_type": "status"}, {"_type": "lwt", "tst": 1}):
        headers = {"X-Limit-U": "crew", "X-Limit-D": "v9"}
        said = phones.http.post(
            "/intake/owntracks", json=other, auth=("crew", key), headers=headers
        )
        assert (said.status_code, said.json()) == (200, [])
    by_topic = tracks(
        phones, "crew", key, topic="owntracks/crew/v9", lat=HERE.lat + 1e-4, tst=time.time() + 5
    )
    assert by_topic.json() == []
    assert phones.place(vehicle) == pytest.approx((HERE.lon, HERE.lat + 1e-4))


def test_who_is_not_registered_moves_nothing_and_is_shown_to_the_administrator(
    phones: Phones,
) -> None:
    before = phones.refused("osmand").get("unknown", 0)
    answer = sends(phones, "STRANGER", "guess")
    assert answer.status_code == 401, "the phone keeps its positions until it is registered"
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert phones.refused("osmand")["unknown"] == before + 1
    strangers = phones.server.seat("admin").get("/gateway").json()["strangers"]
    assert ("STRANGER", "osmand", "unknown") in {
        (each["phone"], each["protocol"], each["reason"]) for each in strangers
    }


def test_another_key_a_blocked_device_and_another_door_are_refused(phones: Phones) -> None:
    vehicle = phones.vehicle()
    terminal = phones.enter("osmand", "P3", vehicle_id=vehicle)
    assert sends(phones, "P3", "none-yet").status_code == 401
    former = phones.key(terminal)
    key = phones.key(terminal)
    assert sends(phones, "P3", former).status_code == 401, "a new key ends the former one"
    assert tracks(phones, "P3", key).status_code == 401, "it is no OwnTracks phone"
    phones.server.seat("admin").patch(f"/terminals/{terminal}", {"enabled": False})
    assert sends(phones, "P3", key).status_code == 401
    assert phones.place(vehicle) is None
    phones.server.seat("admin").patch(f"/terminals/{terminal}", {"enabled": True})
    assert sends(phones, "P3", key).text == "ok"
    counted = phones.refused("osmand")
    assert {"no_key", "wrong_key", "disabled"} <= counted.keys()
    assert phones.refused("owntracks")["other_protocol"] >= 1


def test_a_device_that_is_bound_to_no_vehicle_is_heard_and_moves_nothing(phones: Phones) -> None:
    terminal = phones.enter("osmand", "P4")
    answer = sends(phones, "P4", phones.key(terminal))
    assert (answer.status_code, answer.text) == (200, "unbound_terminal")
    assert phones.entry(terminal)["last_seen_ms"] is not None


def test_a_bad_position_never_keeps_back_the_good_ones_behind_it(phones: Phones) -> None:
    vehicle = phones.vehicle()
    key = phones.key(phones.enter("osmand", "P5", vehicle_id=vehicle))
    bad: list[dict[str, Any]] = [
        {"lat": 99},
        {"lon": "here"},
        {"timestamp": "yesterday"},
        {"lat": 0, "lon": 0},
        {"valid": "false"},
        {"accuracy": 99_999},
    ]
    queue = [*bad, {"lat": HERE.lat}]
    while queue:  # as Traccar Client works its queue off: the oldest, until it is taken
        answer = sends(phones, "P5", key, **queue[0])
        assert answer.status_code == 200, answer.text
        assert (answer.text == "ok") == (len(queue) == 1)
        queue.pop(0)
    assert phones.place(vehicle) == pytest.approx((HERE.lon, HERE.lat))


def test_two_devices_cannot_claim_one_vehicle(phones: Phones) -> None:
    vehicle = phones.vehicle()
    first = phones.enter("osmand", "P6", vehicle_id=vehicle)
    second: dict[str, Any] = {
        "id": "X-P7",
        "device_id": "P7",
        "protocol": "owntracks",
        "vehicle_id": vehicle,
    }
    refused = phones.server.seat("admin").post("/terminals", second)
    assert refused.status_code == 409
    assert first in refused.json()["detail"]
    fitted = next(iter(phones.server.system.terminals.registry.terminals.values()))
    second["vehicle_id"] = fitted.vehicle_id
    assert phones.server.seat("admin").post("/terminals", second).status_code == 409


def test_a_device_whose_positions_are_in_another_datum_is_put_right_by_its_entry(
    phones: Phones,
) -> None:
    vehicle = phones.vehicle()
    terminal = phones.enter("osmand", "P8", vehicle_id=vehicle, datum="gcj02")
    lon, lat = from_wgs84(HERE, Datum.GCJ02)
    assert sends(phones, "P8", phones.key(terminal), lon=lon, lat=lat).text == "ok"
    place = phones.place(vehicle)
    assert place is not None
    assert distance_m(Point(*place), HERE) < 1
    assert distance_m(Point(lon, lat), HERE) > 300


@pytest.mark.parametrize(("name", "off_s"), [("P9", -YEARS_S), ("P10", YEARS_S)])
def test_a_clock_that_is_years_off_is_learnt_and_put_right(
    phones: Phones, name: str, off_s: int
) -> None:
    vehicle = phones.vehicle()
    terminal = phones.enter("osmand", name, vehicle_id=vehicle)
    key = phones.key(terminal)
    answers = [
        sends(phones, name, key, timestamp=round((time.time() + off_s) * 1000)).text
        for _ in range(SAMPLES + 1)
    ]
    assert "ok" in answers[SAMPLES - 1 :], answers
    assert "ok" not in answers[: SAMPLES - 1]
    live = phones.server.system.positions.latest[vehicle]
    assert abs(live.at_ms - time.time() * 1000) < 60_000
    shown = phones.server.seat("admin").get("/gateway").json()["clocks_off_ms"][terminal]
    assert shown == pytest.approx(off_s * 1000, abs=60_000)


def test_a_flood_is_told_to_wait_and_the_door_stays_open_for_others(phones: Phones) -> None:
    vehicle = phones.vehicle()
    flooding = phones.key(phones.enter("osmand", "P11", vehicle_id=vehicle))
    quiet = phones.key(phones.enter("osmand", "P12", vehicle_id=phones.vehicle()))
    answers = (sends(phones, "P11", flooding) for _ in range(BURST_FIXES * 3))
    taken, answer = 0, next(answers)
    while answer.status_code == 200:
        taken, answer = taken + 1, next(answers)
    assert answer.status_code == 429
    assert taken >= BURST_FIXES, "what a phone kept for an hour may come all at once"
    assert int(answer.headers["retry-after"]) > 0
    assert phones.refused("osmand")["flood"] >= 1
    assert sends(phones, "P12", quiet).text == "ok"


def test_who_guesses_keys_is_slowed_down(phones: Phones) -> None:
    key = phones.key(phones.enter("osmand", "P13", vehicle_id=phones.vehicle()))
    answers = [sends(phones, "P13", f"guess-{nth}").status_code for nth in range(10)]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert sends(phones, "P13", key).status_code == 429, "the right one has to wait too"


def test_keys_are_for_phones_only_and_issued_by_administrators(phones: Phones) -> None:
    fitted = next(iter(phones.server.system.terminals.registry.terminals))
    refused = phones.server.seat("admin").post(f"/terminals/{fitted}/key")
    assert (refused.status_code, refused.json()["code"]) == (409, "protocol_has_no_key")
    assert phones.server.seat("admin").post("/terminals/NOBODY/key").status_code == 404
    assert phones.server.seat("city").post(f"/terminals/{fitted}/key").status_code == 403


def test_a_restart_keeps_keys_and_protocols(phones: Phones) -> None:
    terminal = phones.enter("owntracks", "crew/v14", vehicle_id=phones.vehicle())
    phones.key(terminal)
    kept = {each.id: each for each in phones.server.system.terminals._store.load()}[terminal]
    assert (kept.protocol, kept.device_id) == ("owntracks", "crew/v14")
    assert kept.code_hash == phones.server.system.terminals.registry.terminals[terminal].code_hash


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    door=st.sampled_from(["osmand", "osmand/key", "owntracks"]),
    query=st.binary(max_size=60),
    body=st.binary(max_size=120),
    login=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30),
)
def test_no_request_breaks_a_door(
    phones: Phones, door: str, query: bytes, body: bytes, login: str
) -> None:
    answer = phones.http.post(
        f"/intake/{door}",
        params={"id": query.decode("latin-1"), "lat": "1"},
        content=body,
        headers={"Authorization": f"Basic {login}"},
    )
    assert answer.status_code in (200, 400, 401, 429), answer.text


def test_a_request_that_is_too_long_is_refused(phones: Phones) -> None:
    answer = phones.http.post("/intake/osmand/key", content=b"x" * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
