"""Emergency departments (模拟急诊): they answer who comes, get ready, take over, are full at times.

Each speaks by its own login, as a nurse at its screen does. Now and then one does not look in time:
then the desk's clock runs out, and somebody there has to telephone.
"""

import logging

from simulations.day.chance import Chance
from simulations.day.hands import Hands
from simulations.day.link import Link
from simulations.day.picture import Picture
from simulations.day.views import HospitalStateView, NoticeView, RegionView

log = logging.getLogger("liandong.day")

KNOWS_AFTER_S = (8.0, 70.0)
OVERLOOKED = 0.06
"""A share of notices that nobody sees in time."""
OVERLOOKED_AFTER_S = (150.0, 260.0)
READY_AFTER_S = (30.0, 150.0)
ASKS_TO_DIVERT = 0.03
RECEIVES_AFTER_S = (15.0, 90.0)
TAKES_OVER_AFTER_S = (240.0, 600.0)

SLOT_MS = 30 * 60_000
CROWDED_SHARE = 0.25
"""In every fourth half-hour one of the large hospitals says that it is crowded."""
CROWDED_MS = 45 * 60_000
LARGE_RANK = 2

_AT_DOOR = frozenset({"at_hospital", "handed_over"})
_GETS_READY: dict[str, str] = {
    "chest_pain": "cath_lab",
    "stroke": "stroke_team",
    "trauma": "trauma_team",
    "maternal": "obstetric_team",
    "fever": "isolation_room",
}


class Hospitals:
    """Does each thing once for each notice, whatever is restarted."""

    def __init__(
        self, *, region: RegionView, picture: Picture, chance: Chance, link: Link, hands: Hands
    ) -> None:
        self._picture = picture
        self._chance = chance
        self._link = link
        self._hands = hands
        self._large = [h for h in region.hospitals if h.grade_rank >= LARGE_RANK]

    def beat(self, now_ms: int) -> None:
        """Look at everybody who comes; and say how full it is."""
        for notice in self._picture.notices.values():
            if notice.withdrawn_ms is None:
                self._look_after(now_ms, notice)
        slot = now_ms // SLOT_MS
        if self._large and self._chance.happens(CROWDED_SHARE, "crowded", slot):
            code = self._chance.pick(self._large, "crowded where", slot).code
            self._state(code, slot, now_ms, self._picture.hospital_states.get(f"{code}:emergency"))

    def _look_after(self, now_ms: int, notice: NoticeView) -> None:
        if notice.acknowledged is None:
            late = self._chance.happens(OVERLOOKED, notice.id, "overlooked")
            span_s = OVERLOOKED_AFTER_S if late else KNOWS_AFTER_S
            if notice.active and self._is_time(now_ms, notice.issued_ms, span_s, notice, "knows"):
                self._say(notice, "acknowledge", {"at_ms": now_ms})
            return
        if notice.state in _AT_DOOR:
            self._receive(now_ms, notice)
        elif notice.active:
            self._prepare(now_ms, notice)

    def _prepare(self, now_ms: int, notice: NoticeView) -> None:
        known_ms = notice.acknowledged.at_ms if notice.acknowledged else notice.issued_ms
        if not self._is_time(now_ms, known_ms, READY_AFTER_S, notice, "ready"):
            return
        grave = notice.patient is not None and notice.patient.urgency == "I"
        if notice.divert is None and self._chance.happens(ASKS_TO_DIVERT, notice.id, "asks"):
            self._say(notice, "divert", {"reason": "full", "note": "抢救床位已满"})
        elif not notice.ready:
            centres = notice.patient.centres if notice.patient else ()
            items = [_GETS_READY[c] for c in centres if c in _GETS_READY]
            item = (items or (["resus_room"] if grave else ["ct"]))[0]
            self._say(notice, "preparations", {"item": item, "ready": True})

    def _receive(self, now_ms: int, notice: NoticeView) -> None:
        if notice.arrived is None:
            if self._is_time(now_ms, notice.issued_ms, RECEIVES_AFTER_S, notice, "receives"):
                self._say(notice, "reception", {"step": "arrived", "at_ms": now_ms})
        elif notice.taken_over is None:
            at_ms = notice.arrived.at_ms
            if self._is_time(now_ms, at_ms, TAKES_OVER_AFTER_S, notice, "takes over"):
                self._say(notice, "reception", {"step": "taken_over", "at_ms": now_ms})

    def _is_time(
        self, now_ms: int, since_ms: int, span_s: tuple[float, float], notice: NoticeView, what: str
    ) -> bool:
        return now_ms >= since_ms + self._chance.between(*span_s, notice.id, what) * 1000

    def _state(self, code: str, slot: int, now_ms: int, known: HospitalStateView | None) -> None:
        if known is not None and now_ms < known.until_ms:
            return
        path, until_ms = f"/api/hospitals/{code}/states/emergency", (slot + 1) * SLOT_MS
        wish: dict[str, object] = {"load": "crowded", "until_ms": until_ms + CROWDED_MS}
        self._by(code, path, wish, f"day crowded {code} {slot}")

    def _say(self, notice: NoticeView, what: str, wish: dict[str, object]) -> None:
        path = f"/api/notices/{notice.id}/{what}"
        step = wish.get("step", "")
        self._by(notice.hospital_code, path, wish, f"day {what}{step} {notice.id}")

    def _by(self, code: str, path: str, wish: dict[str, object], key: str) -> None:
        async def post() -> None:
            await self._link.post(f"hospital-{code}", path, wish, key)

        self._hands.do(f"hospital {path}", post)
