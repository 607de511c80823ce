"""A scenario's rules as the kernel takes them: the same names that the live desk uses."""

from collections.abc import Mapping

import numpy as np

from simulations.kernel.model import NONE, Ints, Policy, World, live_redispatch
from simulations.kernel.moves import Compliance, Dmexclp, MoveUp, NoMoveUp, PriorityList
from simulations.scenarios.applying import Planned
from simulations.scenarios.scenario import Border, MoveUpName
from simulations.scenarios.standby import StandbyNames


def kernel_policy(planned: Planned, world: World) -> Policy:
    """The policy of a scenario; districts of one centre share its rules."""
    terms, region = planned.scenario.policy, planned.region
    own = {region.centre_of_county(county): c for county, c in planned.county_policy.items()}
    return Policy(
        dispatch=terms.choice,
        dispatch_of_centre=tuple(own.get(centre, terms.choice) for centre in world.centre_ids),
        redispatch=live_redispatch() if terms.redispatch else np.zeros((5, 5), dtype=np.bool_),
        own_county_only=terms.border is Border.CLOSED,
        meet=terms.meet,
        cover_s=terms.cover_minutes * 60.0,
        move_up=_move_up(planned, world),
    )


def _move_up(planned: Planned, world: World) -> MoveUp:
    terms = planned.scenario.policy
    if terms.move_up is MoveUpName.DMEXCLP:
        return Dmexclp(terms.busy_share, terms.cover_minutes * 60.0)
    if terms.move_up is MoveUpName.COMPLIANCE:
        return Compliance(_tables(world, _rows(planned, world)))
    if terms.move_up is MoveUpName.PRIORITY:
        return PriorityList(_lists(world, _rows(planned, world)))
    return NoMoveUp()


def _rows(planned: Planned, world: World) -> dict[tuple[int, int], list[int]]:
    """Stations by centre and number of free vehicles, as indices of the world."""
    meant = StandbyNames(planned.region, planned.scenario.first_day)
    return {
        (world.centre_ids.index(meant.centre(row.county) or ""), row.free): [
            world.station_ids.index(meant.station(text) or "") for text in row.stations
        ]
        for row in planned.scenario.standby
    }


def _tables(world: World, rows: Mapping[tuple[int, int], list[int]]) -> Ints:
    """How many wait at each station; above a centre's last row, that row goes on."""
    most = max(free for _, free in rows)
    tables = np.zeros((len(world.centre_ids), most + 1, len(world.station_ids)), dtype=np.int32)
    for centre in {centre for centre, _ in rows}:
        for free in range(1, most + 1):
            named = rows.get((centre, free))
            tables[centre, free] = (
                tables[centre, free - 1]
                if named is None
                else np.bincount(named, minlength=len(world.station_ids))
            )
    return tables


def _lists(world: World, rows: Mapping[tuple[int, int], list[int]]) -> Ints:
    lists = np.full((len(world.centre_ids), max(map(len, rows.values()))), NONE, dtype=np.int32)
    for (centre, _), stations in rows.items():
        lists[centre, : len(stations)] = stations
    return lists
