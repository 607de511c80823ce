"""Who sends too much is remembered up to a number, whoever dials from wherever."""

from stations.protocols.jt808.floods import FLOODS_MAX, Floods


def test_the_worst_stand_first() -> None:
    floods = Floods()
    for who in ("T1", "T2", "T2", "T3", "T2", "T3"):
        floods.note(who)
    assert list(floods.worst(2).items()) == [("T2", 3), ("T3", 2)]


def test_strangers_from_ever_new_addresses_take_no_more_memory() -> None:
    floods = Floods()
    floods.note("10.0.0.1")
    for nth in range(FLOODS_MAX * 3):
        floods.note("T1")
        floods.note(f"2001:db8::{nth:x}")
    assert len(floods.worst(FLOODS_MAX * 4)) == FLOODS_MAX
    assert floods.worst(1) == {"T1": FLOODS_MAX * 3}  # seen again and again: not forgotten
