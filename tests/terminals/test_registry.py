"""The register of terminals: who may come, who is turned away and why."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from geo.coordinates import Datum
from geo.database import create_engine
from geo.database.migrate import upgrade
from stations.organisation import Level
from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.messages.registration import (
    Authentication,
    Registered,
    Registration,
)
from stations.status import VehicleState
from stations.terminals.clocks import SAMPLES, TerminalClock
from stations.terminals.clones import CLASHES, Rivals
from stations.terminals.plates import plate_key
from stations.terminals.registry import STRANGERS_MAX, Registry, RegistryConflict
from stations.terminals.reporting import Intervals, Reporting
from stations.terminals.store import TerminalStore
from stations.terminals.terminal import Terminal
from stations.vehicles import Vehicle, VehicleKind
from tests.support.registers import Register

REQUIREMENTS = ("VEH-04",)

V13, V19 = Dialect.V2013, Dialect.V2019


def vehicle(nth: int) -> Vehicle:
    return Vehicle(
        id=f"V{nth:03}",
        name=f"太和{nth:02}",
        plate=f"鄂C·12{nth:03}",
        kind=VehicleKind.REGULAR,
        level=Level.CITY,
        station_code="S1",
        county_code="420302",
        capabilities=frozenset(),
        modelled=False,
    )


def registry(*terminals: Terminal) -> Registry:
    codes = (f"code-{n}" for n in range(10_000))
    vehicles = Register({v.id: v for v in map(vehicle, range(1, 6))})
    return Registry(terminals, vehicles, make_code=lambda: next(codes), now_ms=lambda: 1000)


def says(plate: str = "", device_id: str = "") -> Registration:
    return Registration(
        province=42,
        city=300,
        maker="M",
        model="X",
        device_id=device_id,
        plate_colour=2,
        plate=plate,
    )


KNOWN = Terminal(id="T1", vehicle_id="V001", phone="144", device_id="LD00001")


def test_a_listed_terminal_gets_a_code_and_only_with_it_is_let_in() -> None:
    register = registry(KNOWN)
    admission = register.register("144", V19, says(device_id="LD00001"))
    assert admission.result is Registered.DONE
    assert register.authenticate("144", V19, Authentication(code="guessed")) is None
    assert register.authenticate("144", V19, Authentication(code=admission.code)) == "T1"
    assert register.terminals["T1"].dialect == "2019"
    assert admission.code not in (register.terminals["T1"].code_hash or "")


def test_a_registration_sent_again_gets_the_same_code_because_its_answer_may_have_been_lost() -> (
    None
):
    register = registry(KNOWN)
    codes = {register.register("144", V19, says(device_id="LD00001")).code for _ in range(3)}
    assert len(codes) == 1
    assert register.authenticate("144", V19, Authentication(code=codes.pop())) == "T1"


def test_after_a_restart_who_lost_its_code_gets_another_and_the_old_one_is_worth_nothing() -> None:
    before = registry(KNOWN)
    old = before.register("144", V19, says(device_id="LD00001")).code
    after = Registry(
        before.terminals.values(), Register(), make_code=lambda: "another", now_ms=lambda: 1000
    )
    assert after.authenticate("144", V19, Authentication(code=old)) == "T1"
    new = after.register("144", V19, says(device_id="LD00001")).code
    assert new != old
    assert after.authenticate("144", V19, Authentication(code=old)) is None
    assert after.authenticate("144", V19, Authentication(code=new)) == "T1"


def test_a_code_that_an_administrator_had_forgotten_is_not_given_out_again() -> None:
    register = registry(KNOWN)
    old = register.register("144", V19, says(device_id="LD00001")).code
    register.amend("T1", code_hash=None)
    assert register.register("144", V19, says(device_id="LD00001")).code != old
    assert register.authenticate("144", V19, Authentication(code=old)) is None


def test_an_entry_with_the_vehicle_alone_takes_the_first_that_tells_its_plate_and_no_other() -> (
    None
):
    register = registry(Terminal(id="T2", vehicle_id="V002"))
    first = register.register("145", V19, says("鄂C12002", "LD7"))
    assert first.result is Registered.DONE
    assert register.authenticate("145", V19, Authentication(code=first.code)) == "T2"
    second = register.register("146", V19, says("鄂C12002", "LD8"))
    assert second.result is Registered.VEHICLE_TAKEN
    assert register.strangers["146"].reason == "vehicle_taken"
    assert register.authenticate("145", V19, Authentication(code=first.code)) == "T2"


def test_an_entry_with_the_device_alone_is_recognised_by_it() -> None:
    register = registry(Terminal(id="T3", device_id="LD-0003-LONG"))
    assert register.register("147", V19, says(device_id="LD-0003-LONG")).result is Registered.DONE
    assert register.terminals["T3"].phone == "147"


def test_the_older_dialect_tells_only_the_beginning_of_a_device_id() -> None:
    register = registry(Terminal(id="T3", phone="147", device_id="LD-0003-LONG"))
    assert register.register("147", V13, says(device_id="LD-0003")).result is Registered.DONE
    assert register.terminals["T3"].device_id == "LD-0003-LONG"


def test_another_device_under_a_known_number_is_turned_away() -> None:
    register = registry(KNOWN)
    admission = register.register("144", V19, says(device_id="OTHER01"))
    assert admission.result is Registered.TERMINAL_TAKEN
    assert register.strangers["144"].reason == "other_device"


@pytest.mark.parametrize(
    ("said", "result"),
    [(says("鄂C99999"), Registered.NO_SUCH_VEHICLE), (says(), Registered.NO_SUCH_TERMINAL)],
)
def test_a_stranger_is_told_what_is_not_known_of_him(
    said: Registration, result: Registered
) -> None:
    register = registry(KNOWN)
    assert register.register("999", V13, said).result is result
    assert (register.strangers["999"].plate, register.strangers["999"].times) == (said.plate, 1)
    assert register.authenticate("999", V13, Authentication(code="x")) is None


def test_strangers_are_remembered_up_to_a_number() -> None:
    register = registry()
    for phone in range(STRANGERS_MAX + 50):
        register.register(str(phone), V13, says())
    assert len(register.strangers) == STRANGERS_MAX
    assert "0" not in register.strangers


def test_a_blocked_terminal_is_turned_away_even_with_its_code() -> None:
    register = registry(KNOWN)
    code = register.register("144", V19, says(device_id="LD00001")).code
    register.amend("T1", enabled=False)
    assert register.authenticate("144", V19, Authentication(code=code)) is None
    assert register.register("144", V19, says(device_id="LD00001")).result is not Registered.DONE


def test_cheap_devices_that_all_have_one_id_do_not_take_it_from_each_other() -> None:
    register = registry(Terminal(id="T1", phone="1"), Terminal(id="T2", phone="2"))
    for phone in "12":
        assert register.register(phone, V13, says(device_id="0000000")).result is Registered.DONE
    assert [t.device_id for t in register.terminals.values()] == ["0000000", None]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Terminal(id="T1", phone="9"), "id"),
        (Terminal(id="T9", phone="144"), "phone"),
        (Terminal(id="T9", vehicle_id="V001"), "vehicle_id"),
        (Terminal(id="T9", device_id="LD00001"), "device_id"),
        (Terminal(id="T9", vehicle_id="V999"), "vehicle_id"),
        (Terminal(id="T9"), "phone"),
    ],
)
def test_an_entry_that_clashes_is_refused_by_field(entry: Terminal, field: str) -> None:
    register = registry(KNOWN)
    with pytest.raises(RegistryConflict) as refused:
        register.enter(entry)
    assert refused.value.field == field
    assert list(register.terminals) == ["T1"]


def test_another_sim_card_must_register_anew_another_datum_need_not() -> None:
    register = registry(KNOWN)
    register.register("144", V19, says(device_id="LD00001"))
    assert register.amend("T1", datum=Datum.GCJ02).code_hash is not None
    assert register.amend("T1", phone="155").code_hash is None
    assert register.authenticate("144", V19, Authentication(code="code-0")) is None


def test_two_entries_change_vehicles_through_nobody() -> None:
    register = registry(KNOWN, Terminal(id="T2", phone="2", vehicle_id="V002"))
    register.amend("T1", vehicle_id=None)
    register.amend("T2", vehicle_id="V001")
    register.amend("T1", vehicle_id="V002")
    mine, other = register.of_vehicle("V001"), register.of_vehicle("V002")
    assert mine is not None
    assert other is not None
    assert (mine.id, other.id) == ("T2", "T1")


def test_plates_are_the_same_however_they_are_written() -> None:
    assert {plate_key(p) for p in ("鄂C·12001", "鄂c 12001", "鄂C12001")} == {"鄂C12001"}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'd.sqlite'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def test_the_register_is_the_same_after_a_restart(engine: Engine) -> None:
    store = TerminalStore(engine)
    store.add_missing([KNOWN, Terminal(id="T2", vehicle_id="V002", datum=Datum.GCJ02)])
    register = registry(*store.load())
    code = register.register("144", V19, says(device_id="LD00001")).code
    register.note("T2", last_seen_ms=5, clock_ahead_ms=-7, cloned=True)
    store.save(register.terminals.values())
    again = registry(*TerminalStore(engine).load())
    assert again.terminals == register.terminals
    assert again.authenticate("144", V19, Authentication(code=code)) == "T1"


def test_the_pack_adds_what_is_missing_and_never_overrules_an_administrator(engine: Engine) -> None:
    store = TerminalStore(engine)
    store.add_missing([KNOWN])
    register = registry(*store.load())
    register.amend("T1", vehicle_id="V003")
    store.save(register.terminals.values())
    store.add_missing([KNOWN, Terminal(id="T4", vehicle_id="V003"), Terminal(id="T5", phone="5")])
    loaded = {t.id: t.vehicle_id for t in store.load()}
    assert loaded == {"T1": "V003", "T5": None}


def test_terminals_may_change_places_in_one_writing(engine: Engine) -> None:
    store = TerminalStore(engine)
    store.save([Terminal(id="A", phone="1"), Terminal(id="B", phone="2")])
    store.save([Terminal(id="A", phone="2"), Terminal(id="B", phone="1")])
    assert [t.phone for t in store.load()] == ["2", "1"]


def test_a_clock_that_is_always_wrong_by_the_same_is_put_right() -> None:
    clock = TerminalClock()
    eight_hours_ms = 8 * 3_600_000
    for nth in range(SAMPLES):
        assert clock.correction_ms == 0
        clock.look(nth * 30_000 - eight_hours_ms, nth * 30_000 + 700)
    assert clock.correction_ms == clock.ahead_ms == -eight_hours_ms - 700


@pytest.mark.parametrize(
    "delays_ms",
    [
        [200, 900, 400, 1200, 300, 800, 500, 100],
        [600_000, 500_000, 400_000, 300_000, 200_000, 100_000, 50_000, 0],
        [30_000] * SAMPLES,
    ],
    ids=["usual", "catching up after a tunnel", "a slow network"],
)
def test_late_reports_are_not_taken_for_a_wrong_clock(delays_ms: list[int]) -> None:
    clock = TerminalClock()
    for nth, delay_ms in enumerate(delays_ms):
        clock.look(nth * 5_000, nth * 5_000 + delay_ms)
    assert clock.correction_ms == 0


def test_a_device_that_comes_back_again_and_again_is_no_clone() -> None:
    rivals = Rivals()
    assert not any(rivals.took_over(f"10.0.0.{n % 7}", 40_000, n * 1000) for n in range(50))
    assert not any(rivals.took_over("one", None, n * 1000) for n in range(50))


def test_two_devices_that_displace_each_other_in_turn_are_found_out() -> None:
    rivals = Rivals()
    found = [rivals.took_over("ab"[n % 2], 20_000, n * 30_000) for n in range(8)]
    assert found.index(True) <= CLASHES + 2


def test_rivals_behind_one_address_are_found_out_because_both_are_talking() -> None:
    rivals = Rivals()
    found = [rivals.took_over("nat", 800, n * 2_000) for n in range(8)]
    assert found.index(True) == CLASHES - 1


def test_intervals_go_by_state_and_a_unit_may_have_its_own() -> None:
    reporting = Reporting(units={"S1": Intervals(on_task_s=2), "C1": Intervals(station_s=90)})
    assert reporting.every_s(VehicleState.EN_ROUTE, "S9", "C9") == 5
    assert reporting.every_s(VehicleState.OFF_DUTY, "S9", "C9") == 300
    assert reporting.every_s(VehicleState.EN_ROUTE, "S1", "C1") == 2
    assert reporting.every_s(VehicleState.AVAILABLE_STATION, "S2", "C1") == 90
    assert reporting.every_s(VehicleState.PAUSED, "S9", "C9") == 60
    assert reporting.every_s(VehicleState.AVAILABLE_MOBILE, "S9", "C9") == 15
