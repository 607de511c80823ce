"""The vehicles that have a terminal (车载终端): they dial the gateway as real ones do, while the
others' positions come through the crews' telephones (``gps``)."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from geo.coordinates import Datum
from simulations.day.bodies import Body
from simulations.day.chance import Chance
from simulations.day.picture import ServerTime
from simulations.day.views import TerminalView
from simulations.terminals.device import Device, Identity, Sight
from simulations.terminals.faults import GOOD, PRESETS
from simulations.terminals.line import Line
from stations.protocols.jt808.header import Dialect

MOUNTAIN_SHARE, WORN_SHARE = 0.06, 0.03


class Radios:
    """A line for each vehicle whose terminal stands in the register."""

    def __init__(
        self,
        terminals: Sequence[TerminalView],
        bodies: Mapping[str, Body],
        plates: Mapping[str, str],
        address: tuple[str, int] | None,
        time: ServerTime,
        now_ms: Callable[[], int],
        chance: Chance,
    ) -> None:
        self._time = time
        fitted = [t for t in terminals if t.enabled and t.phone and t.vehicle_id in bodies]
        self.lines: dict[str, Line] = {}
        for terminal in fitted if address is not None else ():
            assert terminal.vehicle_id is not None
            assert address is not None
            body = bodies[terminal.vehicle_id]
            habits = _habits(chance, body.vehicle_id)
            identity = Identity(
                phone=terminal.phone or "",
                device_id=terminal.device_id or "",
                plate=plates[body.vehicle_id],
                dialect=Dialect(terminal.dialect or Dialect.V2019),
                datum=Datum(terminal.datum),
                imei=(terminal.phone or "").zfill(15),
            )
            self.lines[body.vehicle_id] = Line(
                Device(identity, PRESETS.get(habits, GOOD)),
                address,
                self._look(body),
                now_ms,
                faults=PRESETS.get(habits, GOOD),
                speed=lambda: time.speed,
            )

    async def run(self) -> None:
        """Let all of them talk until cancelled."""
        await asyncio.gather(*(line.run() for line in self.lines.values()))

    def _look(self, body: Body) -> Callable[[int], Sight | None]:
        def look(at_ms: int) -> Sight | None:
            if body.sets_off or not self._time.running:
                return None
            return Sight(*body.at(at_ms))

        return look


def _habits(chance: Chance, vehicle_id: str) -> str:
    if chance.happens(MOUNTAIN_SHARE, vehicle_id, "mountain"):
        return "mountain"
    return "worn" if chance.happens(WORN_SHARE, vehicle_id, "worn") else "good"


def address_of(url: str, port: int | None) -> tuple[str, int] | None:
    """Where terminals dial a server whose pages are at this address; None for nowhere."""
    host = urlsplit(url).hostname
    return (host, port) if host is not None and port is not None else None
