"""The change of shifts: two signatures, and nobody leaves what no one has taken (ORG-06)."""

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.errors import Conflict
from dispatch.domain.seats import SeatState
from dispatch.domain.shifts import ShiftItem, ShiftItemKind, ShiftState
from dispatch.shifts import shift_items
from tests.support.small_world import CITY_DESK, COUNTY_DESK, LEADER, Core

REQUIREMENTS = ("ORG-06", "ORG-05")

NEXT = Actor(user="chen", name="陈", role=Role.DISPATCHER, unit="市")
OUT = c.ChangeSeat(state=SeatState.OUT)


def seated(*people: Actor) -> Core:
    """A core with these at their seats."""
    core = Core()
    for person in people:
        core.ask(person, c.ChangeSeat(state=SeatState.LOGGED_IN))
    return core


def items(core: Core, who: Actor) -> list[ShiftItem]:
    """What somebody would leave behind."""
    return shift_items(core.board, core.region, who.user, who.unit)


def signed(core: Core, who: Actor, **words: object) -> str:
    """Somebody signs; the number of the sheet."""
    sheet_id = core.ask(who, c.SignShift(**words)).sheet_id  # type: ignore[arg-type]
    assert sheet_id is not None
    return sheet_id


def hung_up(core: Core, **details: object) -> str:
    """An event whose caller has hung up."""
    incident_id = core.open_incident(**details)  # type: ignore[arg-type]
    core.ask(CITY_DESK, c.EndCall(call_id="A", by_caller=True))
    return incident_id


def test_who_leaves_an_open_event_is_refused_with_the_list_of_what_is_open() -> None:
    core = seated(CITY_DESK)
    incident_id = hung_up(core, address="人民路12号", complaint="胸痛")
    refusal = core.refuse(CITY_DESK, OUT)
    assert isinstance(refusal, Conflict)
    assert refusal.code == "shift_items_open"
    assert [item["key"] for item in refusal.extras["items"]] == [f"incident:{incident_id}"]
    assert "人民路12号" in refusal.zh


def test_who_leaves_nothing_behind_simply_goes() -> None:
    core = seated(CITY_DESK)
    core.ask(CITY_DESK, OUT)
    assert not core.board.seats


def test_the_second_signature_needs_every_open_item_and_then_moves_both_seats() -> None:
    core = seated(CITY_DESK)
    incident_id = hung_up(core)
    key = f"incident:{incident_id}"
    sheet_id = signed(core, CITY_DESK, notes={key: "家属会再来电"}, remark="暖风坏")
    refusal = core.refuse(NEXT, c.TakeShift(sheet_id=sheet_id))
    assert (refusal.code, refusal.extras["count"]) == ("items_unacknowledged", 1)
    core.now_ms += 60_000
    core.ask(NEXT, c.TakeShift(sheet_id=sheet_id, acknowledged=(key,), note="知道了"))
    sheet = core.board.shifts[sheet_id]
    assert (sheet.state, sheet.settled_by) == (ShiftState.TAKEN, NEXT)
    assert [(item.kind, item.note) for item in sheet.items] == [
        (ShiftItemKind.WAITING, "家属会再来电")
    ]
    assert {u: s.state for u, s in core.board.seats.items()} == {"chen": SeatState.LOGGED_IN}
    assert [item.key for item in items(core, NEXT) if item.mine] == [key]


def test_what_comes_up_after_the_first_signature_must_be_acknowledged_too() -> None:
    core = seated(CITY_DESK)
    sheet_id = signed(core, CITY_DESK, whole=True)
    incident_id = hung_up(core)
    refusal = core.refuse(NEXT, c.TakeShift(sheet_id=sheet_id))
    assert refusal.extras["items"][0]["key"] == f"incident:{incident_id}"


def test_nobody_relieves_himself_and_no_other_desk_does() -> None:
    core = seated(CITY_DESK, COUNTY_DESK)
    sheet_id = signed(core, CITY_DESK)
    assert core.refuse(CITY_DESK, c.TakeShift(sheet_id=sheet_id)).code == "same_person"
    assert core.refuse(COUNTY_DESK, c.TakeShift(sheet_id=sheet_id)).code == "beyond_reach"


def test_who_is_still_on_the_telephone_is_not_relieved_yet() -> None:
    core = seated(CITY_DESK)
    core.ring("B")
    core.ask(CITY_DESK, c.AnswerCall(call_id="B"))
    sheet_id = signed(core, CITY_DESK)
    wish = c.TakeShift(sheet_id=sheet_id, acknowledged=("call:B",))
    assert core.refuse(NEXT, wish).code == "still_talking"


def test_while_a_colleague_stays_only_ones_own_is_handed_over() -> None:
    core = seated(CITY_DESK, NEXT)
    hung_up(core)
    core.ask(CITY_DESK, c.PauseVehicle(vehicle_id="十堰01", reason="检修"))
    assert {item.kind for item in items(core, CITY_DESK)} == {ShiftItemKind.WAITING}
    assert items(core, NEXT) == []
    core.ask(NEXT, OUT)
    kinds = {item.kind for item in items(core, CITY_DESK)}
    assert kinds == {ShiftItemKind.WAITING, ShiftItemKind.PAUSE}


def test_a_leader_lets_somebody_go_only_with_a_reason_that_stays_on_the_sheet() -> None:
    core = seated(CITY_DESK)
    hung_up(core)
    assert core.refuse(LEADER, c.ReleaseShift(user="li", reason=" ")).code == "reason_missing"
    assert core.refuse(LEADER, c.ClearSeat(user="li", reason="")).code == "reason_missing"
    sheet_id = core.ask(LEADER, c.ReleaseShift(user="li", reason="突发急病送医")).sheet_id
    sheet = core.board.shifts[sheet_id or ""]
    assert (sheet.state, sheet.answer) == (ShiftState.RELEASED, "突发急病送医")
    assert (sheet.by.user, len(sheet.items)) == ("li", 1)
    assert "li" not in core.board.seats


def test_a_sheet_signed_again_keeps_its_number_and_a_note_of_what_is_over() -> None:
    core = seated(CITY_DESK)
    first = signed(core, CITY_DESK, remark="一")
    assert signed(core, CITY_DESK, remark="二", notes={"incident:gone": "已电话告知"}) == first
    sheet = core.board.shifts[first]
    assert (sheet.remark, sheet.items[0].kind) == ("二", ShiftItemKind.OVER)
    core.ask(CITY_DESK, c.WithdrawShift(sheet_id=first))
    assert core.refuse(NEXT, c.TakeShift(sheet_id=first)).code == "shift_settled"


def test_a_second_window_of_a_login_changes_no_seat_whatever_its_state() -> None:
    core = seated(CITY_DESK)
    for state, reason in ((SeatState.READY, ""), (SeatState.AWAY, "用餐")):
        core.ask(CITY_DESK, c.ChangeSeat(state=state, reason=reason))
        assert not core.ask(CITY_DESK, c.ChangeSeat(state=SeatState.LOGGED_IN)).events
        assert core.board.seats["li"].state is state
