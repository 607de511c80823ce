"""Two decisions in one act: the second is taken on the board as the first one will leave it."""

from collections.abc import Iterable
from dataclasses import replace as with_changes

from msgspec.structs import replace

from dispatch.apply import apply
from dispatch.board import Touched, still
from dispatch.domain.events import AnyEvent
from dispatch.handlers.context import Context


def ahead(ctx: Context, events: Iterable[AnyEvent]) -> Context:
    """The same author at the same moment, after these events; the real board is not touched."""
    board = replace(still(ctx.board), serials=dict(ctx.board.serials))
    for event in events:
        apply(board, event, Touched())
    return with_changes(ctx, board=board)
