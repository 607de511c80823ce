"""Partner services over HTTP: own keys, one alarm one event, what they are told and refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from console import partners as rim
from console.partners import Partner, PartnerStore
from dispatch.domain.partners import PartnerKind
from tests.support.running import STREET, Running, run_server

REQUIREMENTS = ("CALL-14", "CALL-16")


class Service:
    """A partner's machine with its key."""

    def __init__(self, server: Running, code: str, kind: PartnerKind) -> None:
        partner = Partner(code=code, kind=kind, name=code)
        self.server = server
        self.key = PartnerStore(server.system.engine).add(partner, 0)

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(f"{self.server.url}/api/partners{path}", headers=self._headers)

    def post(self, path: str, body: Any, key: str = "") -> httpx2.Response:
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        return httpx2.post(f"{self.server.url}/api/partners{path}", json=body, headers=headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def tell(self, alarm_id: str, **fields: Any) -> httpx2.Response:
        taken_ms = self.server.system.clock.now_ms() - 5000
        return self.post("/alarms", {"alarm_id": alarm_id, "taken_ms": taken_ms, **fields})

    def ask(self, alarm_id: str) -> dict[str, Any]:
        view: dict[str, Any] = self.get(f"/alarms/{alarm_id}").json()
        return view


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_server(tmp_path_factory.mktemp("partners")) as running:
        yield running


@pytest.fixture(scope="module")
def police(server: Running) -> Service:
    return Service(server, "110-city", PartnerKind.POLICE)


@pytest.fixture(scope="module")
def elder(server: Running) -> Service:
    return Service(server, "elder-box", PartnerKind.ELDER)


SPOT = {"lon": STREET["lon"], "lat": STREET["lat"], "datum": "wgs84"}


def test_an_alarm_sent_ten_times_is_one_event(server: Running, police: Service) -> None:
    told = [police.tell("T10", words="撞车", location=SPOT).json() for _ in range(10)]
    assert len({view["event_id"] for view in told}) == 1
    assert [view["repeated"] for view in told] == [False] + [True] * 9
    incidents = server.system.readside.board.incidents.values()
    assert sum(incident.complaint == "撞车" for incident in incidents) == 1


def test_a_partner_sees_its_event_through_to_the_end(server: Running, police: Service) -> None:
    view = police.tell("T20", location=SPOT, address="人民路18号").json()
    assert (view["state"], view["late"]) == ("waiting", False)
    assert 5 <= view["told_after_s"] < 60
    task_id, _ = server.send_best(view["event_id"])
    view = police.ask("T20")
    assert view["state"] == "dispatched"
    assert view["eta_s"] > 0
    assert view["vehicles"][0]["plate"]
    desk = server.seat("city")
    for state in ("acked", "en_route", "on_scene"):
        desk.do(f"/tasks/{task_id}/status", {"state": state, "origin": "manual"})
    view = police.ask("T20")
    assert (view["state"], view["eta_s"]) == ("on_scene", None)
    abandoned = {"state": "available_mobile", "origin": "manual", "reason": "nobody_on_scene"}
    desk.do(f"/tasks/{task_id}/status", abandoned)
    assert police.ask("T20")["state"] == "closed"
    assert "T20" not in police.get("/alarms").json()["open"]


def test_an_alarm_about_an_event_that_is_known_is_linked(server: Running, police: Service) -> None:
    incident_id = server.call_in(location=STREET)
    view = police.tell("T30", event_id=incident_id).json()
    assert view["event_id"] == incident_id
    assert "T30" in police.get("/alarms").json()["open"]


def test_merged_events_are_told_under_their_new_number(server: Running, elder: Service) -> None:
    view = elder.tell("box-1", location=SPOT).json()
    other = server.call_in(location=STREET)
    server.seat("city").do(f"/incidents/{view['event_id']}/merge", {"into_id": other})
    assert elder.ask("box-1")["event_id"] == other


def test_a_better_place_is_proposed_to_the_desk(server: Running, elder: Service) -> None:
    view = elder.tell("box-2", location={**SPOT, "radius_m": 3000}).json()
    closer = {**SPOT, "lon": 110.825, "radius_m": 60}
    assert elder.post("/alarms/box-2/location", closer, key="once").is_success
    incident = server.seat("city").get(f"/incidents/{view['event_id']}").json()
    assert incident["location"]["radius_m"] == 3000
    assert incident["better_report"] == 2
    server.seat("city").do(f"/incidents/{view['event_id']}/location/2/promote")
    incident = server.seat("city").get(f"/incidents/{view['event_id']}").json()
    assert (incident["location"]["radius_m"], incident["better_report"]) == (60, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"taken_ms": 1}, "taken_ms"),
        ({"location": {"lon": 110.8, "lat": 32.6}}, "location.datum"),
        ({"location": {**SPOT, "lat": 99}}, "location.lat"),
        ({"patient_count": -1}, "patient_count"),
        ({"number": "不知道"}, "number"),
        ({"adress": "人民路"}, "adress"),
        ({"event_id": "20990101-420300-0001"}, "incident_id"),
    ],
)
def test_what_is_wrong_is_named_by_field(police: Service, fields: Any, field: str) -> None:
    problem = police.tell("bad", **fields).json()
    assert problem["field"] == field
    assert problem["remedy"]
    assert police.get("/alarms/bad").json()["code"] == "unknown_alarm_id"


def test_a_key_opens_one_door_only(server: Running, police: Service, elder: Service) -> None:
    police.tell("own", location=SPOT)
    assert elder.get("/alarms/own").status_code == 404
    bearer = {"Authorization": f"Bearer {police.key}"}
    assert httpx2.get(f"{server.url}/api/board", headers=bearer).status_code == 401
    nobody = httpx2.post(f"{server.url}/api/partners/alarms", json={})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "unknown_key")


def test_a_closed_key_opens_nothing(server: Running) -> None:
    hotline = Service(server, "12345-city", PartnerKind.HOTLINE)
    assert hotline.tell("H1", location=SPOT).is_success
    assert PartnerStore(server.system.engine).disable("12345-city")
    assert hotline.tell("H2", location=SPOT).status_code == 401


def test_who_asks_too_often_is_told_to_wait(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rim, "ASKS_PER_MINUTE_MAX", 3)
    sensor = Service(server, "sensor-1", PartnerKind.SENSOR)
    answers = [sensor.get("/alarms").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_an_alarm_is_known_again_after_a_restart(tmp_path: Path) -> None:
    with run_server(tmp_path) as first:
        fire = Service(first, "119-city", PartnerKind.FIRE)
        event_id = fire.tell("F1", location=SPOT).json()["event_id"]
    with run_server(tmp_path) as second:
        headers = {"Authorization": f"Bearer {fire.key}"}
        now_ms = second.system.clock.now_ms()
        body = {"alarm_id": "F1", "taken_ms": now_ms, "words": "再报"}
        address = f"{second.url}/api/partners/alarms"
        again = httpx2.post(address, json=body, headers=headers).json()
        assert (again["event_id"], again["repeated"]) == (event_id, True)
