"""Advice where a free vehicle should wait, on a running server: proposed, followed, declined."""

import asyncio
import time

from tests.support.running import Running

REQUIREMENTS = ("DSP-18",)

FANG, ZHUSHAN = "420325", "420323"
"""Two counties of mountains; each is also the code of its centre."""
PATIENCE_S = 60.0


def look(server: Running) -> list[dict[str, object]]:
    """Have the server look now instead of within ten seconds; what lies on the desks then."""
    moves, loop = server.system.recommending.moves, server.system.loop
    asyncio.run_coroutine_threadsafe(moves.renew(), loop).result(PATIENCE_S)
    found: list[dict[str, object]] = server.seat("city").get("/board").json()["moves"]
    return found


def advised(server: Running, centre: str) -> dict[str, object]:
    """The advice for a centre as soon as there is one."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for one in look(server):
            if one["unit"] == centre:
                return one
        time.sleep(0.2)
    raise AssertionError("no advice")


def thin_out(server: Running, desk: str, county_code: str) -> None:
    """Every township of a county loses its crews for a while; those of the county seat stay."""
    county = server.seat(desk)
    region = server.system.region
    for vehicle in region.vehicles.values():
        if vehicle.county_code == county_code and vehicle.level == "township":
            county.do(f"/vehicles/{vehicle.id}/pause", {"reason": "检修"})


def test_thin_cover_brings_advice_that_its_desk_follows_or_declines(server: Running) -> None:
    assert not [one for one in look(server) if one["unit"] == FANG]
    thin_out(server, "fangxian", FANG)
    advice = advised(server, FANG)
    county = server.seat("fangxian")
    vehicle = server.system.region.vehicles[str(advice["vehicle_id"])]
    assert vehicle.county_code == FANG
    assert float(str(advice["covered"])) < float(str(advice["wanted"]))
    assert float(str(advice["gain_people"])) > 0
    # It is on the desk that owns it, and on no other county's.
    assert [m["unit"] for m in county.get("/board").json()["moves"]] == [FANG]
    assert server.seat("zhuxi").get("/board").json()["moves"] == []
    asked = {"vehicle_id": advice["vehicle_id"]}
    stranger = server.seat("zhuxi").post(f"/units/{FANG}/move-up/accept", asked)
    assert stranger.status_code == 403

    # Nothing has moved by itself; declined it leaves the desk, and is not asked again at once.
    assert county.get("/board").json()["posts"] == []
    county.do(f"/units/{FANG}/move-up/decline", {**asked, "reason": "雾大，山路不安全"})
    assert [one for one in look(server) if one["unit"] == FANG] == []
    again = county.post(f"/units/{FANG}/move-up/accept", asked)
    assert again.status_code == 409
    assert again.json()["code"] == "no_such_advice"


def test_accepted_the_vehicle_belongs_to_a_standby_post_there(server: Running) -> None:
    thin_out(server, "zhushan", ZHUSHAN)
    advice = advised(server, ZHUSHAN)
    county = server.seat("zhushan")
    receipt = county.do(f"/units/{ZHUSHAN}/move-up/accept", {"vehicle_id": advice["vehicle_id"]})
    (post,) = county.get("/board").json()["posts"]
    assert post["id"] == receipt["post_id"]
    assert post["vehicle_ids"] == [advice["vehicle_id"]]
    assert post["name"] == f"待命 {advice['place']}"
    assert post["until_ms"] == advice["until_ms"]
    # On its way it counts as there: the same is not advised again.
    for one in look(server):
        assert one["vehicle_id"] != advice["vehicle_id"]


def test_a_reason_is_needed_to_decline(server: Running) -> None:
    empty = {"vehicle_id": "V001", "reason": ""}
    refused = server.seat("fangxian").post(f"/units/{FANG}/move-up/decline", empty)
    assert refused.status_code == 422
