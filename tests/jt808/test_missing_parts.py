"""Messages in several frames whose parts get lost: asked for again, within bounds."""

from collections import Counter

import pytest

from stations.protocols.jt808.header import Dialect, Packet
from stations.protocols.jt808.messages import decode_body, encode_body
from stations.protocols.jt808.messages.parts import AskParts
from stations.protocols.jt808.reassembly import ASKED_AFTER_S, ASKED_MAX, WITHIN_S, Reassembly

LATER_S = ASKED_AFTER_S + 1.0


def part(nth: int, of: int = 4, first_serial: int = 100) -> Packet:
    body = f"<{nth}>".encode()
    return Packet(0x0704, Dialect.V2019, b"", first_serial + nth - 1, body, parts=of, part=nth)


def test_what_is_missing_is_asked_for_and_completes_the_message() -> None:
    parts = Reassembly(Counter())
    assert parts.take(part(1), 0.0) is None
    assert parts.take(part(3), 0.0) is None
    assert parts.look_after(1.0) == []
    assert parts.look_after(LATER_S) == [AskParts(first_serial=100, parts=(2, 4))]
    assert parts.take(part(2), LATER_S) is None
    assert parts.take(part(4), LATER_S) == b"<1><2><3><4>"
    assert not parts.waiting


def test_a_part_that_was_asked_for_may_come_under_a_new_number() -> None:
    parts = Reassembly(Counter())
    parts.take(part(1, of=2), 0.0)
    parts.look_after(LATER_S)
    assert parts.take(part(2, of=2, first_serial=900), LATER_S) == b"<1><2>"


def test_a_part_that_nobody_asked_for_does_not_join_another_message() -> None:
    parts = Reassembly(Counter())
    parts.take(part(1, of=2), 0.0)
    assert parts.take(part(2, of=2, first_serial=900), 0.0) is None


def test_a_terminal_that_never_sends_it_is_asked_a_few_times_and_then_given_up() -> None:
    counts: Counter[str] = Counter()
    parts = Reassembly(counts)
    parts.take(part(1), 0.0)
    asked = [len(parts.look_after(float(second))) for second in range(int(WITHIN_S) + 2)]
    assert sum(asked) == ASKED_MAX
    assert counts == {"parts_asked": ASKED_MAX, "parts_missing": 1}
    assert not parts.waiting


@pytest.mark.parametrize(
    ("dialect", "body"),
    [(Dialect.V2013, "0064 02 0002 0004"), (Dialect.V2019, "0064 0002 0002 0004")],
)
def test_each_dialect_counts_the_parts_in_its_own_width(dialect: Dialect, body: str) -> None:
    asking = AskParts(first_serial=100, parts=(2, 4))
    assert encode_body(asking, dialect) == (0x8003, bytes.fromhex(body))
    assert decode_body(0x8003, dialect, bytes.fromhex(body)) == asking
