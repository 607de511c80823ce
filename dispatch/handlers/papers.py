"""Paper slips: books handed out in good time, what was written entered later (SYS-03)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.papers import BOOKS_MAX, SLIPS_MAX, PaperBook, paper_incident_id
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.details import check_details
from dispatch.handlers.opening import begin


def draw(ctx: Context, command: c.DrawPapers) -> Answer:
    """The next numbers of the unit, never drawn twice whatever becomes of them."""
    if command.unit not in ctx.region.units:
        raise no_such("机构", "unit", "unit", command.unit)
    if not 1 <= command.count <= SLIPS_MAX:
        raise Refusal(
            "slips_out_of_range",
            f"一本 1–{SLIPS_MAX} 张",
            f"a book has 1–{SLIPS_MAX} slips",
            field="count",
            value=command.count,
            remedy="分几本领 / draw several books",
        )
    if sum(book.unit == command.unit for book in ctx.board.books.values()) >= BOOKS_MAX:
        raise Conflict(
            "too_many_books",
            f"{command.unit} 还有 {BOOKS_MAX} 本未补录完",
            f"{command.unit} has {BOOKS_MAX} books that are not entered yet",
            field="unit",
            value=command.unit,
            remedy="先补录已领的 / enter those first",
        )
    first = ctx.board.serials.get(f"Z-{command.unit}", 0) + 1
    event = e.PapersDrawn(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        book_id=f"{command.unit}-Z{first:04d}",
        unit=command.unit,
        seat=command.seat,
        first=first,
        last=first + command.count - 1,
    )
    return Answer((event,), book_id=event.book_id)


def enter(ctx: Context, command: c.EnterPaper) -> Answer:
    """A slip becomes an incident under the number it bears, counting from when it was written."""
    book = _book_of(ctx, command)
    if not book.issued_ms <= command.written_ms <= ctx.now_ms:
        raise Refusal(
            "written_out_of_range",
            "填写时间须在领用之后、现在之前",
            "a slip is written after it was drawn and before now",
            field="written_ms",
            value=command.written_ms,
            remedy="核对单上的时间 / check the time on the slip",
        )
    check_details(command.details)
    incident_id = paper_incident_id(command.unit, command.slip, command.written_ms)
    opened, described = begin(
        ctx,
        incident_id,
        command.unit,
        command.details,
        command.place,
        kind=command.kind,
        at_ms=command.written_ms,
    )
    entered = e.PaperEntered(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        book_id=book.id,
        slip=command.slip,
        incident_id=incident_id,
        written_ms=command.written_ms,
        number=command.number,
    )
    return Answer((opened, described, entered), incident_id=incident_id, book_id=book.id)


def _book_of(ctx: Context, command: c.EnterPaper) -> PaperBook:
    for book in ctx.board.books.values():
        if book.unit == command.unit and book.first <= command.slip <= book.last:
            if command.slip not in book.entered:
                return book
            raise _entered(command)
    if command.slip <= ctx.board.serials.get(f"Z-{command.unit}", 0):
        raise _entered(command)
    raise Refusal(
        "slip_not_drawn",
        f"{command.unit} 没有领过 Z{command.slip:04d} 号纸质单",
        f"{command.unit} never drew slip Z{command.slip:04d}",
        field="slip",
        value=command.slip,
        remedy="核对机构和单号 / check the unit and the number",
    )


def _entered(command: c.EnterPaper) -> Conflict:
    return Conflict(
        "slip_entered",
        f"Z{command.slip:04d} 号纸质单已补录",
        f"slip Z{command.slip:04d} has been entered already",
        field="slip",
        value=command.slip,
        remedy="在事件中查看 / look for its incident",
    )
