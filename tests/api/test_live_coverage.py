"""Live coverage through the interface: vehicles of this moment, closures, reach, rights."""

from typing import Any

from tests.support.running import STREET, Running

REQUIREMENTS = ("SIM-01",)


def cells(view: dict[str, Any]) -> dict[tuple[int, int], int]:
    return {
        (row, column + n): band for row, column, length, band in view["runs"] for n in range(length)
    }


def test_bands_cover_the_roads_of_the_area_and_say_what_they_rest_on(server: Running) -> None:
    view = server.seat("city").get("/coverage/live").json()
    assert [band["minutes"] for band in view["bands"]] == [8, 12, 15, 20, 30, None, None]
    assert sum(band["people_share"] for band in view["bands"]) > 0.999
    found = cells(view)
    assert len(found) > 1000
    assert set(found.values()) <= set(range(7))
    assert all(0 <= r < view["rows"] and 0 <= c < view["columns"] for r, c in found)
    roads = server.seat("city").get("/roads/restrictions").json()
    assert view["network_version"] == roads["network_version"]


def test_advanced_vehicles_are_fewer_and_come_no_sooner(server: Running) -> None:
    desk = server.seat("city")
    every = desk.get("/coverage/live").json()
    advanced = desk.get("/coverage/live", params={"needed": "advanced"}).json()
    assert 0 < advanced["vehicles"] < every["vehicles"]
    soon = cells(every)
    assert all(band >= soon[cell] for cell, band in cells(advanced).items())


def test_a_closure_is_seen_at_once_and_only_where_it_counts(server: Running) -> None:
    desk = server.seat("city")
    before = desk.get("/coverage/live").json()
    shape = {"type": "spot", "lon": STREET["lon"], "lat": STREET["lat"], "radius_m": 3000.0}
    closed = desk.post("/roads/restrictions", {"kind": "closed", "shape": shape}).json()
    shut = desk.get("/coverage/live").json()
    assert shut["network_version"] != before["network_version"]
    assert shut["restrictions"] == before["restrictions"] + 1
    was, now = cells(before), cells(shut)
    assert any(now[cell] > was[cell] for cell in was)
    desk.post(f"/roads/restrictions/{closed['restriction_id']}/reopen", {})
    again = desk.get("/coverage/live").json()
    assert again["network_version"] == before["network_version"]


def test_a_county_sees_its_own_ground(server: Running) -> None:
    whole = server.seat("city").get("/coverage/live").json()
    county = server.seat("fangxian").get("/coverage/live").json()
    own = cells(county)
    assert own
    assert set(own) < set(cells(whole))
    assert county["vehicles"] <= whole["vehicles"]


def test_who_sees_no_vehicles_sees_no_coverage(server: Running) -> None:
    vehicle = server.system.region.vehicle_order[0]
    assert server.seat(f"crew-{vehicle}").get("/coverage/live").status_code == 403
    assert server.seat("gateway").get("/coverage/live").status_code == 403
