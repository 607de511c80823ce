"""The administrator's doors at a running server: who may come in, and what becomes of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from console.demo import PASSWORD
from console.live.protocol import CLOSE_NOT_LOGGED_IN
from console.people.accounts import Account
from dispatch.domain.actors import Role
from stations.regionpack.contents import from_zip, to_zip
from tests.support.administrators import COUNTY
from tests.support.running import STREET, Running, Seat, run_server, shiyan

REQUIREMENTS = ("ORG-01", "ORG-03", "ORG-04", "ORG-07")

VEHICLES = "vehicles.csv"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """With a register of its own, because it is changed in place, and a county's administrator."""
    folder = tmp_path_factory.mktemp("administration")
    with run_server(folder, region=replace(shiyan())) as running:
        county = Account(username="yy", name="郧阳", role=Role.ADMIN, unit=COUNTY)
        running.system.accounts.add(county, PASSWORD)
        yield running


def cells_of(seat: Seat, key: str) -> dict[str, str]:
    rows = seat.get(f"/admin/pack/tables/{VEHICLES}").json()["rows"]
    cells: dict[str, str] = next(row["cells"] for row in rows if row["key"] == key)
    return cells


def draft(seat: Seat, key: str, **changes: str) -> dict[str, Any]:
    cells = {**cells_of(seat, key), **changes}
    edit = {"file": VEHICLES, "key": key, "cells": cells}
    return {"hash": seat.get("/admin/pack").json()["hash"], "edits": [edit]}


def _listen(live: ClientConnection) -> None:
    """To the end of the line; it is cut long before so many frames."""
    for _ in range(200):
        live.recv(timeout=30)


def post_zip(seat: Seat, path: str, content: bytes, **query: str) -> httpx2.Response:
    headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/zip"}
    return seat.http.post(f"/api{path}", content=content, params=query, headers=headers)


def test_only_administrators_come_in(server: Running) -> None:
    for path in ("/admin/users", "/admin/users/changes", "/admin/pack", "/admin/pack/export"):
        for name in ("city", "leader-city", "observer", "planner"):
            assert server.seat(name).get(path).status_code == 403, (name, path)
    refused = server.seat("city").post("/admin/users", {"username": "x1", "name": "x"})
    assert refused.status_code in (403, 422)


def test_a_login_is_made_used_and_closed_and_its_screens_go_dark(server: Running) -> None:
    admin = server.seat("admin")
    body = {"username": "wang.wu", "name": "王五", "role": "dispatcher", "unit": COUNTY}
    key = str(uuid4())
    told = admin.post("/admin/users", body, key).json()
    assert admin.post("/admin/users", body, key).json() == told
    seat = server.seat("wang.wu", told["password"])
    with server.live("wang.wu") as live:
        live.send('{"type": "hello"}')
        live.recv()
        closed = admin.patch("/admin/users/wang.wu", {"disabled": True})
        assert closed.json()["sessions"] == 0
        with pytest.raises(ConnectionClosed) as ended:
            _listen(live)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == CLOSE_NOT_LOGGED_IN
    assert seat.get("/board").status_code == 401
    (latest, *_) = admin.get("/admin/users/changes").json()
    assert (latest["what"], latest["username"]) == ("change", "wang.wu")
    assert latest["after"]["disabled"]


def test_bad_fields_of_a_login_are_refused_by_name(server: Running) -> None:
    admin = server.seat("admin")
    good = {"username": "ok1", "name": "好", "role": "planner", "unit": COUNTY}
    for field, value in (
        ("username", "a b"),
        ("username", "../x"),
        ("name", ""),
        ("role", "king"),
        ("unit", "nowhere"),
        ("vehicle_id", "V001"),
    ):
        refused = admin.post("/admin/users", {**good, field: value})
        assert refused.status_code in (404, 422), field
        assert refused.json()["field"] == field


def test_a_row_is_tried_and_put_into_force_and_every_screen_begins_anew(server: Running) -> None:
    admin = server.seat("admin")
    body = draft(admin, "V056", plate="鄂C·55555", name="郧阳别名")
    trial = admin.post("/admin/pack/check", body).json()
    assert trial["can_be_taken"]
    (change,) = trial["changes"]
    assert {f["name"]: f["after"] for f in change["fields"]} == {
        "plate": "鄂C·55555",
        "name": "郧阳别名",
    }
    assert not change["waits"]
    assert "鄂C·55555" not in admin.get("/region").text
    before = server.system.hub.epoch
    key = str(uuid4())
    edition = admin.post("/admin/pack/edition", {**body, "reason": "换牌"}, key).json()
    assert admin.post("/admin/pack/edition", {**body, "reason": "换牌"}, key).json() == edition
    assert "鄂C·55555" in admin.get("/region").text
    assert server.system.hub.epoch != before
    late = admin.post("/admin/pack/edition", {**body, "reason": "再来"})
    assert (late.status_code, late.json()["code"]) == (409, "pack_moved_on")
    shown = admin.get("/admin/pack").json()
    assert shown["edition"] == edition["number"]
    assert shown["editions"][0]["reason"] == "换牌"
    (again,) = admin.get(f"/admin/pack/editions/{edition['number']}").json()["changes"]
    assert again["key"] == "V056"


def test_an_error_is_told_at_its_cell(server: Running) -> None:
    admin = server.seat("admin")
    trial = admin.post("/admin/pack/check", draft(admin, "V060", kind="卡车", plate="")).json()
    assert not trial["can_be_taken"]
    told = {(p["key"], p["column"]) for p in trial["problems"] if p["file"] == VEHICLES}
    assert told == {("V060", "kind"), ("V060", "plate")}
    refused = admin.post(
        "/admin/pack/edition", {**draft(admin, "V060", kind="卡车"), "reason": "试试"}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "pack_not_taken")


def test_a_county_sees_and_changes_its_own_rows_only(server: Running) -> None:
    county, admin = server.seat("yy"), server.seat("admin")
    shown = county.get("/admin/pack").json()
    assert {table["file"] for table in shown["tables"]} == {
        "units.csv",
        "vehicles.csv",
        "hospitals.csv",
        "terminals.csv",
    }
    assert (shown["whole"], shown["editions"]) == (False, [])
    keys = {row["key"] for row in county.get(f"/admin/pack/tables/{VEHICLES}").json()["rows"]}
    assert keys == server.system.region.reaches[COUNTY].vehicles
    assert county.get("/admin/pack/tables/volunteers.csv").status_code == 404
    foreign = draft(admin, "V001", plate="鄂C·1")
    assert county.post("/admin/pack/check", foreign).status_code == 403
    assert county.post("/admin/pack/edition", {**foreign, "reason": "试试"}).status_code == 403
    assert county.get("/admin/pack/export").status_code == 403
    content = admin.get("/admin/pack/export").content
    assert post_zip(county, "/admin/pack/import", content).status_code == 403
    own = county.post(
        "/admin/pack/edition", {**draft(county, "V057", plate="鄂C·7"), "reason": "换牌"}
    )
    assert own.status_code == 200, own.text


def test_a_whole_pack_goes_out_and_comes_back_all_or_nothing(server: Running) -> None:
    admin = server.seat("admin")
    exported = admin.get("/admin/pack/export")
    assert exported.content == admin.get("/admin/pack/export").content
    assert exported.headers["content-type"] == "application/zip"
    contents = from_zip(exported.content)
    same = post_zip(admin, "/admin/pack/import", exported.content).json()
    assert (same["change_count"], same["can_be_taken"]) == (0, False)
    hospitals = contents["hospitals.csv"].decode("utf-8-sig").replace("三甲", "三乙", 1)
    good = to_zip({**contents, "hospitals.csv": hospitals.encode()})
    trial = post_zip(admin, "/admin/pack/import", good).json()
    assert [(c["file"], c["fields"][0]["after"]) for c in trial["changes"]] == [
        ("hospitals.csv", "三乙")
    ]
    path = "/admin/pack/import/edition"
    taken = post_zip(admin, path, good, hash=trial["hash"], reason="评级")
    assert taken.status_code == 200, taken.text
    assert any(h.grade == "三乙" for h in server.system.region.hospitals.values())
    late = post_zip(admin, path, good, hash=trial["hash"], reason="评级")
    assert late.json()["code"] == "pack_moved_on"


def test_an_import_with_a_vehicle_on_a_task_is_refused_whole(server: Running) -> None:
    admin = server.seat("admin")
    incident_id = server.call_in(location=STREET)
    _, vehicle_id = server.send_best(incident_id)
    assert server.seat("yy").get(f"/incidents/{incident_id}").status_code == 404
    parked = server.seat("yy").post(f"/incidents/{incident_id}/park")
    assert parked.status_code in (403, 404)
    contents = from_zip(admin.get("/admin/pack/export").content)
    kept = {
        name: b"".join(
            line for line in content.splitlines(keepends=True) if vehicle_id.encode() not in line
        )
        for name, content in contents.items()
    }
    units = kept["units.csv"].replace(b"0719-", b"0720-")
    spoilt = to_zip({**kept, "units.csv": units})
    trial = post_zip(admin, "/admin/pack/import", spoilt).json()
    blocking = [c for c in trial["conflicts"] if c["blocks"]]
    assert {c["key"] for c in blocking} == {vehicle_id}
    assert any("tasks" in c["en"] for c in blocking)
    assert any(f"crew-{vehicle_id}" in c["en"] for c in blocking)
    refused = post_zip(
        admin, "/admin/pack/import/edition", spoilt, hash=trial["hash"], reason="试试"
    )
    assert refused.json()["code"] == "pack_not_taken"
    assert admin.get("/admin/pack").json()["hash"] == trial["hash"]


def test_bad_uploads_are_refused_in_words(server: Running) -> None:
    admin = server.seat("admin")
    for content in (b"", b"nothing", to_zip({"../outside.csv": b"x"})):
        refused = post_zip(admin, "/admin/pack/import", content)
        assert (refused.status_code, refused.json()["code"]) == (422, "zip_refused")
    large = post_zip(admin, "/admin/pack/import", b"\0" * (16 * 1024 * 1024 + 1))
    assert large.status_code == 413
    wrong = to_zip({"pack.toml": b"\xff\xfe nonsense", "vehicles.csv": b"\xff\xff"})
    trial = post_zip(admin, "/admin/pack/import", wrong)
    assert trial.status_code == 200
    assert not trial.json()["can_be_taken"]
    assert trial.json()["problems"]
