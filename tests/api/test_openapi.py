"""The interface describes itself completely: every answer, every request, every problem."""

import json
import subprocess
import sys
from typing import Any

import pytest

from console.app import create_app
from tests.support.running import STREET, Running

NO_JSON = {
    "/api/map/roads.geojson",
    "/api/map/areas.geojson",
    "/api/map/basemap.pmtiles",
    "/api/roads/speeds.geojson",
    "/api/tasks/{task_id}/track.geojson",
    "/api/planning/scenarios/{scenario_id}/scenario.toml",
    "/api/planning/runs/{run_id}/export/{file}",
    "/api/planning/coverage/isochrones",
    "/api/planning/coverage/export/{file}",
    "/api/planning/replay/export/{file}",
    "/api/replay",
    "/api/admin/pack/export",
    "/api/reports/choices.csv",
    "/api/reports/areas.csv",
}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return create_app().openapi()


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        here = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return here.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_reference_leads_to_a_schema(description: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    assert references(description) <= known


def test_every_answer_has_a_schema_and_every_route_a_sentence(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        assert operation["description"], (path, method)
        if path in NO_JSON or "204" in operation["responses"]:
            continue
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert schema, (path, method)
        problem = operation["responses"]["default"]["content"]["application/problem+json"]
        assert problem["schema"]["$ref"].endswith("/Problem")


def test_every_command_asks_for_an_idempotency_key(description: dict[str, Any]) -> None:
    preview = "/api/roads/restrictions/preview"  # asks, and changes nothing
    free = {"/api/session", "/api/clock", "/api/fixes", preview}
    free.add("/api/partners/alarms")  # its alarm_id is the key
    asking = {"coverage", "sites", "calibrate", "replay"}  # they change nothing
    asking |= {"coverage/isochrones", "coverage/export/{file}", "replay/export/{file}"}
    free |= {f"/api/planning/{asked}" for asked in asking}
    free |= {f"/api/planning/scenarios/{asked}" for asked in ("check", "read")}
    free |= {f"/api/planning/runs/{{run_id}}/{wish}" for wish in ("cancel", "resume")}  # states
    free |= {f"/api/admin/pack/{dry}" for dry in ("check", "import")}  # dry runs
    for path, method, operation in operations(description):
        if method in ("post", "patch") and path not in free:
            headers = {p["name"] for p in operation.get("parameters", []) if p["in"] == "header"}
            assert "idempotency-key" in headers, path


def test_the_live_frames_are_described_too(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    assert {"SnapshotFrame", "ChangesFrame", "TickFrame", "AlarmFrame", "Hello"} <= schemas.keys()


def test_an_answer_is_what_its_schema_says(server: Running, description: dict[str, Any]) -> None:
    incident_id = server.call_in(location=STREET)
    ranking = server.seat("city").get(f"/incidents/{incident_id}/candidates").json()
    schema = description["components"]["schemas"]
    assert set(ranking) == set(schema["Ranking"]["properties"])
    assert set(ranking["ranked"][0]) == set(schema["Candidate"]["properties"])
    board = server.seat("city").get("/board").json()
    assert set(board) == set(schema["Snapshot"]["properties"])
    assert set(board["incidents"][0]) == set(schema["IncidentView"]["properties"])
    region = server.seat("city").get("/region").json()
    assert set(region) == set(schema["RegionView"]["properties"])


def test_the_command_prints_what_the_server_serves(server: Running) -> None:
    command = [sys.executable, "-m", "console", "openapi"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(done.stdout) == server.seat("city").http.get("/openapi.json").json()
