"""What happened to an event is told in words, whatever it was."""

from typing import get_args

from console.history.incident_log import titled
from dispatch.domain import events as e


def test_everything_that_can_happen_to_an_event_has_its_words_in_both_languages() -> None:
    about_events = [
        kind.__name__
        for kind in get_args(e.AnyEvent)
        if {"incident_id", "task_id", "message"} & set(kind.__struct_fields__)
    ]
    assert len(about_events) > 40
    told = {name: titled(name) for name in about_events}
    assert [name for name, (zh, en) in told.items() if zh == name or en == name] == []
