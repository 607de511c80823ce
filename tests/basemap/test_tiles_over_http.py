"""The tiles as a screen gets them: by ranges, once, and only for who is logged in."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.running import Running, run_server

TILES = "/map/basemap.pmtiles"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    with run_server(
        folder, wait_for_roads=False, map_cache=folder / "cache", map_approval="GS(2024)0650号"
    ) as running:
        yield running


def description(server: Running) -> dict[str, Any]:
    """What the server says of its map, once it has made it."""
    for _ in range(300):
        told: dict[str, Any] = server.seat("city").get("/map/basemap").json()
        if not told["making"]:
            return told
        time.sleep(0.1)
    raise AssertionError("the base map does not get ready")


def part(server: Running, asked: str, **more: str) -> httpx2.Response:
    description(server)
    return server.seat("city").get(TILES, headers={"Range": asked, **more})


def content(server: Running) -> bytes:
    description(server)
    assert server.system.base_map.archive is not None
    return server.system.base_map.archive.path.read_bytes()


def test_a_screen_is_told_the_address_the_credits_and_the_approval(server: Running) -> None:
    told = description(server)
    assert told["tiles"].startswith("/api/map/basemap.pmtiles?v=")
    assert told["credits"] == ["© OpenStreetMap contributors (ODbL) · GeoNames (CC BY 4.0)"]
    assert told["approval"] == "GS(2024)0650号"
    assert (told["rasters"], told["vectors"]) == ([], [])
    answer = server.seat("city").get(told["tiles"].removeprefix("/api"))
    assert (answer.status_code, answer.content) == (200, content(server))
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-126", 0, 126), ("bytes=1000-", 1000, -1), ("bytes=-50", -50, -1)],
)
def test_a_range_is_answered_with_exactly_its_bytes(
    server: Running, asked: str, first: int, last: int
) -> None:
    whole = content(server)
    start, end = first % len(whole), last % len(whole)
    answer = part(server, asked)
    assert answer.status_code == 206
    assert answer.content == whole[start : end + 1]
    assert answer.headers["content-range"] == f"bytes {start}-{end}/{len(whole)}"


def test_a_range_that_ends_beyond_the_file_is_cut_at_its_end(server: Running) -> None:
    whole = content(server)
    answer = part(server, f"bytes={len(whole) - 10}-{len(whole) + 5000}")
    assert (answer.status_code, answer.content) == (206, whole[-10:])


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=9-3", "bytes=-0", "bytes=-", "bytes=a-b", "bytes=0-1,5-9", "rows=0-5", "bytes 0-5",
        "bytes=999999999999-", "bytes=1e3-2e3", "", "bytes=" + "9" * 400 + "-",
    ],
)  # fmt: skip
def test_what_is_not_one_range_of_the_file_is_refused_with_its_size(
    server: Running, asked: str
) -> None:
    answer = part(server, asked)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(content(server))}"
    problem = answer.json()
    assert problem["code"] == "range_not_satisfiable"
    assert problem["field"] == "Range"
    assert problem["remedy"]


def test_what_a_screen_has_is_not_sent_again(server: Running) -> None:
    etag = part(server, "bytes=0-10").headers["etag"]
    again = server.seat("city").get(TILES, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_range_of_a_former_file_is_answered_with_the_whole_new_one(server: Running) -> None:
    current = part(server, "bytes=0-10").headers["etag"]
    assert part(server, "bytes=0-10", **{"If-Range": current}).status_code == 206
    stale = part(server, "bytes=0-10", **{"If-Range": '"former"'})
    assert (stale.status_code, len(stale.content)) == (200, len(content(server)))


def test_the_tiles_are_for_desks_and_crews_only(server: Running) -> None:
    description(server)
    for path in ("/map/basemap", TILES):
        answer = httpx2.get(f"{server.url}/api{path}", headers={"Range": "bytes=0-10"})
        assert answer.status_code == 401, path


@pytest.mark.parametrize("tail", ["/..%2f..%2fpyproject.toml", "/../../pyproject.toml", "x", "%00"])
def test_no_other_file_can_be_asked_for(server: Running, tail: str) -> None:
    assert server.seat("city").get(TILES + tail).status_code == 404


def test_a_file_taken_away_under_a_running_server_leaves_the_lines(tmp_path: Path) -> None:
    with run_server(tmp_path, wait_for_roads=False, map_cache=tmp_path / "cache") as running:
        description(running)
        archive = running.system.base_map.archive
        assert archive is not None
        archive.path.unlink()
        assert description(running)["tiles"] is None
        answer = running.seat("city").get(TILES)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_base_map")
        assert running.seat("city").get("/map/roads.geojson").status_code == 200
