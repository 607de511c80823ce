import asyncio
import logging

import pytest

from simulations.day.hands import RUNNING_MAX, Hands
from simulations.day.link import Later, Refused, Unreachable
from simulations.day.views import ProblemView


def test_a_thing_asked_for_twice_is_done_once() -> None:
    async def act() -> list[str]:
        hands, done = Hands(), list[str]()

        async def work() -> None:
            done.append("started")
            await asyncio.sleep(0.01)
            done.append("ended")

        assert hands.do("call 1", work)
        await asyncio.sleep(0)
        assert not hands.do("call 1", work)
        await asyncio.sleep(0.03)
        assert hands.do("call 1", work)
        await hands.stop()
        return done

    assert asyncio.run(act())[:2] == ["started", "ended"]


def test_no_more_than_so_many_things_are_begun_at_once() -> None:
    async def act() -> int:
        hands, wait = Hands(), asyncio.Event()

        async def work() -> None:
            await wait.wait()

        begun = sum(hands.do(f"call {nth}", work) for nth in range(RUNNING_MAX + 10))
        await hands.stop()
        return begun

    assert asyncio.run(act()) == RUNNING_MAX


@pytest.mark.parametrize("trouble", [Refused(409, ProblemView()), Unreachable("away")])
def test_after_a_refusal_a_thing_waits_until_the_server_is_back(trouble: Later) -> None:
    async def act() -> None:
        hands = Hands()

        async def work() -> None:
            raise trouble

        assert hands.do("call 1", work)
        await asyncio.sleep(0.01)
        assert not hands.do("call 1", work)
        assert hands.do("call 2", work)
        hands.take_heart()
        assert hands.do("call 1", work)
        await hands.stop()

    asyncio.run(act())


def test_a_fault_of_our_own_is_told_and_stops_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def act() -> None:
        hands = Hands()

        async def work() -> None:
            raise KeyError("oops")

        hands.do("call 1", work)
        await asyncio.sleep(0.01)
        await hands.stop()

    with caplog.at_level(logging.ERROR):
        asyncio.run(act())
    assert "the day goes on" in caplog.text
