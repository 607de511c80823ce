"""Hand-overs between shifts as shown and printed (交接班单)."""

import msgspec

from dispatch.domain.shifts import ShiftItem, ShiftSheet
from dispatch.projections.views.shared import PersonView, person_view


class ShiftItemView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a sheet; ``key`` is what is ticked."""

    key: str
    kind: str
    record_id: str
    since_ms: int
    about: str
    mine: bool
    note: str


class ShiftView(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet with both signatures; ``more`` lines did not fit."""

    id: str
    unit: str
    state: str
    by: PersonView
    seated_ms: int
    signed_ms: int
    items: tuple[ShiftItemView, ...]
    whole: bool
    remark: str
    more: int
    settled_ms: int | None
    settled_by: PersonView | None
    answer: str


def shift_view(sheet: ShiftSheet) -> ShiftView:
    """The view of a sheet."""
    return ShiftView(
        id=sheet.id,
        unit=sheet.unit,
        state=sheet.state.value,
        by=person_view(sheet.by),
        seated_ms=sheet.seated_ms,
        signed_ms=sheet.signed_ms,
        items=tuple(shift_item_view(item) for item in sheet.items),
        whole=sheet.whole,
        remark=sheet.remark,
        more=sheet.more,
        settled_ms=sheet.settled_ms,
        settled_by=person_view(sheet.settled_by) if sheet.settled_by else None,
        answer=sheet.answer,
    )


def shift_item_view(item: ShiftItem) -> ShiftItemView:
    """The view of one line."""
    return ShiftItemView(
        key=item.key,
        kind=item.kind.value,
        record_id=item.record_id,
        since_ms=item.since_ms,
        about=item.about,
        mine=item.mine,
        note=item.note,
    )
