"""Turns: lines are worked off in the order they were heard, and no turn is longer than its time."""

import asyncio
from collections.abc import Iterator

from stations.protocols.jt808.turns import TURN_S, Turns, a_few_at_a_time


class Line:
    """Writes down when it has its turn; ``fails`` as a mistake in the program would."""

    def __init__(self, name: str, heard: list[str], *, fails: bool = False) -> None:
        self.name = name
        self._heard = heard
        self._fails = fails

    def work(self, now_s: float, now_ms: int) -> None:
        self._heard.append(self.name)
        if self._fails:
            raise RuntimeError("a mistake")

    def close(self, reason: str) -> None:
        self._heard.append(f"{self.name} {reason}")


def ticking(step_s: float) -> Iterator[float]:
    """A clock on which every look takes so long."""
    now_s = 0.0
    while True:
        yield now_s
        now_s += step_s


def turns(step_s: float) -> Turns:
    clock = ticking(step_s)
    return Turns(lambda: 0, lambda: next(clock))


def test_who_was_heard_first_has_his_turn_first_and_others_of_the_loop_come_between() -> None:
    async def scene() -> list[str]:
        heard: list[str] = []
        line_up = turns(TURN_S)  # so slow that two lines fill a turn
        for name in "abcde":
            line_up.add(Line(name, heard))
        for _ in range(4):
            await asyncio.sleep(0)
            heard.append("desk")
        return heard

    heard = asyncio.run(scene())
    assert [name for name in heard if name != "desk"] == list("abcde")
    assert heard.index("desk") == 2, "a desk does not wait for all of them"


def test_a_line_that_fails_is_hung_up_on_and_the_others_have_their_turn() -> None:
    async def scene() -> list[str]:
        heard: list[str] = []
        line_up = turns(0.0)
        for name in "abc":
            line_up.add(Line(name, heard, fails=name == "b"))
        await asyncio.sleep(0)
        return heard

    assert asyncio.run(scene()) == ["a", "b", "b failed", "c"]


def test_a_chore_on_thousands_lets_the_loop_go_on_in_between() -> None:
    async def scene() -> tuple[list[int], int]:
        others = 0

        async def other() -> None:
            nonlocal others
            while True:
                others += 1
                await asyncio.sleep(0)

        beside = asyncio.create_task(other())
        items = [item async for item in a_few_at_a_time(range(1_000))]
        beside.cancel()
        return items, others

    items, others = asyncio.run(scene())
    assert items == list(range(1_000))
    assert others >= 3
