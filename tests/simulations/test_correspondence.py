"""What is written is read by whoever it is for, and a signed shift is taken item by item."""

import asyncio
from typing import Any

import msgspec

from simulations.day.chance import Chance
from simulations.day.correspondence import Correspondence
from simulations.day.hands import Hands
from simulations.day.picture import Picture
from simulations.day.views import RegionView, UnitView
from tests.simulations.test_colleagues import Line
from tests.support.day_world import NOON_MS, changes, region

Said = list[tuple[str, str, Any]]

OPEN = {"items": [{"key": "event:I1"}, {"key": "alarm:A1"}]}


def said_after(
    now_ms: int, board: Any, here: RegionView | None = None
) -> list[tuple[str, str, Any]]:
    """What is read and taken at a moment, with this on the board."""

    async def act() -> Said:
        link, picture = Line({"/api/shifts/now": OPEN}), Picture()
        picture.merge(board)
        correspondence = Correspondence(
            users=("dongxian", "xixian"),
            region=here or region(),
            picture=picture,
            chance=Chance(120),
            link=link,
            hands=Hands(),
        )
        await correspondence.sit_down()
        correspondence.beat(now_ms)
        for _ in range(6):
            await asyncio.sleep(0)
        return [(user, path, body) for user, path, body, _ in link.said]

    return asyncio.run(act())


def message(**more: Any) -> dict[str, Any]:
    """A message of the city's dispatcher."""
    plain = {
        "id": "M1",
        "by": {"user": "city"},
        "to_kind": "unit",
        "to_id": "C2",
        "urgent": False,
        "sent_ms": NOON_MS,
    }
    return {**plain, **more}


def sheet(**more: Any) -> dict[str, Any]:
    """A sheet that a person signed at the desk of C2."""
    by = {"user": "leader-xixian"}
    return {"id": "J1", "unit": "C2", "state": "signed", "by": by, "signed_ms": NOON_MS} | more


def test_each_message_is_read_by_whoever_it_is_for_after_a_look() -> None:
    readers = {
        ("unit", "C2"): "xixian",
        ("seat", "dongxian"): "dongxian",
        ("vehicle", "V001"): "crew-V001",
        ("hospital", "H1"): "hospital-H1",
    }
    for (kind, to_id), reader in readers.items():
        board = changes(messages=[message(to_kind=kind, to_id=to_id)])
        assert said_after(NOON_MS + 2_000, board) == []
        assert said_after(NOON_MS + 61_000, board) == [(reader, "/api/messages/M1/read", {})]


def test_what_is_a_persons_is_left_to_a_person() -> None:
    others: tuple[dict[str, Any], ...] = (
        {"to_kind": "seat", "to_id": "city"},
        {"by": {"user": "xixian"}},
        {"readings": [{}]},
        {"sent_ms": NOON_MS - 7_200_000},
    )
    for more in others:
        assert said_after(NOON_MS + 61_000, changes(messages=[message(**more)])) == []


def test_a_stations_duty_reads_for_it_and_nobody_reads_for_the_city() -> None:
    kinds: dict[str, Said] = {
        "station": [("duty-S1", "/api/messages/M1/read", {})],
        "city_centre": [],
    }
    for kind, expected in kinds.items():
        unit = UnitView(lon=110.8, lat=32.6, code="S1", kind=kind)
        here = msgspec.structs.replace(region(), units=(unit,))
        board = changes(messages=[message(to_id="S1")])
        assert said_after(NOON_MS + 61_000, board, here=here) == expected


def test_a_sheet_is_taken_with_every_open_item_by_the_colleague_of_that_desk() -> None:
    board = changes(shifts=[sheet()])
    assert said_after(NOON_MS + 20_000, board) == []
    wish = {"acknowledged": ["event:I1", "alarm:A1"]}
    assert said_after(NOON_MS + 76_000, board) == [("xixian", "/api/shifts/J1/take", wish)]


def test_a_sheet_that_is_settled_ones_own_or_of_another_desk_is_left_alone() -> None:
    for more in ({"state": "taken"}, {"by": {"user": "xixian"}}, {"unit": "C9"}):
        assert said_after(NOON_MS + 76_000, changes(shifts=[sheet(**more)])) == []
