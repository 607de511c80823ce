"""An incident in a lake, or across the border: ranked all the same, with the walk and a mark."""

from typing import Any

import pytest

from tests.support.running import Running

REQUIREMENTS = ("CALL-11",)

IN_THE_RESERVOIR = {"lon": 111.35, "lat": 32.75}
"""Open water of the Danjiangkou reservoir."""

ACROSS_THE_BORDER = {"lon": 109.0, "lat": 32.72}
"""安康, in the next province."""

FAR_AWAY = {"lon": 116.4, "lat": 39.9}


def asked(server: Running, place: dict[str, float]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The incident as it is shown, and its ranking."""
    located = {**place, "datum": "wgs84", "method": "map_click", "radius_m": 50}
    incident_id = server.call_in(location=located)
    desk = server.seat("city")
    incident = desk.get(f"/incidents/{incident_id}").json()
    return incident, desk.get(f"/incidents/{incident_id}/candidates").json()


def test_on_the_water_the_ranking_goes_to_the_shore_and_says_how_far_that_is(
    server: Running,
) -> None:
    incident, ranking = asked(server, IN_THE_RESERVOIR)
    assert ranking["basis"] == "road"
    assert ranking["walk_m"] > 150
    assert ranking["note"]["code"] == "walk_from_road"
    assert f"{round(ranking['walk_m'])} 米" in ranking["note"]["zh"]
    assert len(ranking["ranked"]) > 200
    assert incident["location"]["outside"] is False


def test_across_the_border_it_is_taken_ranked_and_marked(server: Running) -> None:
    incident, ranking = asked(server, ACROSS_THE_BORDER)
    assert incident["location"]["outside"] is True
    assert incident["location"]["area"] == []
    assert incident["owner_unit"] == server.system.region.meta.city_centre
    etas = [c["eta_s"] for c in ranking["ranked"] if c["group"] == "ready" and c["fit"]]
    assert etas == sorted(etas)
    assert len(etas) > 100


def test_a_place_that_no_road_is_near_is_still_an_incident(server: Running) -> None:
    incident, ranking = asked(server, FAR_AWAY)
    assert incident["location"]["outside"] is True
    assert ranking["walk_m"] > 100_000
    assert ranking["note"]["code"] == "walk_from_road"


@pytest.mark.parametrize("place", [IN_THE_RESERVOIR, ACROSS_THE_BORDER])
def test_whoever_is_sent_there_has_a_way_to_where_the_road_ends(
    server: Running, place: dict[str, float]
) -> None:
    incident, _ = asked(server, place)
    task_id, _ = server.send_best(incident["id"])
    route = server.seat("city").get(f"/tasks/{task_id}/route").json()
    assert route["basis"] == "road"
    assert len(route["points"]) > 1
    server.seat("city").do(f"/tasks/{task_id}/recall", {"reason": "other"})
