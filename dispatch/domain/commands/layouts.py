"""Wishes about how centres work together (受理模式, ORG-02)."""

from dispatch.domain.commands.base import Command
from stations.layouts import Layout, Night


class SetLayout(Command, frozen=True, kw_only=True):
    """A centre works so from a moment on; without one, from now."""

    unit: str
    layout: Layout
    night: Night | None = None
    partner: str | None = None
    from_ms: int | None = None
    reason: str = ""


LayoutCommand = SetLayout
