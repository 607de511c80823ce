"""A terminal's line as a test holds it: a plain socket with a simulated device's inside."""

import socket
import time
from collections.abc import Callable
from typing import Any

from geo.coordinates import Point
from simulations.terminals.device import Device, Identity, Sight
from simulations.terminals.faults import GOOD
from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.messages.locations import Location
from tests.support.running import Running

WITHIN_S = 20.0
HERE = Point(110.80, 32.63)


def wait_for(what: Callable[[], Any], within_s: float = WITHIN_S) -> Any:
    """The first answer that is something; fails when there is none in time."""
    deadline_s = time.monotonic() + within_s
    while time.monotonic() < deadline_s:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def device_of(server: Running, vehicle_id: str, **more: Any) -> Device:
    """The device that the register expects in a vehicle."""
    terminal = server.system.terminals.registry.of_vehicle(vehicle_id)
    assert terminal is not None
    identity: dict[str, Any] = {
        "phone": terminal.phone,
        "device_id": terminal.device_id,
        "plate": server.system.region.vehicles[vehicle_id].plate,
        "dialect": Dialect(terminal.dialect or "2019"),
        "datum": terminal.datum,
        **more,
    }
    return Device(Identity(**identity), identity.pop("faults", GOOD))


class Dialled:
    """One line to a server's gateway; used as a context."""

    def __init__(self, server: Running, device: Device, source: str = "127.0.0.1") -> None:
        address = server.system.terminals.gateway.address
        assert address is not None
        self.device = device
        self.server = server
        self.socket = socket.create_connection(address, WITHIN_S, source_address=(source, 0))
        self.socket.settimeout(0.05)

    def __enter__(self) -> "Dialled":
        return self

    def __exit__(self, *exc: object) -> None:
        self.socket.close()

    def log_in(self) -> "Dialled":
        """Register and authenticate, as far as it is let."""
        self.send(self.device.dial())
        self.until(lambda: self.device.logged_in or self.device.refused is not None)
        return self

    def send(self, data: bytes) -> None:
        """Put bytes on the line."""
        self.socket.settimeout(WITHIN_S)
        self.socket.sendall(data)
        self.socket.settimeout(0.05)

    def measure(
        self, at_ms: int | None = None, point: Point = HERE, speed_kmh: float = 40.0
    ) -> Location:
        """A report of this place and moment, by default now."""
        now_ms = self.server.system.clock.now_ms() if at_ms is None else at_ms
        return self.device.measure(Sight(point, speed_kmh, 90.0), now_ms)

    def report(self, at_ms: int | None = None, point: Point = HERE) -> None:
        """Say where it is."""
        self.send(self.device.report(self.measure(at_ms, point)))

    def listen(self) -> bool:
        """Take what came, and answer it; false when the line is closed."""
        try:
            chunk = self.socket.recv(65_536)
        except TimeoutError:
            return True
        except ConnectionError:
            return False
        answers = self.device.hear(chunk, self.server.system.clock.now_ms())
        if answers:
            self.send(answers)
        return bool(chunk)

    def until(self, done: Callable[[], Any]) -> Any:
        """Listen until something holds."""

        def heard() -> Any:
            self.listen()
            return done()

        return wait_for(heard)

    def until_closed(self) -> None:
        """Listen until the other end hangs up."""
        wait_for(lambda: not self.listen())


def counts(server: Running) -> dict[str, int]:
    """What the gateway refused so far, by reason."""
    return dict(server.system.terminals.gateway.counts)
