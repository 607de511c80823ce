"""What goes out with an order: the caller's number, and goals in the datum of any map."""

from eviltransform import wgs2bd, wgs2gcj

from tests.support.running import STREET, Running

REQUIREMENTS = ("DSP-06",)


def test_a_crew_gets_the_callers_number_and_its_goals_in_every_maps_datum(server: Running) -> None:
    desk, crew = server.seat("city"), server.seat("crew-V012")
    incident_id = server.call_in(location=STREET, address="朝阳路 12 号")
    vehicle_id = crew.user["vehicle_id"]
    task_id = desk.do(f"/incidents/{incident_id}/dispatch", {"vehicle_id": vehicle_id})["task_id"]
    slip = crew.get(f"/tasks/{task_id}/order").json()
    assert [caller["number"] for caller in slip["callers"]] == ["13800000000"]
    assert slip["scene"]["name"] == "朝阳路 12 号"
    lat, lon = STREET["lat"], STREET["lon"]
    for datum, other in (("gcj02", wgs2gcj), ("bd09", wgs2bd)):
        other_lat, other_lon = other(lat, lon)
        place = slip["scene"]["places"][datum]
        assert abs(place[0] - other_lon) < 2e-5
        assert abs(place[1] - other_lat) < 2e-5
    assert slip["scene"]["places"]["wgs84"] == [lon, lat]
    assert slip["hospital"] is None
    assert slip["station"]["name"]
    best = crew.get(f"/tasks/{task_id}/hospitals").json()[0]
    crew.do(f"/tasks/{task_id}/hospital", {"hospital_code": best["code"]})
    assert crew.get(f"/tasks/{task_id}/order").json()["hospital"]["name"] == best["name"]
    assert server.seat("crew-V013").get(f"/tasks/{task_id}/order").status_code == 404
    desk.post(f"/tasks/{task_id}/recall", {"reason": "other"})
    desk.post(f"/incidents/{incident_id}/close", {"reason": "x"})


def test_the_region_tells_which_press_may_follow_which(server: Running) -> None:
    steps = server.seat("crew-V012").get("/region").json()["steps"]
    after_loading = [(step["to"], step["ends"]) for step in steps["loaded"]]
    assert after_loading == [("at_hospital", None), ("on_scene", None)]
    [recalled] = [step for step in steps["en_route"] if step["ends"]]
    assert (recalled["ends"], recalled["needs_reason"]) == ("stopped", True)
