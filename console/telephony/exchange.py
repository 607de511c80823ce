"""The port to whatever exchange a centre has (CTI 接口, CALL-01)."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from dispatch.telephony.told import LineOrder, Told

Hears = Callable[[Told], Awaitable[None]]
"""Takes what the exchange tells; waiting for it is what slows an exchange that talks too fast."""


class Exchange(Protocol):
    """An exchange that reports what its lines do and carries out what desks ask."""

    name: str
    """Names its lines in the journal: a line id is only unique within its exchange."""
    prefix: str
    """Before its line numbers, so that they never meet those of another source of calls."""
    connected: bool

    def start(self, switchboard: "Listener") -> None:
        """Be connected from now on, and again after every fault."""

    async def stop(self) -> None:
        """Hang up on the exchange; the lines stay with it."""

    async def order(self, order: LineOrder, line_id: str, extension: str) -> None:
        """Carry out, or raise :class:`NotCarriedOut` with the exchange's own words."""


class Listener(Protocol):
    """Who hears the exchange."""

    async def heard(self, told: Told) -> None:
        """One change of one line."""

    async def connected(self, standing: list[Told]) -> None:
        """The exchange is there, and these lines stand on it."""

    def away(self) -> None:
        """Nothing is heard of the exchange any more."""
