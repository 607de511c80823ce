"""Isochrones through the interface: bounded, on the roads of this moment, closures included."""

from typing import Any

import pytest
import shapely
from shapely.geometry import Point

from tests.support.running import STREET, Running

REQUIREMENTS = ("SIM-01",)

HERE = {"lon": STREET["lon"], "lat": STREET["lat"]}


def area(ring: dict[str, Any]) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([(part[0], part[1:]) for part in ring["polygons"]])


def test_rings_grow_with_their_minutes_and_say_what_they_rest_on(server: Running) -> None:
    desk = server.seat("city")
    seen = desk.get("/roads/isochrones", params={**HERE, "minutes": "15,8,12"}).json()
    assert [ring["minutes"] for ring in seen["rings"]] == [8, 12, 15]
    small, middle, large = map(area, seen["rings"])
    assert 0 < small.area < middle.area < large.area
    assert large.buffer(5e-4).covers(small)
    assert small.buffer(5e-3).covers(Point(seen["on_road"]))
    roads = desk.get("/roads/restrictions").json()
    assert (seen["network_version"], seen["siren"]) == (roads["network_version"], True)


def test_without_siren_one_gets_less_far(server: Running) -> None:
    desk = server.seat("city")
    loud, calm = (
        desk.get("/roads/isochrones", params={**HERE, "minutes": "15", "siren": siren}).json()
        for siren in (True, False)
    )
    assert calm["rings"][0]["area_km2"] < loud["rings"][0]["area_km2"]
    assert calm["network_version"] != loud["network_version"]


def test_a_closure_counts_at_once_and_the_same_question_is_kept_until_then(
    server: Running,
) -> None:
    desk = server.seat("city")
    asked = {**HERE, "minutes": "10"}
    before = desk.get("/roads/isochrones", params=asked).json()
    assert desk.get("/roads/isochrones", params=asked).json() == before
    shape = {"type": "spot", **HERE, "radius_m": 1500.0}
    closed = desk.post("/roads/restrictions", {"kind": "closed", "shape": shape}).json()
    shut = desk.get("/roads/isochrones", params=asked).json()
    assert shut["network_version"] != before["network_version"]
    assert shut["rings"][0]["area_km2"] < before["rings"][0]["area_km2"]
    desk.post(f"/roads/restrictions/{closed['restriction_id']}/reopen", {})
    again = desk.get("/roads/isochrones", params=asked).json()
    assert again["rings"] == before["rings"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({**HERE, "minutes": "0"}, "minutes"),
        ({**HERE, "minutes": "91"}, "minutes"),
        ({**HERE, "minutes": "1,2,3,4,5,6,7"}, "minutes"),
        ({**HERE, "minutes": "eight"}, "minutes"),
        ({**HERE, "minutes": "inf"}, "minutes"),
        ({"lon": 32.63, "lat": 110.79}, "lat"),
        ({"lon": 110.79}, "lat"),
    ],
)
def test_what_cannot_be_told_is_refused_with_the_field(
    server: Running, asked: dict[str, Any], field: str
) -> None:
    answer = server.seat("city").get("/roads/isochrones", params=asked)
    assert answer.status_code == 422
    assert field in answer.text


def test_a_crew_has_no_isochrones(server: Running) -> None:
    vehicle = server.system.region.vehicle_order[0]
    answer = server.seat(f"crew-{vehicle}").get("/roads/isochrones", params=HERE)
    assert answer.status_code == 403
