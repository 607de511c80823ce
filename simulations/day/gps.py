"""GPS terminals (车载终端): every vehicle's fixes in batches, a few of them from bad terminals."""

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from geo.coordinates import Datum, Point, distance_m, from_wgs84
from simulations.day.bodies import Body
from simulations.day.chance import Chance
from simulations.day.driving import displaced
from simulations.day.link import Link
from simulations.day.views import FixAnswer

log = logging.getLogger("liandong.day")

MOVING_EVERY_MS = 5_000
AWAY_EVERY_MS = 20_000
HOME_EVERY_MS = 60_000
HOME_M = 300.0
NEWEST_KEPT = 2
"""Fixes of one vehicle in one batch: at high speed the clock jumps over the older ones."""

BATCH_MAX = 500
JITTER_M = 3.0
GCJ02_SHARE, SILENT_SHARE, STUTTERING_SHARE = 0.03, 0.03, 0.02
SILENCE_MS = 300_000
SILENCE_PART = 0.25

Record = dict[str, Any]


class Terminals:
    """All terminals; each measures at its own seconds, so that they do not report in step."""

    def __init__(self, bodies: Iterable[Body], homes: dict[str, Point], chance: Chance) -> None:
        self._bodies = list(bodies)
        self._homes = homes
        self._chance = chance
        ids = [body.vehicle_id for body in self._bodies]
        self._phase_ms = {v: int(chance.between(0, HOME_EVERY_MS, v, "phase")) for v in ids}
        self._gcj02 = {v for v in ids if chance.happens(GCJ02_SHARE, v, "gcj02")}
        self._silent = {v for v in ids if chance.happens(SILENT_SHARE, v, "silent")}
        self._stuttering = {v for v in ids if chance.happens(STUTTERING_SHARE, v, "stutter")}
        self._last: dict[str, Record] = {}
        self._last_ms: dict[str, int] = {}

    def forget_time(self) -> None:
        """After a snapshot the clock may stand earlier than before."""
        self._last_ms.clear()

    def measure(self, now_ms: int) -> list[Record]:
        """The fixes since the last time, oldest first for each vehicle."""
        records: list[Record] = []
        for body in self._bodies:
            vehicle_id = body.vehicle_id
            moments = self._moments(body, now_ms)
            if not moments or body.sets_off:
                continue
            self._last_ms[vehicle_id] = moments[-1]
            if vehicle_id in self._silent and self._is_silent(vehicle_id, now_ms):
                continue
            if vehicle_id in self._stuttering and vehicle_id in self._last:
                records.append(self._last[vehicle_id])  # late and twice: the server drops it
            records += [self._fix(body, at_ms) for at_ms in moments]
            self._last[vehicle_id] = records[-1]
        return records

    def _moments(self, body: Body, now_ms: int) -> list[int]:
        """When this terminal has measured since it last reported."""
        vehicle_id = body.vehicle_id
        last_ms = self._last_ms.get(vehicle_id, now_ms - HOME_EVERY_MS)
        if now_ms - last_ms < MOVING_EVERY_MS:
            return []
        every_ms = self._every_ms(body, now_ms)
        newest = now_ms - (now_ms + self._phase_ms[vehicle_id]) % every_ms
        count = min(NEWEST_KEPT, -((last_ms - newest) // every_ms))
        return [newest - back * every_ms for back in reversed(range(max(0, count)))]

    def _every_ms(self, body: Body, now_ms: int) -> int:
        if body.is_moving(now_ms):
            return MOVING_EVERY_MS
        home = distance_m(body.at(now_ms).point, self._homes[body.vehicle_id]) < HOME_M
        return HOME_EVERY_MS if home else AWAY_EVERY_MS

    def _is_silent(self, vehicle_id: str, now_ms: int) -> bool:
        return self._chance.happens(SILENCE_PART, vehicle_id, "quiet", now_ms // SILENCE_MS)

    def _fix(self, body: Body, at_ms: int) -> Record:
        point, speed_kmh, heading_deg = body.at(at_ms)
        draw = (body.vehicle_id, at_ms)
        east_m = JITTER_M * self._chance.normal(*draw, "east")
        point = displaced(point, east_m, JITTER_M * self._chance.normal(*draw, "north"))
        datum = Datum.GCJ02 if body.vehicle_id in self._gcj02 else Datum.WGS84
        lon, lat = from_wgs84(point, datum)
        return {
            "vehicle_id": body.vehicle_id,
            "lon": round(lon, 6),
            "lat": round(lat, 6),
            "datum": datum.value,
            "at_ms": at_ms,
            "speed_kmh": round(speed_kmh, 1),
            "heading_deg": round(heading_deg),
        }


class Gateway:
    """The positioning gateway: passes the terminals' fixes on."""

    def __init__(self, terminals: Terminals, link: Link, user: str = "gateway") -> None:
        self._terminals = terminals
        self._link = link
        self._user = user
        self.accepted = 0
        self.rejected: Counter[str] = Counter()

    async def pass_on(self, now_ms: int) -> None:
        """Send what was measured; a batch that is lost is not sent again, newer ones follow."""
        records = self._terminals.measure(now_ms)
        for start in range(0, len(records), BATCH_MAX):
            batch = {"fixes": records[start : start + BATCH_MAX]}
            key = f"day fixes {now_ms} {start}"
            content = await self._link.post(self._user, "/api/fixes", batch, key)
            answer = msgspec.json.decode(content, type=FixAnswer)
            self.accepted += answer.accepted
            self.rejected.update(fix.code for fix in answer.rejected)
