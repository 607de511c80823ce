"""Any wish about the change of shifts and about messages."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.messages import AddresseeKind
from stations.region import Region

Draw = Callable[[st.SearchStrategy[Any]], Any]


def about_shifts(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about a sheet, signed by anybody at any time."""
    keys = [f"incident:{i}" for i in board.incidents] + [f"call:{i}" for i in board.calls]
    sheet_id = _known(draw, board.shifts)
    match draw(st.integers(0, 4)):
        case 0 | 1:
            notes = dict.fromkeys(keys[:2], "盯住")
            return c.SignShift(notes=notes, whole=draw(st.sampled_from([None, True, False])))
        case 2:
            every = tuple(item.key for s in board.shifts.values() for item in s.items)
            return c.TakeShift(
                sheet_id=sheet_id, acknowledged=draw(st.sampled_from([(), every, tuple(keys)]))
            )
        case 3:
            return c.WithdrawShift(sheet_id=sheet_id)
        case _:
            reason = draw(st.sampled_from(["", "病倒"]))
            return c.ReleaseShift(user=_known(draw, board.seats), reason=reason)


def about_messages(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A message from anybody to anybody, or read by anybody."""
    if draw(st.integers(0, 2)) == 0:
        return c.ReadMessage(message_id=_known(draw, board.messages))
    kind = draw(st.sampled_from(AddresseeKind))
    named = {
        AddresseeKind.UNIT: region.units,
        AddresseeKind.SEAT: board.seats,
        AddresseeKind.VEHICLE: region.vehicles,
        AddresseeKind.HOSPITAL: region.hospitals,
    }[kind]
    return c.SendMessage(
        to_kind=kind,
        to_id=_known(draw, named),
        text=draw(st.sampled_from(["速回电", "", "长" * 301])),
        urgent=draw(st.booleans()),
        incident_id=draw(st.sampled_from([None, None, *sorted(board.incidents)])),
    )


def _known(draw: Draw, ids: Any) -> str:
    known: str = draw(st.sampled_from([*sorted(ids), "nobody's"]))
    return known
