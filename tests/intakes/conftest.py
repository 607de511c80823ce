"""One server for the phones of a file, and devices that are entered in its register."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from tests.support.running import Running, run_server


@dataclass(repr=False)
class Phones:
    """A server as its administrator and the phones in its vehicles see it."""

    server: Running
    http: httpx2.Client
    _free: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        fitted = {t.vehicle_id for t in self.server.system.terminals.registry.terminals.values()}
        self._free = iter([v for v in self.server.system.region.vehicles if v not in fitted])

    def vehicle(self) -> str:
        """A vehicle that has no terminal yet."""
        return next(self._free)

    def enter(self, protocol: str, device_id: str, **more: Any) -> str:
        """Enter a device; its id in the register."""
        body = {"id": f"X-{device_id.replace('/', '-')}", "device_id": device_id,
                "protocol": protocol, **more}  # fmt: skip
        self.server.seat("admin").do("/terminals", body)
        return str(body["id"])

    def key(self, terminal_id: str) -> str:
        """Issue its key."""
        return str(self.server.seat("admin").do(f"/terminals/{terminal_id}/key")["key"])

    def entry(self, terminal_id: str) -> dict[str, Any]:
        """The register's entry, as the administrator sees it."""
        entries = self.server.seat("admin").get("/terminals").json()
        return next(each for each in entries if each["id"] == terminal_id)

    def refused(self, protocol: str) -> dict[str, int]:
        """What was refused at a door, by reason."""
        view = self.server.seat("admin").get("/gateway").json()["intakes"][protocol]
        told: dict[str, int] = view["refused"]
        return told

    def place(self, vehicle_id: str) -> tuple[float, float] | None:
        """Where the vehicle is on every console."""
        position = self.server.system.positions.latest.get(vehicle_id)
        return None if position is None else (position.point.lon, position.point.lat)


@pytest.fixture(scope="module")
def phones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phones]:
    folder = tmp_path_factory.mktemp("intakes")
    with (
        run_server(folder, wait_for_roads=False) as server,
        httpx2.Client(base_url=server.url, timeout=20) as http,
    ):
        yield Phones(server, http)
