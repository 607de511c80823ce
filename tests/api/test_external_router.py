"""A centre that ranks by its own OSRM: what it cannot heed is said, and it may be away."""

from pathlib import Path

import pytest

from console.composition import router_maker
from console.settings import SettingsInvalid, read_settings
from tests.support.road_engines import osrm
from tests.support.running import STREET, run_server, shiyan
from tests.support.server import free_port


@pytest.mark.parametrize(
    "environ",
    [
        {"LIANDONG_ROUTER": "osrm"},
        {"LIANDONG_ROUTER": "google", "LIANDONG_ROUTER_URL": "http://127.0.0.1:5000"},
        {"LIANDONG_ROUTER": "valhalla", "LIANDONG_ROUTER_URL": "127.0.0.1:8002"},
    ],
)
def test_an_engine_of_ones_own_needs_a_known_kind_and_an_address(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsInvalid, match="LIANDONG_ROUTER"):
        read_settings(environ)


def test_an_engine_that_is_away_leaves_labelled_estimates(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    settings = read_settings({"LIANDONG_ROUTER": "valhalla", "LIANDONG_ROUTER_URL": url})
    with run_server(tmp_path, load_router=router_maker(settings)) as server:
        incident_id = server.call_in(location=STREET)
        ranking = server.seat("city").get(f"/incidents/{incident_id}/candidates").json()
        assert (ranking["basis"], ranking["note"]["code"]) == ("estimate", "router_not_ready")


@pytest.mark.slow
def test_the_desk_ranks_by_the_real_osrm_and_is_told_that_it_knows_no_closures(
    tmp_path: Path,
) -> None:
    roads = tmp_path / "osrm"
    roads.mkdir()
    with osrm(shiyan().roads, roads) as url:
        settings = read_settings(
            {
                "LIANDONG_ROUTER": "osrm",
                "LIANDONG_ROUTER_URL": url,
                "LIANDONG_ROUTER_DEADLINE_S": "5",
            }
        )
        with run_server(tmp_path, load_router=router_maker(settings)) as server:
            desk = server.seat("city")
            incident_id = server.call_in(location=STREET)
            ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
            assert ranking["basis"] == "road"
            health = desk.get("/health").json()
            assert health["router"]["version"] == f"osrm {shiyan().roads.network_version}"
            assert [a["code"] for a in health["alarms"]] == ["restrictions_not_heeded"]
