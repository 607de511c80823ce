"""Hospitals of the network (模拟医联体): now and then one sends a patient up, or down to recover.

What a hospital would telephone to its desk goes in by that desk's login, as a person enters it.
"""

import logging
from collections.abc import Sequence

from simulations.day.chance import Chance
from simulations.day.hands import Hands
from simulations.day.link import Link
from simulations.day.picture import Picture
from simulations.day.views import HospitalView, ReferralView, RegionView

log = logging.getLogger("liandong.day")

SLOT_MS = 20 * 60_000
SLOT_SHARE = 0.5
"""In every other third of an hour somebody is referred: some three dozen a day in a prefecture."""

UP_SHARE = 0.6
ACCEPTED = 0.85
ANSWERS_AFTER_S = (180.0, 900.0)
SCHEDULES_AFTER_S = (30.0, 180.0)
PLANNED_SHARE = 0.4
PLANNED_IN_S = (45 * 60.0, 4 * 3600.0)
LARGE_RANK = 3
"""``grade_rank`` from which a hospital takes what smaller ones cannot treat."""

UPWARDS = (
    ("急性心梗，需介入治疗", "胸痛 2 小时，心电图 ST 抬高", "II"),
    ("脑出血，需手术", "意识模糊，右侧肢体无力", "II"),
    ("多发骨折，需专科手术", "骨盆骨折，生命体征平稳", "III"),
    ("高危妊娠", "孕 36 周，血压 160/110", "II"),
)
DOWNWARDS = (
    ("术后康复", "髋关节置换术后 7 天", "IV"),
    ("病情稳定，回当地继续治疗", "脑梗恢复期", "IV"),
)


class Referrers:
    """Asks, answers and schedules; each thing once, whatever is restarted."""

    def __init__(
        self,
        *,
        users: Sequence[str],
        region: RegionView,
        picture: Picture,
        chance: Chance,
        link: Link,
        hands: Hands,
    ) -> None:
        self._users = users
        self._picture = picture
        self._chance = chance
        self._link = link
        self._hands = hands
        self._large = [h for h in region.hospitals if h.grade_rank >= LARGE_RANK]
        self._small = [h for h in region.hospitals if h.grade_rank < LARGE_RANK]
        centre_of = {county.code: county.centre_code for county in region.counties}
        self._unit = {h.code: centre_of.get(h.county_code, "") for h in region.hospitals}
        self._desks: dict[str, str] = {}

    async def sit_down(self) -> None:
        """Learn which desk each colleague's login belongs to."""
        for user in self._users:
            session = await self._link.session(user)
            self._desks[session.user.unit] = user

    def beat(self, now_ms: int) -> None:
        """A new referral at the beginning of a slot; what waits is answered and scheduled."""
        slot = now_ms // SLOT_MS
        if self._large and self._small and self._chance.happens(SLOT_SHARE, "refers", slot):
            self._ask(slot)
        for referral in self._picture.referrals.values():
            if referral.state == "requested":
                self._answer(now_ms, referral)
            elif referral.state == "accepted":
                self._schedule(now_ms, referral)

    def _ask(self, slot: int) -> None:
        up = self._chance.happens(UP_SHARE, "up", slot)
        small = self._chance.pick(self._small, "small", slot)
        large = self._chance.pick(self._large, "large", slot)
        start, goal = (small, large) if up else (large, small)
        reason, condition, urgency = self._chance.pick(UPWARDS if up else DOWNWARDS, "why", slot)
        wish: dict[str, object] = {
            "from_hospital": start.code,
            "to_hospital": goal.code,
            "direction": "up" if up else "down",
            "reason": reason,
            "urgency": urgency,
            "patient": {
                "sex": self._chance.pick(("男", "女"), "sex", slot),
                "age": round(self._chance.between(25, 88, "age", slot)),
                "condition": condition,
            },
        }
        self._do(start, "/api/referrals", wish, f"day refers {slot}")

    def _answer(self, now_ms: int, referral: ReferralView) -> None:
        after_s = self._chance.between(*ANSWERS_AFTER_S, referral.id, "answers")
        if now_ms < referral.last_ms + after_s * 1000:
            return
        accepted = self._chance.happens(ACCEPTED, referral.id, "accepted")
        wish: dict[str, object] = {"accepted": accepted, "reason": "" if accepted else "暂无床位"}
        path, key = f"/api/referrals/{referral.id}/answer", f"day takes {referral.id}"
        self._by(self._unit.get(referral.to_hospital, ""), path, wish, key)

    def _schedule(self, now_ms: int, referral: ReferralView) -> None:
        after_s = self._chance.between(*SCHEDULES_AFTER_S, referral.id, "schedules")
        if now_ms < referral.last_ms + after_s * 1000:
            return
        wish: dict[str, object] = {}
        if self._chance.happens(PLANNED_SHARE, referral.id, "planned"):
            in_s = self._chance.between(*PLANNED_IN_S, referral.id, "when")
            wish["at_ms"] = referral.last_ms + round(in_s * 1000)
        path, key = f"/api/referrals/{referral.id}/schedule", f"day fetches {referral.id}"
        self._by(self._unit.get(referral.from_hospital, ""), path, wish, key)

    def _do(self, hospital: HospitalView, path: str, wish: dict[str, object], key: str) -> None:
        self._by(self._unit[hospital.code], path, wish, key)

    def _by(self, unit: str, path: str, wish: dict[str, object], key: str) -> None:
        """By the desk of that ground; where it is the visitor's, by any colleague's."""
        user = self._desks.get(unit) or next(iter(self._desks.values()), None)
        if user is None:
            return

        async def post() -> None:
            await self._link.post(user, path, wish, key)

        self._hands.do(f"refers {path}", post)
