"""What happens outside the dispatch room, by HTTP: a caller rings, a crew presses and drives."""

from typing import Any
from uuid import uuid4

from tests.support.running import STREET, Desks

FIXES_ON_THE_WAY = 4


def ring(outside: Desks, words: str = "我爸胸口痛", **place: Any) -> str:
    """A located call comes in; its number."""
    call_id = f"C{uuid4().hex[:12]}"
    call = {"call_id": call_id, "number": "13907280001", "words": words}
    outside.seat("gateway").do("/calls", {**call, "location": {**STREET, **place}})
    return call_id


class Crew:
    """The crew of a vehicle that was sent, with its buttons and its positioning terminal."""

    def __init__(self, outside: Desks, vehicle_id: str, task_id: str) -> None:
        self.vehicle_id = vehicle_id
        self.task_id = task_id
        self._outside = outside
        self._seat = outside.seat(f"crew-{vehicle_id}")

    def press(self, state: str, **more: Any) -> None:
        """A button of the terminal; returns when the press is acknowledged."""
        self._seat.do(f"/tasks/{self.task_id}/status", {"state": state, **more})

    def hospitals(self) -> list[dict[str, Any]]:
        """Where the patient could go, best first."""
        ranked: list[dict[str, Any]] = self._seat.get(f"/tasks/{self.task_id}/hospitals").json()
        return ranked

    def drive(self) -> None:
        """The fixes of the whole way; the last of them is now and at its end."""
        route = self._seat.get(f"/tasks/{self.task_id}/route").json()
        now_ms = self._seat.get("/board").json()["now_ms"]
        points, passed_s = route["points"], route["passed_s"]
        picked = range(0, len(points), max(1, len(points) // FIXES_ON_THE_WAY))
        fixes = [
            {
                "vehicle_id": self.vehicle_id,
                "lon": points[nth][0],
                "lat": points[nth][1],
                "datum": "wgs84",
                "at_ms": now_ms - round(1000 * (passed_s[-1] - passed_s[nth])),
                "speed_kmh": 43,
                "heading_deg": 90,
            }
            for nth in sorted({*picked, len(points) - 1})
        ]
        answer = self._outside.seat("gateway").post("/fixes", {"fixes": fixes}).json()
        assert answer == {"accepted": len(fixes), "rejected": []}

    def returned(self) -> None:
        """Back at the station."""
        self._seat.do(f"/vehicles/{self.vehicle_id}/returned")


def task_of(outside: Desks, incident_id: str) -> dict[str, Any]:
    """The newest task of an incident."""
    incident = outside.seat("city").get(f"/incidents/{incident_id}").json()
    task: dict[str, Any] = incident["tasks"][-1]
    return task


def names_of_states(outside: Desks) -> dict[str, list[str]]:
    """How the screens call each state, in Chinese and English."""
    names: dict[str, list[str]] = outside.seat("city").get("/region").json()["states"]
    return names
