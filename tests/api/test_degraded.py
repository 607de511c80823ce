"""What a desk sees while something is broken: labelled estimates, alarms, and no false receipts."""

import sqlite3
import threading
from pathlib import Path

from geo.routing.router import Router
from stations.region import Region
from tests.support.running import STREET, run_server, shiyan_roads
from tests.support.screen import Screen


def test_until_the_roads_are_loaded_the_ranking_is_a_labelled_estimate(tmp_path: Path) -> None:
    gate = threading.Event()

    def late(region: Region) -> Router:
        gate.wait(20)
        return shiyan_roads()

    with run_server(tmp_path, load_router=late, wait_for_roads=False) as server:
        desk = server.seat("city")
        health = desk.get("/health").json()
        assert (health["status"], health["router"]["basis"]) == ("degraded", "estimate")
        incident_id = server.call_in(location=STREET)
        ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
        assert ranking["basis"] == "estimate"
        assert ranking["note"]["code"] == "router_not_ready"
        server.send_best(incident_id)
        assert desk.get(f"/incidents/{incident_id}").json()["tasks"][0]["eta_basis"] == "estimate"
        with server.live("city") as socket:
            screen = Screen()
            screen.hello(socket)
            assert screen.hear_until(socket, "alarm")["code"] == "router_not_ready"
            gate.set()
            assert screen.hear_until(socket, "alarm")["active"] is False
            assert screen.alarms == {}
        assert desk.get("/health").json()["status"] == "ok"
        assert desk.get(f"/incidents/{incident_id}/candidates").json()["basis"] == "road"


def test_a_road_network_that_cannot_be_built_leaves_the_estimate_and_the_alarm(
    tmp_path: Path,
) -> None:
    def broken(region: Region) -> Router:
        raise ValueError("no roads in this pack")

    with run_server(tmp_path, load_router=broken, wait_for_roads=False) as server:
        incident_id = server.call_in(location=STREET)
        server.send_best(incident_id)
        alarms = server.seat("city").get("/health").json()["alarms"]
        assert [alarm["code"] for alarm in alarms] == ["router_not_ready"]


def test_what_cannot_be_made_durable_is_refused_and_everybody_is_told(tmp_path: Path) -> None:
    with run_server(tmp_path) as server:
        desk, exchange = server.seat("city"), server.seat("gateway")
        other = sqlite3.connect(tmp_path / "liandong.sqlite3", isolation_level=None)
        with server.live("city") as socket:
            screen = Screen()
            screen.hello(socket)
            screen.hear_until(socket, "snapshot")
            other.execute("BEGIN EXCLUSIVE")
            refused = exchange.post("/calls", {"call_id": "lost", "number": "120"}, "key-lost")
            assert refused.status_code == 503
            assert refused.json()["code"] == "journal_unavailable"
            assert refused.json()["remedy"]
            alarm = screen.hear_until(socket, "alarm")
            assert (alarm["code"], alarm["active"]) == ("journal_unavailable", True)
            health = desk.get("/health").json()
            assert (health["status"], health["journal"]["ok"]) == ("degraded", False)
            assert desk.get("/board").json()["calls"] == []
            other.execute("ROLLBACK")
            assert screen.hear_until(socket, "alarm", within_s=8)["active"] is False
            again = exchange.post("/calls", {"call_id": "lost", "number": "120"}, "key-lost")
            assert again.status_code == 200
            screen.hear_up_to(socket, again.json()["seq"])
            assert "lost" in screen.calls
        other.close()
