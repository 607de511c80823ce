"""What goes wrong on lines: slow ones, dead ones, loud ones, far too many, and nonsense."""

import random
import resource
import socket
import struct
from collections.abc import Callable

import pytest

from simulations.terminals.device import Device, Identity
from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.session import DAMAGED_IN_A_ROW_MAX
from tests.support.dialled import Dialled, counts, device_of, wait_for
from tests.support.running import Running


def answered(line: Dialled) -> Callable[[], bool]:
    return lambda: line.device.unanswered == 0


def connections(server: Running) -> int:
    return len(server.system.terminals.gateway.connections)


def test_a_line_that_never_logs_in_is_hung_up_on_however_slowly_it_talks(server: Running) -> None:
    with Dialled(server, device_of(server, "V001")) as line:
        said = line.device.dial()
        for at in range(5):
            line.send(said[at : at + 1])
        line.until_closed()
    assert counts(server)["never_logged_in"] >= 1


def test_a_terminal_that_falls_silent_is_let_go(server: Running) -> None:
    gateway = server.system.terminals.gateway
    with Dialled(server, device_of(server, "V002")).log_in() as line:
        line.until(lambda: line.device.interval_s == 60)  # it has answered what it was told
        connection = server.system.terminals.gateway.by_terminal["T002"]
        connection.session.heard_s -= gateway.limits.idle_s
        line.until_closed()
    assert counts(server)["silent"] >= 1
    wait_for(lambda: "T002" not in gateway.by_terminal)


def test_a_line_cut_without_a_word_gives_its_place_to_the_next(server: Running) -> None:
    device = device_of(server, "V003")
    line = Dialled(server, device).log_in()
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.socket.close()  # a reset instead of a farewell
    device.hang_up()
    with Dialled(server, device).log_in() as again:
        again.report()
        again.until(lambda: device.unanswered == 0)


def test_last_words_of_a_line_that_is_closed_at_once_count(server: Running) -> None:
    latest = server.system.positions.latest
    for nth in range(43, 48):
        line = Dialled(server, device_of(server, f"V{nth:03}")).log_in()
        line.report()
        line.socket.close()
    wait_for(lambda: all(f"V{nth:03}" in latest for nth in range(43, 48)))


def test_who_does_not_read_our_answers_is_not_read_either_and_fills_no_memory(
    server: Running,
) -> None:
    device = device_of(server, "V004")
    with Dialled(server, device).log_in() as line:
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.socket.settimeout(0.5)
        beats = b"".join(device.beat() for _ in range(2000))
        with pytest.raises(TimeoutError):  # our own sending comes to a stand
            line.socket.sendall(beats * 500)
        connection = server.system.terminals.gateway.by_terminal["T004"]
        assert connection.session.waiting < 100_000
    other = device_of(server, "V005")
    with Dialled(server, other).log_in() as line:
        line.report()
        line.until(lambda: other.unanswered == 0)


def test_a_flood_is_slowed_down_told_and_loses_nothing(server: Running) -> None:
    device, other = device_of(server, "V006"), device_of(server, "V007")
    with Dialled(server, device).log_in() as loud, Dialled(server, other).log_in() as calm:
        loud.send(b"".join(device.beat() for _ in range(1500)))
        calm.report()
        calm.until(lambda: other.unanswered == 0)
        assert device.unanswered > 0  # the calm one did not wait for the loud one
        loud.until(lambda: device.unanswered == 0)
    door = server.seat("admin").get("/gateway").json()
    assert door["floods"]["T006"] >= 1
    assert door["refused"]["flood"] >= 1


def test_a_flood_without_end_is_hung_up_on(server: Running) -> None:
    device = device_of(server, "V008")
    with Dialled(server, device).log_in() as line:
        line.send(b"".join(device.beat() for _ in range(1500)))
        connection = server.system.terminals.gateway.by_terminal["T008"]
        wait_for(lambda: connection.throttled_s is not None)
        connection.throttled_s = -1e9
        line.until_closed()
    assert counts(server)["flooding"] >= 1


def test_a_storm_of_reconnections_ends_with_one_line_each_and_no_clone(server: Running) -> None:
    gateway = server.system.terminals.gateway
    devices = [device_of(server, f"V{n:03}") for n in range(20, 40)]
    for _ in range(5):
        lines = [Dialled(server, device).log_in() for device in devices]
        for line in lines:
            line.socket.close()
            line.device.restart()
        wait_for(lambda: connections(server) == 0)
    lines = [Dialled(server, device).log_in() for device in devices]
    assert len(gateway.by_terminal) == len(devices)
    for line in lines:
        line.report()
        line.until(answered(line))
        line.socket.close()
    assert not any(t.cloned for t in server.system.terminals.registry.terminals.values())


def test_nonsense_on_many_lines_disturbs_nobody(server: Running) -> None:
    chance = random.Random(808)
    good = device_of(server, "V040")
    with Dialled(server, good).log_in() as line:
        for _ in range(60):
            with Dialled(server, device_of(server, "V041")) as noise:
                pieces = (chance.randbytes(chance.randrange(400)) for _ in range(20))
                try:
                    noise.send(b"\x7e".join(pieces))
                except ConnectionError:
                    continue
        line.report()
        line.until(lambda: good.unanswered == 0)


def test_whoever_takes_the_door_for_a_web_server_is_hung_up_on(server: Running) -> None:
    with Dialled(server, device_of(server, "V042")) as line:
        line.send(b"\x7eGET / HTTP/1.1\r\n\r\n\x7e" * DAMAGED_IN_A_ROW_MAX)
        line.until_closed()
    assert counts(server)["not_jt808"] >= 1


def test_numbers_tried_one_after_another_are_turned_away(server: Running) -> None:
    device = Device(Identity(phone="1", dialect=Dialect.V2013))
    with Dialled(server, device) as line:
        line.send(b"".join(device.dial() for _ in range(50)))
        line.until_closed()
    assert counts(server)["refused_too_often"] >= 1


@pytest.mark.slow
def test_a_thousand_idle_lines_take_little_memory(server: Running) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4096:
        pytest.skip(f"this system allows {hard} open files only")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    address = server.system.terminals.gateway.address
    assert address is not None
    before_kib = _resident_kib()
    idle = [socket.create_connection(address) for _ in range(1000)]
    wait_for(lambda: connections(server) >= 1000)
    grown_kib = _resident_kib() - before_kib
    for each in idle:
        each.close()
    wait_for(lambda: connections(server) == 0)
    # Both ends of every line live in this process; a session of its own is some 6 KiB.
    assert grown_kib / 1000 < 64


def _resident_kib() -> int:
    with open("/proc/self/status") as status:
        (line,) = [line for line in status if line.startswith("VmRSS")]
    return int(line.split()[1])
