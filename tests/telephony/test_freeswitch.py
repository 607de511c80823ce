"""A FreeSWITCH rings the desks, is asked to put calls through, and is missed when it is away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.dialled import wait_for
from tests.support.exchanges import PASSWORD, ScriptedFreeSwitch
from tests.support.running import Running, run_server

REQUIREMENTS = ("CALL-01", "CALL-07")


@pytest.fixture
def exchange() -> Iterator[ScriptedFreeSwitch]:
    with ScriptedFreeSwitch() as switch:
        yield switch


@pytest.fixture
def server(tmp_path: Path, exchange: ScriptedFreeSwitch) -> Iterator[Running]:
    settings: dict[str, Any] = {
        "telephony": "freeswitch",
        "freeswitch_port": exchange.port,
        "freeswitch_password": PASSWORD,
        "extensions": "city:8001,yunyang:8002",
    }
    with run_server(tmp_path, wait_for_roads=False, **settings) as running:
        wait_for(lambda: exchange.is_heard and running.system.switchboard.is_connected)
        yield running


def alarms(server: Running) -> set[str]:
    return {alarm.code for alarm in server.system.hub.alarms}


def call_of(server: Running, line_id: str) -> dict[str, Any] | None:
    calls = server.seat("city").get("/board").json()["calls"]
    return next((call for call in calls if call["id"] == f"freeswitch-{line_id}"), None)


def seen(server: Running, line_id: str, **wanted: Any) -> dict[str, Any]:
    """The call once it shows all of this."""

    def found() -> dict[str, Any] | None:
        call = call_of(server, line_id)
        shows = {**(call or {}), **((call or {}).get("line") or {})}
        return call if call and all(shows.get(k) == v for k, v in wanted.items()) else None

    return dict(wait_for(found))


def test_a_call_rings_is_put_through_held_passed_on_and_hung_up(
    server: Running, exchange: ScriptedFreeSwitch
) -> None:
    now_ms = server.system.clock.now_ms()
    city = server.seat("city")
    exchange.say("CHANNEL_PARK", "a1", now_ms - 9_000, variable_sip_gateway_name="telecom")
    call = seen(server, "a1", state="ringing")
    assert (call["number"], call["trunk"], call["rang_ms"]) == (
        "13907280001",
        "telecom",
        now_ms - 9_000,
    )
    city.do(f"/calls/{call['id']}/answer")
    wait_for(lambda: "api uuid_transfer a1 8001 XML default" in exchange.commands)
    exchange.say("CHANNEL_BRIDGE", "a1", now_ms - 5_000, Other_Leg_Destination_Number="8001")
    exchange.say("RECORD_START", "a1", now_ms - 4_990, Record_File_Path="/rec/a1.wav")
    seen(server, "a1", extension="8001", recording="/rec/a1.wav")

    assert city.post(f"/calls/{call['id']}/hold").status_code == 204
    assert exchange.commands[-1] == "api uuid_hold a1"
    exchange.say("CHANNEL_HOLD", "a1", now_ms - 4_000)
    seen(server, "a1", held_since_ms=now_ms - 4_000)
    assert city.post(f"/calls/{call['id']}/resume").status_code == 204
    exchange.say("CHANNEL_UNHOLD", "a1", now_ms - 3_000)
    seen(server, "a1", held_since_ms=None)

    body = {"extension": "8002"}
    assert city.post(f"/calls/{call['id']}/transfer", body).status_code == 204
    exchange.say("CHANNEL_BRIDGE", "a1", now_ms - 2_000, Other_Leg_Destination_Number="8002")
    passed_on = seen(server, "a1", extension="8002")
    assert passed_on["answered_by"]["user"] == "yunyang"
    refused = city.post(f"/calls/{call['id']}/hold")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_your_call")

    server.seat("yunyang").do(f"/calls/{call['id']}/end", {"by": "desk"})
    wait_for(lambda: "api uuid_kill a1" in exchange.commands)
    exchange.say("CHANNEL_HANGUP_COMPLETE", "a1", now_ms - 1_000)
    changes = [mark["change"] for mark in seen(server, "a1", state="ended")["line"]["marks"]]
    assert changes[:5] == ["answered", "recorded", "held", "resumed", "transferred"]


def test_who_lifts_the_handset_has_answered(server: Running, exchange: ScriptedFreeSwitch) -> None:
    now_ms = server.system.clock.now_ms()
    exchange.say("CHANNEL_PARK", "b1", now_ms - 8_000)
    exchange.say("CHANNEL_BRIDGE", "b1", now_ms - 3_000, Other_Leg_Destination_Number="8002")
    call = seen(server, "b1", state="talking")
    assert call["answered_by"]["user"] == "yunyang"
    assert call["answered_ms"] == now_ms - 3_000, "by the exchange's own clock"


def test_events_that_come_twice_or_out_of_turn_count_once_and_lose_no_caller(
    server: Running, exchange: ScriptedFreeSwitch
) -> None:
    now_ms = server.system.clock.now_ms()
    hung_up = {"variable_sip_hangup_disposition": "recv_bye"}
    exchange.say("CHANNEL_HANGUP_COMPLETE", "c1", now_ms - 1_000, **hung_up)
    exchange.say("CHANNEL_PARK", "c1", now_ms - 9_000)
    exchange.say("CHANNEL_PARK", "c1", now_ms - 9_000)
    exchange.say("CHANNEL_HANGUP_COMPLETE", "c1", now_ms - 1_000, **hung_up)
    call = seen(server, "c1", state="abandoned")
    assert call["to_call_back"], "nobody spoke to this caller"
    board = server.seat("city").get("/board").json()
    assert len([one for one in board["calls"] if one["number"] == call["number"]]) == 1
    marks = server.system.readside.board.calls[call["id"]].line
    assert marks is not None
    assert len(marks.marks) == 1


def test_an_exchange_that_cannot_put_through_is_told_to_the_desk(
    server: Running, exchange: ScriptedFreeSwitch
) -> None:
    exchange.say("CHANNEL_PARK", "d1", server.system.clock.now_ms())
    call = seen(server, "d1", state="ringing")
    exchange.refusal = "-ERR USER_NOT_REGISTERED"
    server.seat("city").do(f"/calls/{call['id']}/answer")
    seen(server, "d1", trouble="-ERR USER_NOT_REGISTERED")
    refused = server.seat("city").post(f"/calls/{call['id']}/hold")
    assert refused.status_code == 503
    assert refused.json()["code"] == "exchange_refused"
    assert refused.json()["remedy"]


def test_an_exchange_that_disappears_in_the_middle_is_alarmed_and_what_happened_is_made_up_for(
    server: Running, exchange: ScriptedFreeSwitch
) -> None:
    now_ms = server.system.clock.now_ms()
    for line_id in ("e1", "e2"):
        exchange.say("CHANNEL_PARK", line_id, now_ms - 5_000)
        seen(server, line_id, state="ringing")
    exchange.commands.clear()
    exchange.hang_up()
    wait_for(lambda: "exchange_away" in alarms(server))

    started_s = (now_ms - 2_000) // 1000
    exchange.channels = [
        {"uuid": "e2", "direction": "inbound", "dest": "120", "created_epoch": started_s},
        {
            "uuid": "e3",
            "direction": "inbound",
            "dest": "120",
            "created_epoch": started_s,
            "cid_num": "0719120",
        },
        {"uuid": "x", "direction": "outbound", "dest": "8001", "created_epoch": started_s},
    ]
    exchange.open()
    wait_for(lambda: exchange.is_heard and "exchange_away" not in alarms(server))
    assert seen(server, "e1", state="abandoned")["to_call_back"], "its caller is gone"
    assert seen(server, "e2", state="ringing")["rang_ms"] == now_ms - 5_000, "still the same call"
    assert seen(server, "e3", state="ringing")["number"] == "0719120"
    assert call_of(server, "x") is None


def test_a_wrong_password_is_an_alarm_and_no_crash(tmp_path: Path) -> None:
    with ScriptedFreeSwitch(password="another") as exchange:
        settings: dict[str, Any] = {"telephony": "freeswitch", "freeswitch_port": exchange.port}
        with run_server(tmp_path, wait_for_roads=False, **settings) as server:
            wait_for(lambda: {a.code for a in server.system.hub.alarms} & {"exchange_away"})
            view = server.seat("city").get("/exchange").json()
            assert (view["kind"], view["connected"]) == ("freeswitch", False)
