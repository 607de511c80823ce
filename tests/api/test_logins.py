"""Who may come in, and what each role may see and do."""

import re
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from console.demo import PASSWORD
from console.people.accounts import Account
from dispatch.domain.actors import Role
from dispatch.rights import ALLOWED
from tests.support.running import STREET, Running


def test_a_login_sets_a_cookie_that_scripts_and_other_sites_cannot_use(server: Running) -> None:
    with httpx2.Client(base_url=server.url) as browser:
        body = {"username": "city", "password": PASSWORD}
        entered = browser.post("/api/session", json=body)
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert browser.get("/api/session").json()["user"]["role"] == "dispatcher"
        assert browser.delete("/api/session").status_code == 204
        assert browser.get("/api/session").status_code == 401


def test_the_token_of_a_login_that_was_ended_opens_nothing(server: Running) -> None:
    body = {"username": "planner", "password": PASSWORD}
    with httpx2.Client(base_url=server.url) as client:
        token = client.post("/api/session", json=body).json()["token"]
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {token}"
        assert client.get("/api/board").status_code == 200
        client.delete("/api/session")
        assert client.get("/api/board").status_code == 401


@pytest.mark.parametrize(("name", "password"), [("city", "wrong-one"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(
    server: Running, name: str, password: str
) -> None:
    body = {"username": name, "password": password}
    refused = httpx2.post(f"{server.url}/api/session", json=body)
    assert refused.status_code == 401
    assert refused.json()["detail_en"] == "wrong user name or password"


@pytest.mark.parametrize("username", ["city", "observer", "quality", "planner", "admin"])
def test_a_login_brings_the_commands_that_its_role_may_give_and_no_others(
    server: Running, username: str
) -> None:
    user = server.seat(username).user
    allowed = {kind.__name__ for kind in ALLOWED[Role(user["role"])]}
    assert set(user["commands"]) == allowed
    assert ("DispatchVehicle" in allowed) == (username in ("city", "admin"))


def test_the_screens_name_no_command_that_the_core_does_not_know() -> None:
    path = Path(__file__).parents[2] / "console/web/src/keys/gives.ts"
    table = path.read_text(encoding="utf-8")
    named = set(re.findall(r"^  \S+: '([A-Z]\w+)',$", table, re.MULTILINE))
    assert len(named) > 40
    assert named <= {kind.__name__ for kind in ALLOWED[Role.ADMIN]}


def test_guessing_a_password_is_slowed_down_for_that_name_only(server: Running) -> None:
    body = {"username": "yunxi", "password": "guess-guess"}
    answers = [httpx2.post(f"{server.url}/api/session", json=body) for _ in range(9)]
    assert [a.status_code for a in answers] == [401] * 8 + [429]
    assert answers[-1].json()["code"] == "too_many_attempts"
    assert server.seat("zhuxi").user["username"] == "zhuxi"


def test_without_a_login_nothing_is_shown_but_health(server: Running) -> None:
    with httpx2.Client(base_url=server.url) as stranger:
        for path in ("board", "region", "map/roads.geojson", "clock", "incidents/x"):
            refused = stranger.get(f"/api/{path}")
            assert (refused.status_code, refused.json()["code"]) == (401, "not_logged_in"), path
        assert stranger.get("/api/health").status_code == 200


def test_a_crew_acts_for_its_own_vehicle_and_for_no_other(server: Running) -> None:
    incident_id = server.call_in(location=STREET)
    task_id, vehicle_id = server.send_best(incident_id)
    other = next(v for v in server.system.region.vehicles if v != vehicle_id)
    path = f"/tasks/{task_id}/status"
    refused = server.seat(f"crew-{other}").post(path, {"state": "acked"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_own_vehicle")
    assert server.seat(f"crew-{other}").get(f"/tasks/{task_id}/route").status_code == 404
    assert server.seat(f"crew-{vehicle_id}").post(path, {"state": "acked"}).status_code == 200


def test_a_crew_sees_its_own_incident_and_vehicle_only(server: Running) -> None:
    incident_id = server.call_in(location=STREET)
    _, vehicle_id = server.send_best(incident_id)
    server.call_in(location=STREET)
    board = server.seat(f"crew-{vehicle_id}").get("/board").json()
    assert [i["id"] for i in board["incidents"]] == [incident_id]
    assert [v["id"] for v in board["vehicles"]] == [vehicle_id]
    assert board["calls"] == []


def test_a_planner_sees_vehicles_but_no_calls_and_no_incidents(server: Running) -> None:
    incident_id = server.call_in(location=STREET)
    planner = server.seat("planner")
    board = planner.get("/board").json()
    assert (board["calls"], board["incidents"]) == ([], [])
    assert len(board["vehicles"]) == len(server.system.region.vehicles)
    assert planner.get(f"/incidents/{incident_id}").status_code == 404
    assert planner.get(f"/incidents/{incident_id}/candidates").status_code == 403
    assert planner.post(f"/incidents/{incident_id}/park").status_code == 403
    assert planner.get("/journal").status_code == 403


def test_an_exchange_may_ring_but_not_answer(server: Running) -> None:
    exchange = server.seat("gateway")
    exchange.do("/calls", {"call_id": "role-1", "number": "120"})
    refused = exchange.post("/calls/role-1/answer")
    assert (refused.status_code, refused.json()["code"]) == (403, "role_may_not")


def test_a_disabled_account_is_out_at_once(server: Running) -> None:
    account = Account(username=f"temp-{uuid4().hex[:6]}", name="临时", role=Role.PLANNER, unit="")
    server.system.accounts.add(account, "a-good-password")
    seat = server.seat(account.username, "a-good-password")
    assert seat.get("/board").status_code == 200
    server.system.accounts.disable(account.username)
    assert seat.get("/board").status_code == 401
