"""Who may send whose vehicles (跨界调度规则, DSP-04): for each ordered pair of centres one rule.

"Any desk may propose the nearest vehicle of a neighbour" (domain.md §3.6); whether it is simply
sent, sent with a note, or asked for first is agreed between the centres, and changes with time.
"""

from enum import StrEnum

import msgspec


class BoundaryRule(StrEnum):
    """What one centre must do to send another's vehicle: 直接派, 派后告知, 先征求同意."""

    AUTO = "auto"
    NOTIFY = "notify"
    ASK = "ask"


BOUNDARY_RULE_NAMES: dict[BoundaryRule, tuple[str, str]] = {
    BoundaryRule.AUTO: ("直接派", "send"),
    BoundaryRule.NOTIFY: ("派后告知", "send and tell"),
    BoundaryRule.ASK: ("先征求同意", "ask first"),
}


class Fallback(StrEnum):
    """What happens when nobody answers in time: the next best is proposed, or the city decides."""

    NEXT_BEST = "next_best"
    CITY = "city"


FALLBACK_NAMES: dict[Fallback, tuple[str, str]] = {
    Fallback.NEXT_BEST: ("改派次优", "next best"),
    Fallback.CITY: ("市中心裁定", "the city decides"),
}

ASK_WITHIN_MAX_S = 600


class BoundaryTerm(msgspec.Struct, frozen=True, kw_only=True):
    """What ``asking`` must do to send a vehicle of ``lending``, from a moment on (0: always)."""

    asking: str
    lending: str
    rule: BoundaryRule
    timeout_s: int | None = None
    """Seconds agreed for the answer; None: by the lending centre's limit."""
    fallback: Fallback = Fallback.NEXT_BEST
    from_ms: int = 0
