"""Facts about how centres work together."""

from dispatch.domain.events.base import Event
from stations.layouts import LayoutPlan


class LayoutSet(Event, frozen=True, kw_only=True):
    """A centre's layout counts from a moment on (受理模式变更)."""

    plan: LayoutPlan
    reason: str = ""


LayoutEvent = LayoutSet
