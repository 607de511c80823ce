"""What happened to an event is told in words, whatever it was."""

from typing import get_args

from console.history.incident_log import log_line, titled
from dispatch.domain import events as e
from dispatch.domain.actors import SYSTEM
from dispatch.domain.alarms import ALARM_NAMES, AlarmKind, alarm_id_of
from dispatch.journal.port import Entry
from tests.support.running import shiyan


def test_everything_that_can_happen_to_an_event_has_its_words_in_both_languages() -> None:
    about_events = [
        kind.__name__
        for kind in get_args(e.AnyEvent)
        if {"incident_id", "task_id", "message"} & set(kind.__struct_fields__)
    ]
    assert len(about_events) > 40
    told = {name: titled(name) for name in about_events}
    assert [name for name, (zh, en) in told.items() if zh == name or en == name] == []


def test_the_end_of_an_alarm_says_which_alarm() -> None:
    name = alarm_id_of(AlarmKind.LATE_ARRIVAL, "20261122-0001-1", 1_795_392_000_000)
    over = e.AlarmCleared(at_ms=0, by=SYSTEM, alarm_id=name)
    payload = e.encode(over)
    entry = Entry(
        seq=1,
        at_ms=0,
        kind="AlarmCleared",
        incident_id="20261122-0001",
        actor="system",
        command_id="1",
        payload=payload,
        payload_hash=b"",
        hash=b"",
    )
    line = log_line(shiyan(), entry)
    zh, en = ALARM_NAMES[AlarmKind.LATE_ARRIVAL]
    assert (line.zh, line.en) == (f"告警解除：{zh}", f"an alarm is over: {en}")
