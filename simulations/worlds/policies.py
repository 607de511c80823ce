"""A scenario's rules as the kernel takes them: the same names that the live desk uses."""

import numpy as np

from simulations.kernel.model import Policy, World, live_redispatch
from simulations.kernel.moves import Dmexclp, MoveUp, NoMoveUp
from simulations.scenarios.applying import Planned
from simulations.scenarios.scenario import Border, MoveUpName, PolicyTerms


def kernel_policy(planned: Planned, world: World) -> Policy:
    """The policy of a scenario."""
    terms = planned.scenario.policy
    return Policy(
        dispatch=terms.choice,
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
