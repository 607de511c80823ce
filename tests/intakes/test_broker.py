"""Positions by way of a real MQTT broker: bridges, phones, restarts, repetitions, old news."""

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiomqtt
import httpx2
import pytest

from stations.protocols.mapping_check import SHIPPED
from stations.terminals.terminal import Protocol
from tests.intakes.conftest import Phones
from tests.support.broker import Broker
from tests.support.dialled import wait_for
from tests.support.running import run_server
from tests.support.server import free_port

REQUIREMENTS = ("VEH-04",)

PHONE = "013900000001"
BEIJING_S = 8 * 3600


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    folder = tmp_path_factory.mktemp("broker")
    with Broker(folder, users={"centre": "secret", "bridge": "secret"}) as running:
        yield running


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both shipped mappings in one file, as a centre has that uses both."""
    path = tmp_path_factory.mktemp("mapping") / "both.toml"
    texts = [(SHIPPED / f"{name}.toml").read_text("utf-8") for name in ("emqx-jt808", "owntracks")]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def phones(
    tmp_path_factory: pytest.TempPathFactory, broker: Broker, mapping: Path
) -> Iterator[Phones]:
    """A server that listens to the broker."""
    with (
        run_server(
            tmp_path_factory.mktemp("mqtt"),
            wait_for_roads=False,
            mqtt_host="127.0.0.1",
            mqtt_port=broker.port,
            mqtt_username="centre",
            mqtt_password="secret",
            mqtt_mapping=str(mapping),
        ) as server,
        httpx2.Client(base_url=server.url) as http,
    ):
        phones = Phones(server, http)
        wait_for(lambda: view(phones)["connected"])
        yield phones


def view(phones: Phones) -> dict[str, Any]:
    """The door as the administrator sees it."""
    told: dict[str, Any] = phones.server.seat("admin").get("/gateway").json()["intakes"]["mqtt"]
    return told


def counted(phones: Phones, reason: str) -> int:
    return int(view(phones)["refused"].get(reason, 0))


def says(broker: Broker, *messages: tuple[str, Any], retain: bool = False) -> None:
    """Publish as the bridge does, at least once each (QoS 1)."""

    async def publish() -> None:
        async with aiomqtt.Client(
            "127.0.0.1", broker.port, username="bridge", password="secret"
        ) as client:
            for topic, payload in messages:
                raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
                await client.publish(topic, raw, qos=1, retain=retain)

    asyncio.run(publish())


def location(at_s: float, lon: float = 110.80, **more: Any) -> dict[str, Any]:
    moment = time.strftime("%y%m%d%H%M%S", time.gmtime(at_s + BEIJING_S))
    return {"alarm": 0, "status": 3, "latitude": 32_630_000, "longitude": round(lon * 1e6),
            "altitude": 200, "speed": 300, "direction": 90, "time": moment, **more}  # fmt: skip


def report(
    at_s: float, lon: float = 110.80, phone: str = PHONE, **more: Any
) -> tuple[str, dict[str, Any]]:
    header = {"msg_id": 0x0200, "encrypt": 0, "phone": phone, "msg_sn": 1}
    return f"jt808/{phone}/{phone}/up", {"header": header, "body": location(at_s, lon, **more)}


def enter(phones: Phones, phone: str) -> str:
    """Enter a terminal that dials the bridge; its vehicle."""
    vehicle = phones.vehicle()
    number = phone.lstrip("0")
    body = {"id": f"B-{number}", "phone": number, "protocol": "mqtt", "vehicle_id": vehicle}
    phones.server.seat("admin").do("/terminals", body)
    return vehicle


def is_at(phones: Phones, vehicle: str, lon: float) -> Callable[[], bool]:
    def look() -> bool:
        place = phones.place(vehicle)
        return place is not None and abs(place[0] - lon) < 1e-6

    return look


def test_a_terminal_behind_the_emqx_gateway_moves_its_vehicle(
    phones: Phones, broker: Broker
) -> None:
    vehicle, now = enter(phones, PHONE), time.time()
    says(broker, report(now - 10), report(now, 110.801))
    wait_for(is_at(phones, vehicle, 110.801))
    assert phones.server.system.positions.latest[vehicle].speed_kmh == pytest.approx(30)
    assert phones.entry(f"B-{PHONE.lstrip('0')}")["last_seen_ms"] is not None


def test_a_message_that_comes_twice_counts_once(phones: Phones, broker: Broker) -> None:
    phone = "013900000002"
    vehicle, now = enter(phones, phone), time.time()
    before = counted(phones, "duplicate")
    same = report(now, phone=phone)
    says(broker, same, same, same)
    wait_for(lambda: counted(phones, "duplicate") == before + 2)
    assert phones.place(vehicle) is not None


def test_a_batch_of_a_blind_area_leaves_the_live_point_where_it_is(
    phones: Phones, broker: Broker
) -> None:
    phone = "013900000003"
    vehicle, now = enter(phones, phone), time.time()
    header = {"msg_id": 0x0704, "encrypt": 0, "phone": phone, "msg_sn": 2}
    batch = [location(now - 300 + 10 * nth, 110.79 + nth * 1e-4) for nth in range(3)]
    body = {"type": 1, "length": 3, "location": batch}
    before = view(phones)["received"]
    says(broker, report(now, phone=phone), (f"jt808/{phone}/up", {"header": header, "body": body}))
    wait_for(lambda: view(phones)["received"] == before + 4)
    assert is_at(phones, vehicle, 110.80)()


def test_bad_messages_are_counted_one_by_one_and_hold_nobody_up(
    phones: Phones, broker: Broker
) -> None:
    phone = "013900000004"
    vehicle, now = enter(phones, phone), time.time()
    reasons = ("bad_payload", "missing_field", "bad_time", "not_located", "unknown", "no_position")
    before = {reason: counted(phones, reason) for reason in reasons}
    topic, good = report(now, phone=phone)
    without_place = {**good, "body": {"status": 3, "time": good["body"]["time"]}}
    says(
        broker,
        (topic, b"\xff\x00 no json"),
        (topic, without_place),
        report(now, phone=phone, time="991399000000"),
        report(now, phone=phone, status=0),
        report(now, phone="013999999999"),
        (topic, {"header": {**good["header"], "msg_id": 2}, "body": {}}),
        (topic, good),
    )
    wait_for(is_at(phones, vehicle, 110.80))
    assert {
        reason: counted(phones, reason) - before[reason] for reason in reasons
    } == dict.fromkeys(reasons, 1)


def test_a_terminal_that_dials_us_itself_is_not_moved_by_the_bridge(
    phones: Phones, broker: Broker
) -> None:
    fitted = next(iter(phones.server.system.terminals.registry.terminals.values()))
    before = counted(phones, "other_protocol")
    says(broker, report(time.time(), phone=f"0{fitted.phone}"))
    wait_for(lambda: counted(phones, "other_protocol") == before + 1)
    assert fitted.vehicle_id not in phones.server.system.positions.latest


def test_a_phone_with_owntracks_over_mqtt_moves_its_vehicle(phones: Phones, broker: Broker) -> None:
    vehicle = phones.vehicle()
    phones.enter("mqtt", "crew/v5", vehicle_id=vehicle)
    told = {"_type": "location", "tst": round(time.time()), "lat": 32.63, "lon": 110.81, "tid": "5"}
    says(broker, ("owntracks/crew/v5", told))
    wait_for(is_at(phones, vehicle, 110.81))


def test_the_broker_goes_away_and_comes_back_and_nothing_is_lost(
    phones: Phones, broker: Broker
) -> None:
    phone = "013900000006"
    vehicle, now = enter(phones, phone), time.time()
    says(broker, report(now - 30, phone=phone))
    wait_for(is_at(phones, vehicle, 110.80))
    broker.stop()
    wait_for(lambda: not view(phones)["connected"])
    alarms = phones.server.system.hub.alarms
    wait_for(lambda: any(alarm.code == "mqtt_away" for alarm in alarms))
    broker.start()
    says(broker, report(now, 110.803, phone=phone))
    wait_for(is_at(phones, vehicle, 110.803), within_s=60)
    assert view(phones)["connected"]
    assert not any(alarm.code == "mqtt_away" for alarm in phones.server.system.hub.alarms)


def test_what_the_broker_kept_counts_by_its_own_time(
    broker: Broker, mapping: Path, tmp_path: Path
) -> None:
    phone, now = "013900000007", time.time()
    with run_server(tmp_path, wait_for_roads=False) as server, httpx2.Client() as http:
        vehicle = enter(Phones(server, http), phone)
    says(broker, report(now - 7200, 110.90, phone=phone), retain=True)
    settings: dict[str, Any] = {
        "mqtt_host": "127.0.0.1", "mqtt_port": broker.port, "mqtt_mapping": str(mapping),
        "mqtt_username": "centre", "mqtt_password": "secret", "mqtt_client_id": "second",
    }  # fmt: skip
    with run_server(tmp_path, wait_for_roads=False, **settings) as server, httpx2.Client() as http:
        phones = Phones(server, http)
        wait_for(is_at(phones, vehicle, 110.90))
        position = phones.server.system.positions.latest[vehicle]
        assert position.at_ms == pytest.approx((now - 7200) * 1000, abs=2000), "two hours old"
        clock = phones.server.system.intakes.clocks[f"B-{phone.lstrip('0')}"]
        assert clock.ahead_ms is None, "it tells nothing of the terminal's clock"
        says(broker, report(now, phone=phone))
        wait_for(is_at(phones, vehicle, 110.80))


# The client library leaves the socket of a failed handshake to the garbage collector.
@pytest.mark.filterwarnings("ignore:.*SSLSocket:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("trusted", [True, False])
def test_the_broker_is_reached_by_tls_and_only_with_a_certificate_that_is_trusted(
    mapping: Path, tmp_path: Path, trusted: bool
) -> None:
    with (
        Broker(tmp_path, tls=True) as broker,
        run_server(
            tmp_path,
            wait_for_roads=False,
            mqtt_host="127.0.0.1",
            mqtt_port=broker.port,
            mqtt_mapping=str(mapping),
            mqtt_tls=True,
            mqtt_ca=str(broker.certificate) if trusted else "",
        ) as server,
    ):
        mqtt, hub = server.system.mqtt, server.system.hub
        assert mqtt is not None
        if trusted:
            wait_for(lambda: mqtt.connected)
        else:
            wait_for(lambda: any(alarm.code == "mqtt_away" for alarm in hub.alarms))
            assert not mqtt.connected
    gc.collect()


def test_a_wrong_password_at_the_broker_is_an_alarm(
    broker: Broker, mapping: Path, tmp_path: Path
) -> None:
    with run_server(
        tmp_path,
        wait_for_roads=False,
        mqtt_host="127.0.0.1",
        mqtt_port=broker.port,
        mqtt_mapping=str(mapping),
        mqtt_username="centre",
        mqtt_password="guess",
        mqtt_client_id="third",
    ) as server:
        wait_for(lambda: any(alarm.code == "mqtt_away" for alarm in server.system.hub.alarms))


def test_when_too_many_messages_wait_the_oldest_goes(phones: Phones) -> None:
    mqtt = phones.server.system.mqtt
    assert mqtt is not None
    refused = phones.server.system.intakes.tallies[Protocol.MQTT].refused
    before = refused["queue_full"]
    queue = mqtt.newest_kept()(maxsize=2)
    for nth in range(5):
        queue.put_nowait(aiomqtt.Message(f"jt808/{nth}", b"", 1, False, nth, None))
    assert [queue.get_nowait().topic.value for _ in range(2)] == ["jt808/3", "jt808/4"]
    assert refused["queue_full"] == before + 3


@pytest.mark.slow
def test_a_wrong_mapping_stops_the_start_in_words(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = (SHIPPED / "emqx-jt808.toml").read_text("utf-8").replace('"longitude"', '"lng"', 1)
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "console", "serve"],
        env={
            "LIANDONG_MQTT_HOST": "127.0.0.1",
            "LIANDONG_MQTT_MAPPING": str(path),
            "LIANDONG_DATABASE_URL": f"sqlite:///{tmp_path / 'd.sqlite3'}",
            "LIANDONG_ANCHOR_PATH": str(tmp_path / "anchor"),
            "LIANDONG_PORT": str(free_port()),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert done.returncode == 2, done.stderr
    assert "jt808/# · lon" in done.stderr
    assert "样例中没有 lng" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_emergency_button_behind_the_emqx_gateway_stands_at_the_desk_once(
    phones: Phones, broker: Broker
) -> None:
    phone = "014400777701"
    vehicle, now = enter(phones, phone), time.time()

    def alarms() -> list[dict[str, Any]]:
        board = phones.server.seat("city").get("/board").json()
        mine = [each for each in board["requests"] if each["vehicle_id"] == vehicle]
        return [each for each in mine if each["kind"] == "emergency"]

    says(broker, report(now - 10, phone=phone, alarm=1))
    [alarm] = wait_for(alarms)
    phones.server.seat("city").do(f"/requests/{alarm['id']}/answer", {"granted": True})
    # A terminal repeats its alarm until it ends; the next press is a new one.
    says(broker, report(now - 8, phone=phone, alarm=1), report(now - 5, 110.801, phone=phone))
    wait_for(is_at(phones, vehicle, 110.801))
    says(broker, report(now, 110.802, phone=phone, alarm=1))
    wait_for(lambda: len(alarms()) == 2)
    assert [each["answered_ms"] is None for each in alarms()] == [False, True]
