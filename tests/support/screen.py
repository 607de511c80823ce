"""What a console does with the live channel: merge frames and know its own place."""

import json
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from console.live.protocol import PositionRecord, decode_positions

Entity = dict[str, Any]


class Screen:
    """A screen's state, merged by id from whatever came in."""

    def __init__(self) -> None:
        self.epoch: str | None = None
        self.seq: int | None = None
        self.calls: dict[str, Entity] = {}
        self.incidents: dict[str, Entity] = {}
        self.vehicles: dict[str, Entity] = {}
        self.alarms: dict[str, Entity] = {}
        self.positions: list[PositionRecord] = []
        self.kinds: list[str] = []

    def hello(self, socket: ClientConnection) -> None:
        """Come in, or come back."""
        socket.send(json.dumps({"type": "hello", "epoch": self.epoch, "seq": self.seq}))

    def hear(self, message: str | bytes) -> str:
        """Take one frame over; its kind."""
        if isinstance(message, bytes):
            _, self.positions = decode_positions(message)
            kind = "positions"
        else:
            frame = json.loads(message)
            kind = str(frame["type"])
            if kind == "snapshot":
                self._replace(frame)
            elif kind == "changes":
                self._merge(frame)
            elif kind == "alarm":
                self._alarm(frame)
        self.kinds.append(kind)
        return kind

    def hear_until(self, socket: ClientConnection, kind: str, within_s: float = 5.0) -> Any:
        """Hear frames until one of this kind; that frame."""
        while True:
            message = socket.recv(timeout=within_s)
            if self.hear(message) == kind:
                return message if isinstance(message, bytes) else json.loads(message)

    def hear_up_to(self, socket: ClientConnection, seq: int, within_s: float = 5.0) -> None:
        """Hear frames until this journal number has been told."""
        while self.seq is None or self.seq < seq:
            self.hear(socket.recv(timeout=within_s))

    def _replace(self, frame: Entity) -> None:
        self.epoch, self.seq = frame["epoch"], frame["seq"]
        self.calls = {call["id"]: call for call in frame["calls"]}
        self.incidents = {incident["id"]: incident for incident in frame["incidents"]}
        self.vehicles = {v["id"]: _without_fix(v) for v in frame["vehicles"]}

    def _merge(self, frame: Entity) -> None:
        assert self.seq is None or frame["seq"] >= self.seq, "numbers never go back"
        self.seq = frame["seq"]
        for kind in ("calls", "incidents", "vehicles"):
            getattr(self, kind).update((entity["id"], entity) for entity in frame[kind])
            for gone in frame["removed"].get(kind, ()):
                getattr(self, kind).pop(gone, None)

    def _alarm(self, frame: Entity) -> None:
        if frame["active"]:
            self.alarms[frame["code"]] = frame
        else:
            self.alarms.pop(frame["code"], None)

    def shows(self, board: Entity) -> bool:
        """Whether this is exactly what a fresh snapshot says."""
        fresh = Screen()
        fresh._replace(board)
        return (self.calls, self.incidents, self.vehicles) == (
            fresh.calls,
            fresh.incidents,
            fresh.vehicles,
        )


def close_code(socket: ClientConnection, within_s: float = 5.0) -> int | None:
    """Read until the server closes; with which code."""
    try:
        while True:
            socket.recv(timeout=within_s)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def _without_fix(vehicle: Entity) -> Entity:
    """What travels in the other lane is in the snapshot only."""
    return {k: v for k, v in vehicle.items() if k not in ("fix", "link_lost_s")}
