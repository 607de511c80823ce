"""Messages: who may write to whom, how much, and who has read it."""

from dispatch.domain import commands as c
from dispatch.domain.messages import PER_MINUTE_MAX, URGENT_PER_MINUTE_MAX, AddresseeKind
from dispatch.domain.seats import SeatState
from dispatch.sight import sees_message, viewer_of
from tests.support.small_world import (
    CITY_DESK,
    COUNTY_DESK,
    DUTY,
    OBSERVER,
    PLANNER,
    Core,
    crew,
    hospital,
)


def to_unit(unit: str, text: str = "速回电", **words: object) -> c.SendMessage:
    """A message to a unit."""
    return c.SendMessage(to_kind=AddresseeKind.UNIT, to_id=unit, text=text, **words)  # type: ignore[arg-type]


def test_the_sender_sees_who_has_read_it_and_when_and_nobody_reads_twice() -> None:
    core = Core()
    message_id = core.ask(CITY_DESK, to_unit("郧阳", urgent=True)).message_id or ""
    core.now_ms += 5000
    core.ask(COUNTY_DESK, c.ReadMessage(message_id=message_id))
    assert not core.ask(COUNTY_DESK, c.ReadMessage(message_id=message_id)).events
    assert not core.ask(CITY_DESK, c.ReadMessage(message_id=message_id)).events
    message = core.board.messages[message_id]
    assert [(one.by.user, one.at_ms - message.sent_ms) for one in message.readings] == [
        ("wang", 5000)
    ]


def test_a_crew_writes_to_its_own_station_and_desk_and_to_nobody_else() -> None:
    core = Core()
    assert core.ask(crew("南化01"), to_unit("郧阳")).message_id
    assert core.refuse(crew("郧阳01"), to_unit("南化站")).code == "addressee_out_of_reach"
    assert core.refuse(crew("郧阳01"), to_unit("nobody")).code == "unknown_to_id"


def test_a_crew_writes_of_an_event_only_while_it_is_on_it() -> None:
    core = Core()
    incident_id = core.open_incident()
    core.send(incident_id, "郧阳01")
    wish = to_unit("郧阳", "路断", incident_id=incident_id)
    assert core.ask(crew("郧阳01"), wish).message_id
    assert core.refuse(crew("南化01"), wish).code == "beyond_reach"


def test_a_hospital_answers_who_wrote_to_it_and_calls_the_desk_of_its_county() -> None:
    core, ours = Core(), hospital("郧阳医院")
    back = c.SendMessage(to_kind=AddresseeKind.SEAT, to_id=CITY_DESK.user, text="可以接收")
    core.ask(CITY_DESK, c.ChangeSeat(state=SeatState.LOGGED_IN))
    assert core.refuse(ours, back).code == "addressee_out_of_reach"
    wish = c.SendMessage(
        to_kind=AddresseeKind.HOSPITAL, to_id="郧阳医院", text="三名伤员，能否收？"
    )
    message_id = core.ask(CITY_DESK, wish).message_id or ""
    core.ask(ours, c.ReadMessage(message_id=message_id))
    assert [one.by.user for one in core.board.messages[message_id].readings] == [ours.user]
    answer_id = core.ask(ours, back).message_id or ""
    assert core.ask(ours, to_unit("郧阳", "CT 停机")).message_id
    assert core.refuse(ours, to_unit("南化站")).code == "addressee_out_of_reach"
    for kept in (message_id, answer_id):
        seen = [
            who.user
            for who in (CITY_DESK, ours, hospital("太和医院"), crew("郧阳01"), PLANNER, OBSERVER)
            if sees_message(viewer_of(who), core.region, core.board.messages[kept])
        ]
        assert seen == [CITY_DESK.user, ours.user]
    assert core.refuse(hospital("太和医院"), c.ReadMessage(message_id=message_id)).status == 404


def test_a_message_is_seen_by_both_ends_and_those_above_only() -> None:
    core = Core()
    wish = c.SendMessage(to_kind=AddresseeKind.VEHICLE, to_id="南化01", text="绕行")
    message = core.board.messages[core.ask(COUNTY_DESK, wish).message_id or ""]
    seen = [
        who.user
        for who in (CITY_DESK, COUNTY_DESK, DUTY, OBSERVER, crew("南化01"), crew("郧阳01"))
        if sees_message(viewer_of(who), core.region, message)
    ]
    assert seen == ["li", "wang", "crew-南化01"]
    assert core.refuse(crew("郧阳01"), c.ReadMessage(message_id=message.id)).status == 404


def test_more_than_a_board_can_hold_in_a_minute_is_refused_with_what_to_do() -> None:
    core = Core()
    for _ in range(URGENT_PER_MINUTE_MAX):
        core.ask(CITY_DESK, to_unit("郧阳", urgent=True))
    assert core.refuse(CITY_DESK, to_unit("郧阳", urgent=True)).field == "urgent"
    for _ in range(PER_MINUTE_MAX - URGENT_PER_MINUTE_MAX):
        core.ask(CITY_DESK, to_unit("郧阳"))
    refusal = core.refuse(CITY_DESK, to_unit("郧阳"))
    assert (refusal.code, refusal.status) == ("too_many_messages", 409)
    core.now_ms += 61_000
    core.ask(CITY_DESK, to_unit("郧阳"))


def test_a_message_of_no_words_or_of_too_many_is_no_message() -> None:
    core = Core()
    for text in ("", "  ", "长" * 301):
        assert core.refuse(CITY_DESK, to_unit("郧阳", text)).code == "message_length"
