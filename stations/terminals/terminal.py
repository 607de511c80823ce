"""A registered terminal, and what its conduct tells of it."""

from enum import StrEnum

import msgspec

from geo.coordinates import Datum


class Protocol(StrEnum):
    """How a device reaches us (接入方式); a device may come through its own door only."""

    JT808 = "jt808"
    OSMAND = "osmand"
    OWNTRACKS = "owntracks"
    MQTT = "mqtt"


class Terminal(msgspec.Struct, frozen=True, kw_only=True):
    """One device (终端). Known in advance by its number, its device id, or by its vehicle, whose
    plate it says; what was not known in advance is taken over from its first registration.

    JT/T 808 does not say which datum positions are in, so the register does.
    """

    id: str
    vehicle_id: str | None = None
    """None while it is not built into any vehicle: it may log in and moves nothing."""
    phone: str | None = None
    """The number in its header, without zeros in front."""
    device_id: str | None = None
    datum: Datum = Datum.WGS84
    protocol: Protocol = Protocol.JT808
    dialect: str | None = None
    """Learnt at its last login."""
    enabled: bool = True
    cloned: bool = False
    """Two devices use its number; it moves nothing until a person has looked."""
    code_hash: str | None = None
    """SHA-256 of the code it authenticates with; who reads the database cannot log in with it."""
    last_seen_ms: int | None = None
    clock_ahead_ms: int | None = None
    """By how much its clock is ahead of the server's."""


class Stranger(msgspec.Struct, kw_only=True):
    """Somebody who is not in the register and knocks; shown so that he can be entered."""

    phone: str
    """The number, or the name that a device gave that has none."""
    protocol: Protocol = Protocol.JT808
    device_id: str = ""
    plate: str = ""
    reason: str
    times: int = 0
    last_ms: int = 0
