"""What terminals tell beside positions: the emergency button, the driver's card, others' bytes."""

from pathlib import Path
from typing import Any

from stations.protocols.jt808.header import pack_phone, write_message
from stations.protocols.jt808.messages import encode_body
from stations.protocols.jt808.messages.crew import Driver
from stations.protocols.jt808.messages.transparent import PassedUp
from stations.terminals.clocks import SAMPLES
from tests.support.dialled import Dialled, device_of, wait_for
from tests.support.running import Running, run_server


def say(line: Dialled, message: Any, serial: int = 5_000) -> None:
    """A message that simulated devices never send by themselves."""
    me = line.device.identity
    message_id, body = encode_body(message, me.dialect)
    packed = pack_phone(me.phone, me.dialect)
    line.send(b"".join(write_message(message_id, me.dialect, packed, serial, body)))


def emergencies(server: Running, vehicle_id: str) -> list[dict[str, Any]]:
    board = server.seat("city").get("/board").json()
    mine = [r for r in board["requests"] if r["vehicle_id"] == vehicle_id]
    return [r for r in mine if r["kind"] == "emergency" and r["answered_ms"] is None]


def entry(server: Running, vehicle_id: str) -> dict[str, Any]:
    entries = server.seat("admin").get("/terminals").json()
    found: dict[str, Any] = next(t for t in entries if t["vehicle_id"] == vehicle_id)
    return found


def test_the_emergency_button_stands_at_the_desk_until_a_person_has_answered(
    server: Running,
) -> None:
    device = device_of(server, "V010")
    with Dialled(server, device).log_in() as line:
        device.emergency = True
        line.report()
        [alarm] = line.until(lambda: emergencies(server, "V010"))
        line.report()  # a terminal repeats its alarm until it is confirmed
        line.until(lambda: device.unanswered == 0)
        assert [one["id"] for one in emergencies(server, "V010")] == [alarm["id"]]
        assert entry(server, "V010")["emergency"]
        server.seat("city").post(f"/requests/{alarm['id']}/answer", {"granted": True})
        line.until(lambda: not device.emergency)
        line.report()
        line.until(lambda: not entry(server, "V010")["emergency"])
        assert emergencies(server, "V010") == []


def test_a_press_in_a_tunnel_counts_by_the_terminals_own_clock_put_right(server: Running) -> None:
    device, ahead_ms = device_of(server, "V014"), 8 * 3_600_000
    now_ms = server.system.clock.now_ms()
    with Dialled(server, device).log_in() as line:
        for nth in range(SAMPLES):
            line.report(now_ms + ahead_ms + nth)
            line.until(lambda: device.unanswered == 0)
        device.emergency = True
        device.keep(line.measure(now_ms + ahead_ms - 240_000))
        device.emergency = False
        line.send(device.catch_up())
        [alarm] = line.until(lambda: emergencies(server, "V014"))
    assert abs(alarm["asked_ms"] - (now_ms - 240_000)) < 60_000


def test_an_alarm_answered_while_the_terminal_was_away_ends_when_it_comes_back(
    server: Running,
) -> None:
    device = device_of(server, "V013")
    with Dialled(server, device).log_in() as line:
        device.emergency = True
        line.report()
        [alarm] = line.until(lambda: emergencies(server, "V013"))
    gateway = server.system.terminals.gateway
    wait_for(lambda: "T013" not in gateway.by_terminal)
    server.seat("city").do(f"/requests/{alarm['id']}/answer", {"granted": True})
    with Dialled(server, device).log_in() as line:
        line.until(lambda: not device.emergency)


def test_a_press_that_came_just_before_a_stop_stands_at_the_desk_after_it(tmp_path: Path) -> None:
    with run_server(tmp_path, wait_for_roads=False) as server:
        press = server.system.terminals.emergency
        at_ms = server.system.clock.now_ms()
        server.system.loop.call_soon_threadsafe(press, "T010", at_ms, True)
    with run_server(tmp_path, wait_for_roads=False) as server:
        assert len(emergencies(server, "V010")) == 1


def test_a_driver_card_is_shown_and_offered_to_the_crew_while_it_is_in(server: Running) -> None:
    card = Driver(
        status=1,
        moment="261121080000",
        read_result=0,
        name="张师傅",
        qualification="420300199001011234",
        issuer="十堰市",
        expires="20301231",
        identity="",
    )
    with Dialled(server, device_of(server, "V011")).log_in() as line:
        say(line, card)
        shown = line.until(lambda: entry(server, "V011")["card"])
        assert (shown["name"], shown["expires"]) == ("张师傅", "20301231")
        offered = server.seat("city").get("/vehicles/V011/card").json()
        assert offered["card"]["qualification"] == "420300199001011234"
        say(line, Driver(status=2, moment="261121090000"), serial=5_001)
        line.until(lambda: entry(server, "V011")["card"] is None)


def test_bytes_of_other_devices_are_counted_by_kind_and_answered(server: Running) -> None:
    device = device_of(server, "V012")
    with Dialled(server, device).log_in() as line:
        before = device.unanswered
        say(line, PassedUp(kind=0xF1, content=b"\x01" * 3000))
        line.until(lambda: server.seat("admin").get("/gateway").json()["passed_up"].get("0xf1"))
        line.until(lambda: device.unanswered <= before)
