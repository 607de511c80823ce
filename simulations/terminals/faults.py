"""What real terminals do wrong, as data: shares of reports, and seconds."""

import msgspec


class Faults(msgspec.Struct, frozen=True, kw_only=True):
    """The habits of a bad terminal; all zero is a good one. Shares are of its reports."""

    repeated: float = 0.0
    """Sent twice, with the same number."""
    swapped: float = 0.0
    """Sent after the next one."""
    not_located: float = 0.0
    """Without a position: the receiver sees no sky."""
    teleported: float = 0.0
    """Some 50 km off."""
    future: float = 0.0
    """An hour ahead of its time."""
    clock_ahead_s: int = 0
    """By how much its clock is ahead, always."""
    tunnel_every_s: float = 0.0
    """How often the network is lost; 0 is never."""
    tunnel_s: float = 40.0
    """For how long; what was measured meanwhile comes in one batch (盲区补报)."""
    restart_every_s: float = 0.0
    """How often it restarts, counts its messages from zero and has to come back; 0 is never."""


GOOD = Faults()

PRESETS: dict[str, Faults] = {
    "good": GOOD,
    "mountain": Faults(tunnel_every_s=180.0, not_located=0.02, repeated=0.01),
    "worn": Faults(repeated=0.03, swapped=0.02, not_located=0.03, restart_every_s=300.0),
    "broken": Faults(repeated=0.03, swapped=0.02, not_located=0.02, teleported=0.02, future=0.01),
    "wrong-zone": Faults(clock_ahead_s=-8 * 3600),
}
"""Kinds of terminal by name, for the command line."""
