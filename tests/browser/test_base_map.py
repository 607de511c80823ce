"""The map under the symbols in a real browser: drawn from the server alone, in both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from console.cli.progress import ShownProgress
from geo.basemap.tiling import TileMaker
from stations import regionpack
from stations.regionpack.base_map import FILE, make_from_osm
from tests.roads_osm.osm_drawing import write_osm
from tests.stations.region_packs import write_pack
from tests.support.console_page import ConsolePage, OpenWindow
from tests.support.server import ServerProcess

REQUIREMENTS = ("SYS-06",)

pytestmark = pytest.mark.browser

TOWN = """
    A.B.C.D...U
    E.F.G.H...V
    I.J.K.L
    ---
    way main  A-B-C-D-U  highway=trunk name=环城路 name:en=Ring~Road ref=G209
    way side  E-F-G-H    highway=residential name=和平街
    way lane  B-F        highway=primary name=解放路
    way beck  I-J-K-L    waterway=river name=犟河
    way lake  A-B-F-E-A  natural=water name=天池
    way town  B-C-G-F-B  landuse=residential
    node K  place=village name=柳林 population=1200
    """


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (folder := tmp_path / "pack").mkdir()
    write_pack(folder)
    write_osm(TOWN, tmp_path / "town.osm")
    with ShownProgress() as progress:
        make_from_osm(
            regionpack.load(folder), tmp_path / "town.osm", folder / FILE, TileMaker(), progress
        )
    return folder


def painted(window: ConsolePage) -> bool:
    """Whether streets, water and names stand on the map: a blank one has a colour or two."""
    for _ in range(240):
        if window.map_colours(share=0.5) > 20:
            return True
        window.page.wait_for_timeout(250)
    return False


def test_the_map_is_drawn_off_line_by_night_and_day_and_always_names_its_makers(
    pack: Path, tmp_path: Path, open_window: OpenWindow
) -> None:
    with ServerProcess(tmp_path / "server", region=pack, map_approval="GS(2024)0650号") as server:
        window = open_window(server.url)
        asked: list[Request] = []
        window.page.on("request", lambda request: asked.append(request))
        window.page.set_viewport_size({"width": 1366, "height": 768})
        window.sit_down("city")
        expect(window.one("map-credit")).to_contain_text("© OpenStreetMap contributors (ODbL)")
        expect(window.one("map-approval")).to_have_text("审图号 GS(2024)0650号")
        assert painted(window), "by night"
        window.press("Shift+T", "l")
        expect(window.one("map-approval")).to_have_text("Map approval GS(2024)0650号")
        assert painted(window), "by day"
        assert window.heard()["violations"] == []

    tiles = [one for one in asked if "/basemap.pmtiles" in one.url]
    assert len(tiles) > 1
    assert all(one.headers["range"].startswith("bytes=") for one in tiles)
    assert not [one for one in asked if one.url.endswith("roads.geojson")]
    own = (server.url, server.url.replace("http", "ws", 1), f"blob:{server.url}", "data:")
    assert [one.url for one in asked if not one.url.startswith(own)] == []
    assert window.complaints.without_outage().foreign == []
    assert window.complaints.without_outage().messages == []
    assert window.complaints.crashes == []
