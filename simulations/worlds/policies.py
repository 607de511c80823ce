"""A scenario's rules as the kernel takes them: the same names that the live desk uses."""

import numpy as np

from simulations.kernel.model import Policy, World, live_redispatch
from simulations.kernel.moves import Dmexclp, MoveUp, NoMoveUp
from simulations.scenarios.applying import Planned
from simulations.scenarios.scenario import Border, MoveUpName, PolicyTerms


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
        move_up=_move_up(terms),
    )


def _move_up(terms: PolicyTerms) -> MoveUp:
    if terms.move_up is MoveUpName.DMEXCLP:
        return Dmexclp(terms.busy_share, terms.cover_minutes * 60.0)
    return NoMoveUp()
