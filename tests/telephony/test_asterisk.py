"""An Asterisk rings the desks; seats are dialled, bridged with the caller and recorded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.dialled import wait_for
from tests.support.exchanges import ScriptedAsterisk
from tests.support.running import Running, run_server

REQUIREMENTS = ("CALL-01",)


@pytest.fixture
def exchange() -> Iterator[ScriptedAsterisk]:
    with ScriptedAsterisk() as asterisk:
        yield asterisk


@pytest.fixture
def server(tmp_path: Path, exchange: ScriptedAsterisk) -> Iterator[Running]:
    settings: dict[str, Any] = {
        "telephony": "asterisk",
        "asterisk_url": exchange.url,
        "asterisk_user": exchange.USER,
        "asterisk_password": exchange.PASSWORD,
        "extensions": "city:8001,yunyang:8002",
    }
    with run_server(tmp_path, wait_for_roads=False, **settings) as running:
        wait_for(lambda: exchange.is_heard and running.system.switchboard.is_connected)
        yield running


def seen(server: Running, line_id: str, **wanted: Any) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        calls = server.seat("city").get("/board").json()["calls"]
        call = next((one for one in calls if one["id"] == f"asterisk-{line_id}"), None)
        shows = {**(call or {}), **((call or {}).get("line") or {})}
        return call if call and all(shows.get(k) == v for k, v in wanted.items()) else None

    return dict(wait_for(found))


def test_a_caller_is_bridged_with_the_desk_recorded_held_and_passed_on(
    server: Running, exchange: ScriptedAsterisk
) -> None:
    exchange.say("StasisStart", "17.1", args=[])
    call = seen(server, "17.1", state="ringing")
    assert (call["number"], call["trunk"]) == ("13907280002", "PJSIP/trunk")
    city = server.seat("city")
    city.do(f"/calls/{call['id']}/answer")
    call = seen(server, "17.1", extension="8001", recording="liandong-17.1")
    assert call["answered_by"]["user"] == "city"
    assert exchange.orders == [
        "POST channels PJSIP/8001",
        "POST channels/17.1/answer",
        "POST bridges/liandong-17.1",
        "POST bridges/liandong-17.1/addChannel",
        "POST bridges/liandong-17.1/record",
    ]
    assert city.post(f"/calls/{call['id']}/hold").status_code == 204
    wait_for(lambda: seen(server, "17.1")["line"]["held_since_ms"])
    assert city.post(f"/calls/{call['id']}/resume").status_code == 204
    seen(server, "17.1", held_since_ms=None)
    body = {"extension": "8002"}
    assert city.post(f"/calls/{call['id']}/transfer", body).status_code == 204
    assert seen(server, "17.1", extension="8002")["answered_by"]["user"] == "yunyang"
    wait_for(lambda: "DELETE channels/seat-1" in exchange.orders)
    exchange.say("ChannelDestroyed", "seat-1", cause=16, cause_txt="Normal Clearing")
    exchange.say("ChannelDestroyed", "17.1", cause=16, cause_txt="Normal Clearing")
    seen(server, "17.1", state="ended")
    calls = server.seat("city").get("/board").json()["calls"]
    assert len(calls) == 1, "a seat's own leg is no call"


def test_a_caller_who_gives_up_is_on_the_call_back_list(
    server: Running, exchange: ScriptedAsterisk
) -> None:
    exchange.say("StasisStart", "18.1", args=[])
    seen(server, "18.1", state="ringing")
    exchange.say("ChannelDestroyed", "18.1", cause=127, cause_txt="Interworking")
    assert seen(server, "18.1", state="abandoned")["to_call_back"]
