"""Tracks and the quality of positions over HTTP: a sortie is replayed, measured and kept."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from console.live.protocol import LINK_LOST
from dispatch.domain.actors import Role
from dispatch.sight import Viewer
from geo.coordinates import Point, distance_m
from stations.positions.fix import LivePosition
from stations.positions.unsaved import UNSAVED_MAX
from tests.support.dialled import wait_for
from tests.support.running import Running, run_server, shiyan

REQUIREMENTS = ("VEH-09", "VEH-10")

SCENE = {"lon": 110.815, "lat": 32.62}
DAY_MS = 86_400_000
ARC_M = 650.0
"""What is driven at 60 km/h while the terminal's clock may run ahead."""
MINUTE_MS = 60_000


def now(server: Running) -> int:
    return server.system.clock.now_ms()


def in_loop(server: Running, work: Any) -> Any:
    """What the server's own loop would do later, now."""
    return asyncio.run_coroutine_threadsafe(work, server.system.loop).result(30)


def keep(server: Running) -> None:
    in_loop(server, server.system.housekeeping._tracks.flush())


def report(server: Running, vehicle: str, *fixes: dict[str, Any]) -> dict[str, Any]:
    sent = [{"vehicle_id": vehicle, "datum": "wgs84", **fix} for fix in fixes]
    answer: dict[str, Any] = server.seat("gateway").post("/fixes", {"fixes": sent}).json()
    return answer


def quality(server: Running, vehicle: str, user: str = "city") -> dict[str, Any]:
    view = server.seat(user).get("/positions/quality", params={"vehicle_id": vehicle}).json()
    [one] = view["vehicles"]
    return dict(one)


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str, str]]:
    """A server with a sortie that was driven along a road; its task and vehicle."""
    with run_server(tmp_path_factory.mktemp("driven"), tracks_kept_days=30) as server:
        incident_id = server.call_in(location={**SCENE, "datum": "wgs84", "radius_m": 30})
        task_id, vehicle = server.send_best(incident_id)
        start_ms = now(server)
        roads = shiyan().roads
        arc = int(abs(roads.arc_metres - ARC_M).argmin())
        places = [roads.point_at(arc, n / 40) for n in range(41)]
        answer = report(
            server,
            vehicle,
            *(
                {
                    "lon": place.lon,
                    "lat": place.lat,
                    "at_ms": start_ms + n * 1000,
                    "speed_kmh": 130 if n == 20 else 60,
                    "mileage_km": 5000 + n / 10,
                }
                for n, place in enumerate(places)
            ),
        )
        assert answer["rejected"] == []
        server.seat(f"crew-{vehicle}").do(f"/tasks/{task_id}/status", {"state": "acked"})
        keep(server)
        yield server, task_id, vehicle


def test_a_sortie_is_replayed_with_its_stamps_speeds_and_kilometres(
    driven: tuple[Running, str, str],
) -> None:
    server, task_id, vehicle = driven
    view = server.seat("city").get(f"/tasks/{task_id}/track").json()
    assert (view["vehicle_id"], view["recorded"], view["thinned"]) == (vehicle, 41, False)
    assert [s["state"] for s in view["stamps"]] == ["assigned", "acked"]
    assert {s["kind"] for s in view["stamps"]} == {"pressed"}
    assert (view["speed"]["max_kmh"], view["speed"]["over_share"] > 0) == (130.0, True)
    distance = view["distance"]
    assert distance["basis"] == "roads"
    assert distance["total_km"] == pytest.approx(ARC_M / 1000, rel=0.05)
    assert distance["task_km"] == distance["total_km"]
    assert distance["odometer_km"] == 4.0
    assert distance["matched_share"] > 0.9


@pytest.fixture(autouse=True)
def roads_are_known(driven: tuple[Running, str, str]) -> None:
    server, _, _ = driven
    wait_for(lambda: server.system.live_roads.works is not None, 90.0)


def test_a_track_is_thinned_openly_and_keeps_its_highest_speed(
    driven: tuple[Running, str, str],
) -> None:
    server, task_id, _ = driven
    view = server.seat("city").get(f"/tasks/{task_id}/track", params={"points": 10}).json()
    assert 8 <= len(view["points"]) <= 10
    assert (view["recorded"], view["thinned"]) == (41, True)
    assert max(p["speed_kmh"] for p in view["points"]) == 130
    assert view["distance"]["total_km"] > 0


def test_a_sortie_is_a_line_and_points_for_a_map_program(driven: tuple[Running, str, str]) -> None:
    server, task_id, _ = driven
    response = server.seat("city").get(f"/tasks/{task_id}/track.geojson")
    assert response.headers["content-type"].startswith("application/geo+json")
    track, *stamps = response.json()["features"]
    assert len(track["geometry"]["coordinates"]) == 41 == len(track["properties"]["times_ms"])
    assert [s["properties"]["state"] for s in stamps] == ["assigned", "acked"]


def test_a_vehicles_day_tells_what_was_on_a_task(driven: tuple[Running, str, str]) -> None:
    server, task_id, vehicle = driven
    to_ms = now(server) + MINUTE_MS
    before = [
        {"lon": 110.70, "lat": 32.60 + n / 1000, "at_ms": to_ms - 3_600_000 + n * 5000}
        for n in range(10)
    ]
    rejected = report(server, vehicle, *before)["rejected"]
    assert {r["code"] for r in rejected} == {"out_of_order"}
    keep(server)
    asked = {"from_ms": to_ms - 2 * 3_600_000, "to_ms": to_ms + 3_600_000}
    view = server.seat("city").get(f"/vehicles/{vehicle}/track", params=asked).json()
    assert view["recorded"] == 51, "what came late is part of the track"
    assert [task["task_id"] for task in view["tasks"]] == [task_id]
    assert 0 < view["distance"]["task_km"] < view["distance"]["total_km"]


def test_only_the_desk_and_the_crew_itself_see_a_track(driven: tuple[Running, str, str]) -> None:
    server, task_id, vehicle = driven
    other = next(v for v in shiyan().vehicles if v != vehicle)
    span = {"from_ms": 0, "to_ms": DAY_MS}
    seen = {
        user: (
            server.seat(user).get(f"/tasks/{task_id}/track").status_code,
            server.seat(user).get(f"/vehicles/{vehicle}/track", params=span).status_code,
        )
        for user in ("city", "admin", f"crew-{vehicle}", f"crew-{other}", "planner", "gateway")
    }
    assert list(seen.values()) == [(200, 200)] * 3 + [(403, 403)] * 3


@pytest.mark.parametrize(
    ("path", "params", "status", "code"),
    [
        ("/tasks/none/track", {}, 404, "unknown_task_id"),
        ("/vehicles/none/track", {"from_ms": 0, "to_ms": 1}, 404, "unknown_vehicle_id"),
        ("/vehicles/V001/track", {"from_ms": 0, "to_ms": DAY_MS + 1}, 422, "span_invalid"),
        ("/vehicles/V001/track", {"from_ms": 5, "to_ms": 5}, 422, "span_invalid"),
        ("/vehicles/V001/track", {"from_ms": 0}, 422, "invalid_request"),
        ("/vehicles/V001/track", {"from_ms": 0, "to_ms": 1, "points": 1}, 422, "invalid_request"),
        ("/positions/quality", {"vehicle_id": "none"}, 404, "unknown_vehicle_id"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    driven: tuple[Running, str, str], path: str, params: dict[str, Any], status: int, code: str
) -> None:
    response = driven[0].seat("city").get(path, params=params)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_vehicle_nobody_heard_of_has_an_empty_track(driven: tuple[Running, str, str]) -> None:
    view = (
        driven[0].seat("city").get("/vehicles/V226/track", params={"from_ms": 0, "to_ms": DAY_MS})
    ).json()
    assert (view["recorded"], view["points"], view["stamps"]) == (0, [], [])
    assert view["distance"]["total_km"] == 0


def test_the_quality_counts_rejections_by_reason_for_each_vehicle(
    driven: tuple[Running, str, str],
) -> None:
    server = driven[0]
    at_ms = now(server)
    place = {"lon": 110.8, "lat": 32.6}
    report(
        server,
        "V050",
        {**place, "at_ms": at_ms},
        {**place, "at_ms": at_ms},
        {"lon": 0, "lat": 0, "at_ms": at_ms + 1},
        {**place, "at_ms": at_ms - 20 * 365 * DAY_MS},
        {"lon": 120.0, "lat": 32.6, "at_ms": at_ms + 1000},
    )
    one = quality(server, "V050")
    expected = {"duplicate": 1, "not_located": 1, "clock_off": 1, "jump": 1}
    assert (one["accepted"], one["rejected"]) == (1, expected)
    assert (one["source"], one["fix_ms"], one["troubles"]) == ("http", at_ms, ["jumping"])
    whole = server.seat("admin").get("/positions/quality").json()
    assert len(whole["vehicles"]) == len(shiyan().vehicles)
    assert all(whole["rejected"][code] >= count for code, count in expected.items())
    crew = server.seat("crew-V051").get("/positions/quality").json()
    assert [v["vehicle_id"] for v in crew["vehicles"]] == ["V051"]
    assert quality(server, "V052")["troubles"] == ["never_heard"]


def test_a_vehicle_on_a_task_that_falls_silent_is_flagged_on_every_screen(
    driven: tuple[Running, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, _, vehicle = driven
    assert quality(server, vehicle)["link_lost_s"] is None
    later_ms = now(server) + 10 * MINUTE_MS
    monkeypatch.setattr(server.system.clock, "now_ms", lambda: later_ms)
    assert quality(server, vehicle)["link_lost_s"] >= 540
    assert "link_lost" in quality(server, vehicle)["troubles"]
    lane = server.system.hub.lane
    viewer = Viewer(role=Role.DISPATCHER)
    flagged = {
        record.vehicle_index
        for record in lane._records(viewer, later_ms)
        if record.flags & LINK_LOST
    }
    assert flagged == {list(shiyan().vehicles).index(vehicle)}


def test_a_database_that_is_away_costs_no_position_up_to_the_bound(
    driven: tuple[Running, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = driven[0]
    keeping = server.system.housekeeping._tracks
    keep(server)
    saved = keeping._store.save

    def away(positions: Any) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(keeping._store, "save", away)
    at_ms = now(server)
    fixes = [{"lon": 110.9, "lat": 32.6 + n / 1e5, "at_ms": at_ms + n} for n in range(50)]
    assert report(server, "V060", *fixes)["accepted"] == 50
    with pytest.raises(OSError, match="away"):
        keep(server)
    view = server.seat("admin").get("/positions/quality").json()
    assert view["unsaved"] >= 50
    assert view["dropped"] == 0
    assert UNSAVED_MAX >= 226 * 60
    monkeypatch.setattr(keeping._store, "save", saved)
    keep(server)
    asked = {"from_ms": at_ms, "to_ms": at_ms + MINUTE_MS}
    track = server.seat("city").get("/vehicles/V060/track", params=asked).json()
    assert track["recorded"] == 50


def test_old_tracks_are_forgotten_after_the_days_that_the_centre_has_set(
    driven: tuple[Running, str, str],
) -> None:
    server = driven[0]
    now_ms, keeping = now(server), server.system.housekeeping._tracks
    old = [_position(now_ms - 32 * DAY_MS), _position(now_ms - 29 * DAY_MS)]
    keeping._store.save(old)
    in_loop(server, keeping.look_after())
    assert keeping._store.tracks.load("V070", 0, now_ms) == old[1:]


def _position(at_ms: int) -> LivePosition:
    return LivePosition(
        vehicle_id="V070",
        point=Point(110.8, 32.6),
        at_ms=at_ms,
        received_ms=at_ms,
        speed_kmh=0.0,
        heading_deg=0.0,
    )


def test_a_stamp_says_where_the_vehicle_was(driven: tuple[Running, str, str]) -> None:
    server, task_id, _ = driven
    view = server.seat("city").get(f"/tasks/{task_id}/track").json()
    acked = view["stamps"][1]
    places = [Point(p["lon"], p["lat"]) for p in view["points"]]
    here = Point(acked["lon"], acked["lat"])
    assert min(distance_m(here, place) for place in places) < 1000
