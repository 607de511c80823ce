"""From a terminal's location to a ``Fix``, or the reason why it moves nothing."""

from stations.positions.fix import Fix, FixOrigin
from stations.protocols.jt808.messages.locations import Location
from stations.terminals.clocks import TerminalClock
from stations.terminals.terminal import Terminal


def fix_of(
    location: Location, terminal: Terminal, clock: TerminalClock, now_ms: int, *, late: bool
) -> Fix | str:
    """The fix of a location, in the terminal's datum and by a clock put right; else a code.

    ``late`` reports were kept back in a blind area: they tell nothing of the terminal's clock."""
    if terminal.cloned:
        return "cloned_terminal"
    if terminal.vehicle_id is None:
        return "unbound_terminal"
    claimed_ms = location.at_ms
    if claimed_ms is None:
        return "bad_time"
    if not late and location.located:
        clock.look(claimed_ms, now_ms)
    return Fix(
        vehicle_id=terminal.vehicle_id,
        lon=location.lon,
        lat=location.lat,
        datum=terminal.datum,
        at_ms=claimed_ms - clock.correction_ms,
        speed_kmh=location.speed_dkmh / 10,
        heading_deg=location.heading_deg,
        origin=FixOrigin.JT808,
        mileage_km=location.mileage_km,
        alarms=location.alarms,
        located=location.located,
    )
