"""Terminals dial a real server: positions move vehicles, orders reach crews, nobody else does."""

from contextlib import suppress

import msgspec
import pytest

from geo.coordinates import Datum, Point, distance_m
from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.messages.locations import Status
from stations.terminals.store import TerminalStore
from tests.support.dialled import HERE, Dialled, counts, device_of, wait_for
from tests.support.running import STREET, Running

REQUIREMENTS = ("VEH-04", "VEH-05")

THERE = Point(110.81, 32.63)


def seen(server: Running, vehicle_id: str) -> Point | None:
    position = server.system.positions.latest.get(vehicle_id)
    return position.point if position else None


def now(server: Running) -> int:
    return server.system.clock.now_ms()


@pytest.mark.parametrize(
    ("vehicle_id", "dialect"), [("V001", Dialect.V2019), ("V002", Dialect.V2013)]
)
def test_a_terminal_moves_its_vehicle_on_every_board(
    server: Running, vehicle_id: str, dialect: Dialect
) -> None:
    device = device_of(server, vehicle_id)
    assert device.identity.dialect is dialect
    with Dialled(server, device).log_in() as line:
        line.report()
        line.until(lambda: device.unanswered == 0 and seen(server, vehicle_id))
    board = server.seat("city").get("/board").json()
    fix = next(v["fix"] for v in board["vehicles"] if v["id"] == vehicle_id)
    assert distance_m(HERE, Point(fix["lon"], fix["lat"])) < 1
    assert fix["speed_kmh"] == 40.0


def test_positions_are_in_the_datum_that_the_register_names(server: Running) -> None:
    fitted = server.system.terminals.registry.terminals.values()
    shifted = next(t.vehicle_id for t in fitted if t.datum is Datum.GCJ02)
    assert shifted is not None
    with Dialled(server, device_of(server, shifted)).log_in() as line:
        line.report()
        place = line.until(lambda: seen(server, shifted))
    assert distance_m(HERE, place) < 1


def test_who_is_not_on_the_list_is_told_so_and_shown_to_the_administrator(server: Running) -> None:
    device = device_of(server, "V003", phone="99900001111", device_id="NOBODY1")
    with Dialled(server, device).log_in() as line:
        assert device.refused is not None
        line.report(point=THERE)
        line.until(lambda: device.unanswered <= 1)
    assert seen(server, "V003") is None
    door = server.seat("admin").get("/gateway").json()
    stranger = next(s for s in door["strangers"] if s["phone"] == "99900001111")
    assert stranger["reason"] == "vehicle_taken"
    assert stranger["plate"] == server.system.region.vehicles["V003"].plate
    assert door["refused"]["not_authenticated"] >= 1


def test_positions_before_the_login_move_nothing(server: Running) -> None:
    device = device_of(server, "V004")
    with Dialled(server, device) as line:
        line.report()
        line.until(lambda: device.unanswered == 0)
    assert seen(server, "V004") is None


def test_a_report_without_a_place_is_a_sign_of_life_and_no_more(server: Running) -> None:
    device = device_of(server, "V005")
    with Dialled(server, device).log_in() as line:
        line.report()
        line.until(lambda: seen(server, "V005"))
        before = counts(server).get("not_located", 0)
        blind = msgspec.structs.replace(
            line.measure(now(server) + 2000, THERE), status=Status.ACC_ON
        )
        line.send(device.report(blind))
        line.until(lambda: counts(server).get("not_located", 0) > before)
    place = seen(server, "V005")
    assert place is not None
    assert distance_m(HERE, place) < 1


def test_after_a_tunnel_the_batch_never_moves_the_vehicle_back(server: Running) -> None:
    device = device_of(server, "V006")
    with Dialled(server, device).log_in() as line:
        line.report(now(server) - 60_000)
        for second in range(50, 5, -5):
            device.keep(line.measure(now(server) - second * 1000, HERE))
        line.report(now(server), THERE)
        line.send(device.catch_up())
        line.until(lambda: device.unanswered == 0)
    place = seen(server, "V006")
    assert place is not None
    assert distance_m(THERE, place) < 1


@pytest.mark.parametrize("hours", [-8, 8, 24 * 365 * 4])
def test_a_clock_that_is_hours_or_years_off_is_measured_shown_and_put_right(
    server: Running, hours: int
) -> None:
    vehicle_id = {-8: "V007", 8: "V009"}.get(hours, "V010")
    device = device_of(server, vehicle_id)
    off_ms = hours * 3_600_000
    server.system.positions.latest.pop(vehicle_id, None)
    with Dialled(server, device).log_in() as line:
        for nth in range(12):
            line.report(now(server) + off_ms + nth * 300)
        line.until(lambda: device.unanswered == 0)
        line.report(now(server) + off_ms + 5_000, THERE)
        line.until(lambda: device.unanswered == 0)
    position = server.system.positions.latest[vehicle_id]
    assert abs(position.at_ms - now(server)) < 60_000
    door = server.seat("admin").get("/gateway").json()
    terminal = server.system.terminals.registry.of_vehicle(vehicle_id)
    assert terminal is not None
    assert abs(door["clocks_off_ms"][terminal.id] - off_ms) < 60_000


def test_a_terminal_that_dials_again_is_heard_on_the_new_line_and_the_old_is_closed(
    server: Running,
) -> None:
    device = device_of(server, "V011")
    with Dialled(server, device).log_in() as old:
        device.hang_up()
        with Dialled(server, device).log_in() as new:
            old.until_closed()
            new.report()
            new.until(lambda: seen(server, "V011"))


def test_two_devices_with_one_number_are_found_out_and_then_move_nothing(server: Running) -> None:
    one = device_of(server, "V012", imei="1" * 15)
    two = device_of(server, "V012", imei="2" * 15)
    terminal = server.system.terminals.registry.of_vehicle("V012")
    assert terminal is not None
    held = []
    for _ in range(6):
        for device in (one, two):
            device.hang_up()
            held.append(Dialled(server, device).log_in())
    assert server.system.terminals.registry.terminals[terminal.id].cloned
    assert terminal.id in server.seat("admin").get("/gateway").json()["cloned"]
    held[-1].report()
    held[-1].until(lambda: counts(server).get("cloned_terminal"))
    assert seen(server, "V012") is None
    cleared = server.seat("admin").patch(f"/terminals/{terminal.id}", {"cloned": False})
    assert cleared.status_code == 200, cleared.text
    held[-1].report(now(server) + 1000)
    held[-1].until(lambda: seen(server, "V012"))
    for line in held:
        line.socket.close()


def test_intervals_follow_what_the_vehicle_does_and_the_order_stands_on_its_screen(
    server: Running,
) -> None:
    incident_id = server.call_in(
        location=STREET, address="张湾区车城路 12 号", complaint="胸痛 20 分钟"
    )
    desk = server.seat("city")
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    fitted = {t.vehicle_id for t in server.system.region.terminals}
    chosen = next(
        c["vehicle_id"]
        for c in ranking["ranked"]
        if c["group"] == "ready" and c["vehicle_id"] in fitted
    )
    device = device_of(server, chosen)
    with Dialled(server, device).log_in() as line:
        line.until(lambda: device.interval_s == 60)
        order = {"vehicle_id": chosen, "answer_id": ranking["answer_id"]}
        order["override_reason"] = "试验"
        task_id = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
        line.until(lambda: device.interval_s == 5 and device.texts)
        assert task_id in device.texts[0]
        assert "车城路 12 号" in device.texts[0]
        assert "胸痛 20 分钟" in device.texts[0]
        desk.do(f"/tasks/{task_id}/recall", {"reason": "recalled_before_departure"})
        line.until(lambda: len(device.texts) == 2 and device.interval_s == 60)
        assert device.texts[1] == f"任务取消 {task_id}"


def test_an_order_given_while_the_terminal_was_away_is_there_when_it_comes_back(
    server: Running,
) -> None:
    incident_id = server.call_in(location=STREET, address="五堰街 7 号")
    desk = server.seat("city")
    order = {"vehicle_id": "V014", "override_reason": "试验"}
    task_id = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
    device = device_of(server, "V014")
    with Dialled(server, device).log_in() as line:
        line.until(lambda: device.texts)
        assert task_id in device.texts[0]


def test_an_order_told_on_a_line_that_had_died_is_told_again_on_the_next(server: Running) -> None:
    device = device_of(server, "V015")
    incident_id = server.call_in(location=STREET, address="人民路 3 号")
    with Dialled(server, device).log_in() as dead:
        order = {"vehicle_id": "V015", "override_reason": "试验"}
        path = f"/incidents/{incident_id}/dispatch"
        task_id = server.seat("city").do(path, order)["task_id"]
        unread = b""
        while task_id.encode() not in unread:
            with suppress(TimeoutError):
                unread += dead.socket.recv(65_536)
        with Dialled(server, device).log_in() as line:
            line.until(lambda: device.texts)
            assert task_id in device.texts[0]
    device.unanswered = 0
    with Dialled(server, device).log_in() as line:
        line.report()
        line.until(lambda: device.unanswered == 0)
        assert len(device.texts) == 1  # acknowledged: not said a second time


def test_a_recall_while_the_terminal_was_away_is_told_once_when_it_comes_back(
    server: Running,
) -> None:
    device = device_of(server, "V016")
    desk, gateway = server.seat("city"), server.system.terminals.gateway
    incident_id = server.call_in(location=STREET, address="车站路 9 号")
    with Dialled(server, device).log_in() as line:
        order = {"vehicle_id": "V016", "override_reason": "试验"}
        task_id = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
        line.until(lambda: device.texts)
        line.report()
        line.until(lambda: device.unanswered == 0)
    wait_for(lambda: "T016" not in gateway.by_terminal)
    desk.do(f"/tasks/{task_id}/recall", {"reason": "recalled_before_departure"})
    for _ in range(2):
        with Dialled(server, device).log_in() as line:
            line.until(lambda: len(device.texts) == 2)
            line.report()
            line.until(lambda: device.unanswered == 0)
        wait_for(lambda: "T016" not in gateway.by_terminal)
    assert list(device.texts)[1:] == [f"任务取消 {task_id}"]


def test_a_message_to_a_vehicle_is_told_by_its_terminal_once_and_also_after_it_was_away(
    server: Running,
) -> None:
    device, gateway = device_of(server, "V017"), server.system.terminals.gateway
    desk = server.seat("city")
    to_it = {"to_kind": "vehicle", "to_id": "V017"}
    with Dialled(server, device).log_in() as line:
        first_id = desk.do("/messages", {**to_it, "text": "G316 塌方，请绕行"})["message_id"]
        line.until(lambda: device.texts)
        assert "G316 塌方，请绕行" in device.texts[0]
        line.report()
        line.until(lambda: device.unanswered == 0)
    wait_for(lambda: "T017" not in gateway.by_terminal)
    desk.do(f"/messages/{first_id}/read", {})
    desk.do("/messages", {**to_it, "text": "请回站", "urgent": True})
    for _ in range(2):
        with Dialled(server, device).log_in() as line:
            line.until(lambda: len(device.texts) == 2)
            line.report()
            line.until(lambda: device.unanswered == 0)
        wait_for(lambda: "T017" not in gateway.by_terminal)
    assert "请回站" in device.texts[1]
    assert len(device.texts) == 2


def test_a_desk_asks_a_vehicle_where_it_is(server: Running) -> None:
    device = device_of(server, "V015")
    desk = server.seat("city")
    refused = desk.post("/vehicles/V015/locate")
    assert (refused.status_code, refused.json()["code"]) == (409, "terminal_not_there")
    assert desk.post("/vehicles/V999/locate").status_code == 404
    with Dialled(server, device).log_in() as line:
        line.measure()
        assert desk.post("/vehicles/V015/locate").status_code == 200
        line.until(lambda: seen(server, "V015"))


def test_the_register_is_kept_by_administrators_only(server: Running) -> None:
    admin = server.seat("admin")
    assert server.seat("city").post("/terminals", {"id": "X"}).status_code == 403
    entered = admin.post("/terminals", {"id": "X1", "phone": "000155", "datum": "gcj02"})
    assert entered.status_code == 200, entered.text
    assert entered.json()["phone"] == "155"
    clash = admin.post("/terminals", {"id": "X2", "phone": "155"})
    assert (clash.status_code, clash.json()["field"]) == (409, "phone")
    assert clash.json()["remedy"]
    unknown = admin.patch("/terminals/none", {"enabled": False})
    assert unknown.status_code == 404
    blocked = admin.patch("/terminals/X1", {"enabled": False}).json()
    assert (blocked["enabled"], blocked["connected"], blocked["registered"]) == (False,) * 2 + (
        False,
    )
    listed = {t["id"] for t in server.seat("gateway").get("/terminals").json()}
    assert {"X1", "T001"} <= listed


def test_a_blocked_terminal_is_hung_up_on(server: Running) -> None:
    device = device_of(server, "V016")
    with Dialled(server, device).log_in() as line:
        server.seat("admin").patch("/terminals/T016", {"enabled": False})
        line.until_closed()
    device.hang_up()
    with Dialled(server, device).log_in():
        assert device.refused is not None


def test_what_was_learnt_of_a_terminal_is_in_the_database(server: Running) -> None:
    device = device_of(server, "V017")
    with Dialled(server, device).log_in():
        store = TerminalStore(server.system.engine)
        kept = wait_for(lambda: [t for t in store.load() if t.id == "T017" and t.code_hash])
    assert kept[0].last_seen_ms
    assert kept[0].dialect == device.identity.dialect
