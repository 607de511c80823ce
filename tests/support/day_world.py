"""A small country for the simulated day: a dozen towns, two stations, a hospital, no server."""

from typing import Any

import msgspec

from geo.coordinates import Point
from simulations.day.frames import ChangesFrame
from simulations.day.link import Link
from simulations.day.places import Town
from simulations.day.views import RegionView

NOON_MS = 1_795_320_000_000
"""2026-11-22 12:00 in China."""

HOME = Point(110.80, 32.60)
CLINIC = Point(110.90, 32.70)


def towns() -> list[Town]:
    """Twelve townships of two counties, a third of them urban."""
    return [
        Town(
            code=f"42030{nth:02d}",
            name=f"{'甲乙丙丁戊己庚辛壬癸子丑'[nth]}镇",
            county_name="东县" if nth % 2 else "西县",
            point=Point(110.5 + nth / 20, 32.5 + nth / 30),
            population=20_000 + 5_000 * nth,
            urban=nth % 3 == 0,
        )
        for nth in range(12)
    ]


def region() -> RegionView:
    """What ``/api/region`` would say of it."""
    home = {"lon": HOME.lon, "lat": HOME.lat}
    return msgspec.convert(
        {
            "code": "4203",
            "name": "小市",
            "units": [{"code": "S1", **home}],
            "counties": [
                {"code": "01", "name": "东县", "centre_code": "C1"},
                {"code": "02", "name": "西县", "centre_code": "C2"},
            ],
            "townships": [],
            "hospitals": [{"code": "H1", "lon": CLINIC.lon, "lat": CLINIC.lat}],
            "vehicles": [
                {"id": v, "name": v, "station_code": "S1", "county_code": "01"}
                for v in ("V001", "V002")
            ],
        },
        RegionView,
    )


def changes(**entities: Any) -> ChangesFrame:
    """A frame of the live channel that tells of these records."""
    frame = {"seq": 1, "calls": [], "incidents": [], "vehicles": [], "removed": {}, **entities}
    return msgspec.convert({"type": "changes", **frame}, ChangesFrame)


def call(call_id: str, **more: Any) -> dict[str, Any]:
    """A call on the board, ringing unless told otherwise."""
    plain = {
        "id": call_id,
        "state": "ringing",
        "rang_ms": NOON_MS,
        "answered_ms": None,
        "ended_ms": None,
        "answered_by": None,
        "call_class": None,
        "incident_id": None,
    }
    return {**plain, **more}


def task(state: str = "assigned", *earlier: str, vehicle_id: str = "V001") -> dict[str, Any]:
    """A task in a state, its stamps a minute apart, the last of them at noon."""
    states = [*earlier, state]
    return {
        "id": "I1-01",
        "vehicle_id": vehicle_id,
        "state": state,
        "active": True,
        "stamps": [
            {"state": name, "at_ms": NOON_MS - 60_000 * back}
            for name, back in zip(states, reversed(range(len(states))), strict=True)
        ],
        "hospital_code": None,
        "ordered_by": {"user": "dongxian"},
    }


def incident(*tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An incident on the board, opened at noon."""
    plain = {
        "id": "I1",
        "state": "responding" if tasks else "waiting",
        "opened_ms": NOON_MS,
        "urgency": "II",
        "patient_count": 1,
        "location": {"lon": 110.85, "lat": 32.65},
        "township_code": None,
        "call_ids": [],
        "tasks": list(tasks),
    }
    return {**plain, **more}


class RecordingLink(Link):
    """A line whose far end is the test: it notes what is said and answers what it was told to."""

    def __init__(self, answers: dict[str, Any] | None = None) -> None:
        super().__init__("http://127.0.0.1:9", "unused")
        self.answers = answers or {}
        self.said: list[tuple[str, str, Any, str]] = []

    async def get(self, user: str, path: str, kind: Any) -> Any:
        """The prepared answer of this path."""
        return msgspec.convert(self.answers[path.partition("?")[0]], kind)

    async def post(self, user: str, path: str, body: Any, key: str) -> bytes:
        """Note it."""
        self.said.append((user, path, body, key))
        return b"{}"
