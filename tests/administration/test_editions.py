"""Editions of the pack: all or nothing, over restarts, on both databases."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from console.packs.conflicts import Conflicts
from console.packs.drafts import Edit, check_reach, edited
from console.packs.in_force import Packs, start_on
from console.packs.store import Edition, PackStore
from dispatch.board import Board
from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.actors import Actor
from dispatch.domain.errors import Conflict, Forbidden, Refusal
from dispatch.domain.records import Duty, Incident, Task
from geo.database import writing
from stations import regionpack
from stations.region import Region
from stations.regionpack.contents import from_zip, to_zip
from stations.regionpack.differences import RowChange
from stations.status import VehicleState
from tests.support.administrators import COUNTY, COUNTY_STATION, ROOT

REQUIREMENTS = ("ORG-01", "ORG-07", "ORG-09")

SHIYAN = regionpack.builtin("shiyan")
FACTS: dict[str, Any] = {"at_ms": 1_000, "journal_seq": 7, "reason": "换车牌"}


class Room:
    """A running register with its board, as the composition root puts it together."""

    def __init__(self, engine: Engine, board: Board | None = None) -> None:
        self.board = board or Board()
        self.store = PackStore(engine, "420300")
        base = replace(pack())  # its own: what runs is changed in place
        start = start_on(self.store, SHIYAN, base, lambda: self.board)
        conflicts = Conflicts(lambda: self.board, list, list)
        self.packs = Packs(self.store, SHIYAN, start, conflicts)

    @property
    def region(self) -> Region:
        return self.packs.region

    def draft(self, *edits: Edit, **files: bytes) -> dict[str, bytes]:
        return dict(edited(self.packs, edits, files))

    def take(self, *edits: Edit, by: Actor = ROOT, key: str = "") -> Edition:
        trial = self.packs.try_out(self.draft(*edits))
        edition = self.packs.put_into_force(trial, by, key or str(edits), **FACTS)
        self.packs.take(trial, edition)
        return edition

    def without(self, vehicle_id: str) -> list[Edit]:
        """A vehicle is taken out, and its terminals with it."""
        rows = self.packs.pack.tables["terminals.csv"].items()
        bound = [key for key, cells in rows if cells.get("vehicle_id") == vehicle_id]
        return [Edit("vehicles.csv", vehicle_id, None)] + [
            Edit("terminals.csv", key, None) for key in bound
        ]

    def row(self, file: str, key: str, **cells: str) -> Edit:
        return Edit(file, key, {**self.packs.pack.tables[file][key], **cells})


def waiting_rows(room: Room) -> list[tuple[str, object]]:
    """Which rows wait for the next start, and what they are to be."""
    return [(c.key, c.after) for c in room.packs.waiting if isinstance(c, RowChange)]


@cache
def pack() -> Region:
    return regionpack.load(SHIYAN)


@pytest.fixture
def room(file_engine: Engine) -> Room:
    return Room(file_engine)


def test_a_changed_row_counts_at_once_and_after_a_restart(engine: Engine) -> None:
    room = Room(engine)
    edition = room.take(
        room.row("vehicles.csv", "V001", plate="鄂C·99999", station_code=COUNTY_STATION),
        room.row("units.csv", COUNTY_STATION, phone="0719-1", valid_to="2030-01-01"),
    )
    for region in (room.region, Room(engine).region):
        assert region.vehicles["V001"].plate == "鄂C·99999"
        assert region.vehicles["V001"].county_code == "420304"
        assert "V001" in region.reaches[COUNTY].vehicles
        assert region.units[COUNTY_STATION].phone == "0719-1"
    assert room.packs.waiting == ()
    assert (edition.by_user, edition.reason, edition.journal_seq) == ("root", "换车牌", 7)
    assert Room(engine).packs.edition == edition


def test_what_cannot_be_taken_at_once_waits_and_says_so(room: Room, file_engine: Engine) -> None:
    station = room.packs.pack.tables["units.csv"][COUNTY_STATION]
    cells = room.packs.pack.tables["vehicles.csv"]["V001"]
    new = {**cells, "id": "V900", "name": "新车", "plate": "鄂C·1", "station_code": "N1"}
    room.take(
        Edit("units.csv", "", {**station, "code": "N1", "name": "新站"}),
        Edit("vehicles.csv", "", new),
        *room.without("V002"),
        room.row("units.csv", COUNTY_STATION, level="县级", name="改名站"),
    )
    assert "V900" not in room.region.vehicles
    assert "V002" in room.region.vehicles
    assert room.region.units[COUNTY_STATION].name == "改名站"
    waiting = {(change.file, getattr(change, "key", "")) for change in room.packs.waiting}
    assert waiting >= {("vehicles.csv", "V900"), ("vehicles.csv", "V002")}
    after = Room(file_engine)
    assert "V900" in after.region.vehicles
    assert "V002" not in after.region.vehicles
    assert after.packs.waiting == ()


def test_a_new_vehicle_joins_at_once_behind_all_others(engine: Engine) -> None:
    room = Room(engine)
    reaches, order = room.region.reaches, room.region.vehicle_order
    cells = room.packs.pack.tables["vehicles.csv"]["V056"]
    room.take(Edit("vehicles.csv", "", {**cells, "id": "V900", "name": "新车", "plate": "鄂C·1"}))
    assert waiting_rows(room) == []
    assert room.region.vehicle_order == (*order, "V900")
    assert "V900" in room.region.reaches[COUNTY].vehicles - reaches[COUNTY].vehicles
    assert Room(engine).region.vehicles["V900"] == room.region.vehicles["V900"]

    room.take(*room.without("V900"))
    assert "V900" in room.region.vehicles, "nobody leaves a running server"
    assert waiting_rows(room) == [("V900", None)]
    assert "V900" not in Room(engine).region.vehicles


def test_a_last_day_is_no_removal_and_says_what_becomes_of_a_task(file_engine: Engine) -> None:
    room = Room(file_engine, busy("V001"))
    draft = room.draft(room.row("vehicles.csv", "V001", valid_to="2026-11-21"))
    (note,) = room.packs.try_out(draft).conflicts
    assert (note.key, note.blocks) == ("V001", False)
    assert "T1" in note.zh
    room.take(room.row("vehicles.csv", "V001", valid_to="2026-11-21"))
    assert room.packs.waiting == ()
    for region in (room.region, Room(file_engine, busy("V001")).region):
        assert region.vehicles["V001"].valid_to == "2026-11-21"
    backward = room.row("vehicles.csv", "V002", valid_from="2026-11-22", valid_to="2026-11-21")
    problem, *_ = room.packs.try_out(room.draft(backward)).problems
    assert (problem.field, problem.value) == ("停用日期", "2026-11-21")


def test_a_pack_with_one_bad_row_changes_nothing(room: Room) -> None:
    good = room.row("vehicles.csv", "V001", plate="鄂C·99999")
    bad = room.row("vehicles.csv", "V002", kind="卡车")
    before = room.packs.hash
    trial = room.packs.try_out(room.draft(good, bad))
    assert (trial.problems[0].field, trial.problems[0].value) == ("车型", "卡车")
    assert {c.key for c in trial.changes if isinstance(c, RowChange)} == {"V001", "V002"}
    with pytest.raises(Conflict, match="处错误"):
        room.packs.put_into_force(trial, ROOT, "k", **FACTS)
    assert room.packs.hash == before
    assert room.packs.editions() == []


def test_a_vehicle_on_a_task_cannot_vanish_and_nothing_else_of_the_edition_counts(
    file_engine: Engine,
) -> None:
    room = Room(file_engine, busy("V001"))
    good = room.row("vehicles.csv", "V002", plate="鄂C·99999")
    trial = room.packs.try_out(room.draft(good, *room.without("V001")))
    assert [(c.key, c.blocks) for c in trial.conflicts] == [("V001", True)]
    assert trial.problems == ()
    with pytest.raises(Conflict, match="冲突"):
        room.packs.put_into_force(trial, ROOT, "k", **FACTS)
    assert room.region.vehicles["V002"].plate != "鄂C·99999"


def test_a_start_on_an_edition_that_lacks_what_is_in_use_goes_on_with_the_one_before(
    room: Room, file_engine: Engine
) -> None:
    first = room.take(room.row("vehicles.csv", "V002", plate="鄂C·99999"))
    second = room.take(*room.without("V001"))
    busy_start = Room(file_engine, busy("V001"))
    assert busy_start.region.vehicles["V001"].id == "V001"
    assert busy_start.region.vehicles["V002"].plate == "鄂C·99999"
    assert busy_start.packs.started.edition == first
    assert busy_start.packs.started.passed_over == second
    assert "V001" not in Room(file_engine).region.vehicles


def test_two_administrators_do_not_overwrite_each_other(engine: Engine) -> None:
    room = Room(engine)
    other = Room(engine)
    trial = other.packs.try_out(other.draft(other.row("vehicles.csv", "V002", plate="鄂C·2")))
    room.take(room.row("vehicles.csv", "V001", plate="鄂C·1"))
    with pytest.raises(Conflict) as raised:
        other.packs.put_into_force(trial, ROOT, "other", **FACTS)
    assert raised.value.code == "pack_moved_on"
    assert len(room.packs.editions()) == 1


def test_the_same_wish_twice_is_one_edition(room: Room) -> None:
    edition = room.take(room.row("vehicles.csv", "V001", plate="鄂C·1"), key="once")
    assert room.packs.done(ROOT, "once") == edition
    assert room.packs.done(ROOT, "twice") is None


def test_editions_are_kept_whole_and_for_good(engine: Engine) -> None:
    room = Room(engine)
    one = room.take(room.row("vehicles.csv", "V001", plate="鄂C·1"))
    two = room.take(room.row("vehicles.csv", "V001", plate="鄂C·2"))
    assert [e.number for e in room.packs.editions()] == [two.number, one.number]
    contents = room.packs.contents_of(one.number)
    assert "鄂C·1" in contents["vehicles.csv"].decode()
    assert room.packs.contents_before(two.number) == contents
    assert from_zip(to_zip(contents)) == contents
    with pytest.raises(DBAPIError, match="only ever added to"), writing(engine) as connection:
        connection.execute(text("DELETE FROM region_edition"))


def test_another_regions_pack_is_refused(room: Room) -> None:
    manifest = room.packs.contents["pack.toml"].decode().replace('code = "420300"', 'code = "1"')
    trial = room.packs.try_out({**room.packs.contents, "pack.toml": manifest.encode()})
    assert [c.blocks for c in trial.conflicts] == [True]


def test_an_own_set_of_questions_counts_at_once(room: Room, file_engine: Engine) -> None:
    folder = Path(str(regionpack.builtin(""))).parent / "questions" / "sets"
    text_ = (folder / "burns.toml").read_text().replace('"2026.1"', '"2026.9"', 1)
    files = {"questions/sets/burns.toml": text_.encode()}
    trial = room.packs.try_out({**room.packs.contents, **files})
    edition = room.packs.put_into_force(trial, ROOT, "k", **FACTS)
    room.packs.take(trial, edition)
    assert room.region.questions.by_id["burns"].version == "2026.9"
    assert Room(file_engine).region.questions.by_id["burns"].version == "2026.9"
    broken = {"questions/sets/burns.toml": text_.replace("urgency", "urgencie").encode()}
    bad = room.packs.try_out({**room.packs.contents, **broken})
    assert not bad.can_be_taken
    assert bad.problems[0].file == "questions/sets/burns.toml"


def test_a_row_that_is_gone_or_taken_is_refused_before_anything_is_read(room: Room) -> None:
    cells = room.packs.pack.tables["vehicles.csv"]["V001"]
    for edit, code in (
        (Edit("vehicles.csv", "V999", cells), "row_gone"),
        (Edit("vehicles.csv", "", cells), "row_exists"),
        (Edit("vehicles.csv", "V002", cells), "row_exists"),
        (Edit("vehicles.csv", "V001", {**cells, "name": "一\n二"}), "cell_unfit"),
        (Edit("vehicles.csv", "V001", {**cells, "name": "长" * 501}), "cell_unfit"),
        (Edit("../units.csv", "V001", cells), "unknown_file"),
    ):
        with pytest.raises(Refusal) as raised:
            room.draft(edit)
        assert raised.value.code == code


def test_a_county_changes_what_is_beneath_it_and_nothing_else(room: Room) -> None:
    reach = room.region.reaches[COUNTY]
    station = room.packs.pack.tables["units.csv"][COUNTY_STATION]
    own = (
        room.row("vehicles.csv", "V056", plate="鄂C·1"),
        Edit("units.csv", "", {**station, "code": "N1", "name": "新站"}),
        Edit("vehicles.csv", "", {**room.packs.pack.tables["vehicles.csv"]["V056"],
                                  "id": "N2", "name": "新车01", "station_code": "N1"}),
    )  # fmt: skip
    check_reach(room.packs.try_out(room.draft(*own)).changes, reach)
    for foreign in (
        room.row("vehicles.csv", "V001", plate="鄂C·1"),
        room.row("vehicles.csv", "V001", station_code=COUNTY_STATION),
        room.row("vehicles.csv", "V056", station_code="420302S01"),
        room.row("counties.csv", "420304", name="别名"),
        room.row("aeds.csv", next(iter(room.packs.pack.tables["aeds.csv"])), name="别名"),
    ):
        trial = room.packs.try_out(room.draft(foreign))
        assert trial.changes
        with pytest.raises(Forbidden):
            check_reach(trial.changes, reach)


def busy(vehicle_id: str) -> Board:
    """A board on which one vehicle is on a task."""
    incident = Incident(
        id="I1",
        kind=IncidentKind.RESCUE,
        owner_unit="420300",
        opened_ms=1,
        first_call_ms=1,
        task_ids=("T1",),
    )
    task = Task(
        id="T1",
        incident_id="I1",
        acceptance_id="A1",
        vehicle_id=vehicle_id,
        state=VehicleState.ASSIGNED,
        stamps=(),
        ordered_by=ROOT,
    )
    duty = Duty(vehicle_id=vehicle_id, since_ms=1, received_ms=1, task_id="T1")
    return Board(incidents={"I1": incident}, tasks={"T1": task}, duties={vehicle_id: duty})
