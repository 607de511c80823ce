"""Who is still there (在席): a seat whose screens are all gone is signed out after a while.

A seat is taken by whoever says so; what is watched here is only that nobody goes on counting as
present after the last screen was closed. A login that never had a screen (a program's) is left
alone. Owned by the event loop.
"""

import asyncio
import logging
from collections.abc import Callable

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.errors import Refusal
from dispatch.writer import Writer

log = logging.getLogger("liandong.desks")

AWAY_AFTER_S = 90.0
"""So long a screen may be away: a reload, another network, a computer that starts anew."""
_GONE = "屏幕已关闭 / the screen was closed"


class Presence:
    """Signs out who has gone."""

    def __init__(
        self,
        board: Board,
        writer: Writer,
        connected: Callable[[], set[str]],
        now_s: Callable[[], float],
    ) -> None:
        self._board = board
        self._writer = writer
        self._connected = connected
        self._now_s = now_s
        self._last_seen_s: dict[str, float] = {}

    async def look(self) -> None:
        """Once in a while: who was here and is not any more."""
        now_s, here = self._now_s(), self._connected()
        self._last_seen_s.update(dict.fromkeys(here, now_s))
        for user, seen_s in list(self._last_seen_s.items()):
            if user not in here and now_s - seen_s > AWAY_AFTER_S:
                del self._last_seen_s[user]
                if (seat := self._board.seats.get(user)) is not None:
                    await self._sign_out(user, seat.since_ms)

    async def _sign_out(self, user: str, since_ms: int) -> None:
        request = c.Request(
            command_id=f"gone-{user}-{since_ms}",
            actor=SYSTEM,
            command=c.ClearSeat(user=user, reason=_GONE),
        )
        try:
            await asyncio.wrap_future(self._writer.submit(request))
        except Refusal as refusal:
            log.warning("seat of %s not signed out: %s", user, refusal.code)
