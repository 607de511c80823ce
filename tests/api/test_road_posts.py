"""A road closed between two K-posts over HTTP, on a region that has posts and on one without."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.post_pack import post_region
from tests.support.running import Running, Seat, run_server

REQUIREMENTS = ("CALL-11",)

IN_WEST = {"lon": 110.30, "lat": 32.10, "datum": "wgs84", "method": "map_click"}
POSTS = {"type": "posts", "road": "G209", "from_km": "K1234+500", "to_km": 1236}


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server of the region with posts."""
    region = post_region(tmp_path_factory.mktemp("pack"))
    with run_server(tmp_path_factory.mktemp("posted"), region=region) as running:
        yield running


@pytest.fixture
def desk(posted: Running) -> Iterator[Seat]:
    """The city's desk, once the names are read; what a test leaves closed is reopened."""
    seat = posted.seat("city")
    wait_for_names(seat)
    yield seat
    for one in seat.get("/roads/restrictions").json()["restrictions"]:
        seat.do(f"/roads/restrictions/{one['id']}/reopen")


def wait_for_names(seat: Seat) -> None:
    """They are read in a thread of their own after the start."""
    for _ in range(400):
        if seat.get("/places", params={"q": "东镇"}).status_code == 200:
            return
        time.sleep(0.05)
    raise AssertionError("the names were never read")


def test_a_range_of_posts_is_previewed_closed_and_named_as_it_was_said(
    posted: Running, desk: Seat
) -> None:
    preview = desk.do("/roads/restrictions/preview", {"shape": POSTS})
    assert preview["name"] == "G209 K1234+500–K1236"
    assert {t["name"] for t in preview["cut_off"]["townships"]} == {"西镇"}
    incident_id = posted.call_in(location=IN_WEST)
    receipt = desk.do("/roads/restrictions", {"kind": "closed", "shape": POSTS})
    [one] = desk.get("/roads/restrictions").json()["restrictions"]
    assert (one["name"], one["shape"]["from_km"]) == ("G209 K1234+500–K1236", 1234.5)
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    assert [c["vehicle_id"] for c in ranking["ranked"]] == ["V2"]
    [east] = [p for p in ranking["passed_over"] if p["vehicle_id"] == "V1"]
    assert east["why"][1]["zh"] == f"被封路隔断：G209 K1234+500–K1236 {receipt['restriction_id']}"


def test_one_direction_leaves_the_other_open(desk: Seat) -> None:
    one_way = {**POSTS, "bound": "falling"}
    assert desk.do("/roads/restrictions/preview", {"shape": one_way})["name"] == (
        "G209 K1236→K1234+500"
    )
    receipt = desk.do("/roads/restrictions", {"kind": "closed", "shape": one_way})
    assert receipt["cut_off"]["townships"], "who cannot get away is cut off too"


def test_a_slow_range_slows_its_own_length_only(posted: Running, desk: Seat) -> None:
    incident_id = posted.call_in(location=IN_WEST)

    def drive_s() -> float:
        ranked = desk.get(f"/incidents/{incident_id}/candidates").json()["ranked"]
        return float(next(c["drive_s"] for c in ranked if c["vehicle_id"] == "V1"))

    before_s = drive_s()
    desk.do("/roads/restrictions", {"kind": "slow", "factor": 0.5, "shape": POSTS})
    more_s = 1500 * 15.07 / 15 / (40 / 3.6)
    # The part of the day sets the speed, by some per cent; its whole length would be five times it.
    assert drive_s() - before_s == pytest.approx(more_s, rel=0.1)


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"road": "G70"}, "unknown_post_road", "shape.road"),
    ({"to_km": "K1234+500"}, "empty_post_range", "shape.to_km"),
    ({"to_km": "K1300"}, "post_out_of_range", "shape.to_km"),
    ({"from_km": "K12x"}, "bad_post", "shape.from_km"),
    ({"from_km": -1}, "bad_post", "shape.from_km"),
    ({"road": ""}, "invalid_request", "shape.posts.road"),
    ({"bound": "up"}, "invalid_request", "shape.posts.bound"),
]


@pytest.mark.parametrize(("change", "code", "field"), WRONG)
def test_a_range_that_cannot_be_is_refused_with_what_is_known(
    desk: Seat, change: dict[str, Any], code: str, field: str
) -> None:
    response = desk.post("/roads/restrictions/preview", {"shape": {**POSTS, **change}})
    problem = response.json()
    assert (response.status_code, problem["code"], problem["field"]) == (422, code, field)
    assert all(problem[part] for part in ("detail", "detail_en", "remedy"))


def test_a_region_without_posts_says_so(server: Running) -> None:
    seat = server.seat("city")
    wait_for_names(seat)
    problem = seat.post("/roads/restrictions", {"kind": "closed", "shape": POSTS}).json()
    assert problem["code"] == "unknown_post_road"
    assert "没有任何里程桩" in problem["detail"]
