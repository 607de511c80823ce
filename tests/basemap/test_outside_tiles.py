"""Tiles from elsewhere: off unless set, never in a shifted datum, allowed to browsers by name."""

import logging
from pathlib import Path

import httpx2
import pytest

from console.maps.sources import outside_tiles
from console.settings import Settings, SettingsInvalid, read_settings
from tests.support.running import run_server


def given(**values: str) -> Settings:
    return read_settings({f"LIANDONG_MAP_{name.upper()}": text for name, text in values.items()})


def test_nothing_comes_from_elsewhere_unless_it_is_set() -> None:
    outside = outside_tiles(given())
    assert (outside.layers, outside.origins) == ((), ())
    ignored = given(source_urls="https://tiles.example.org/{z}/{x}/{y}.png")
    assert outside_tiles(ignored).layers == (), "an address alone switches nothing on"


def test_tianditu_needs_a_key_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "liandong.basemap"):
        assert outside_tiles(given(source="tianditu")).layers == ()
    assert "LIANDONG_MAP_SOURCE_KEY" in caplog.text


def test_tianditu_has_two_layers_on_eight_servers_and_its_name_is_shown() -> None:
    outside = outside_tiles(given(source="tianditu", source_key="k123"))
    ground, names = outside.layers
    assert (len(ground), len(names)) == (8, 8)
    assert all("LAYER=vec&" in url and url.endswith("tk=k123") for url in ground)
    assert all("LAYER=cva&" in url for url in names)
    assert outside.origins[0] == "https://t0.tianditu.gov.cn"
    assert "天地图" in outside.credit


def test_layers_of_ones_own_server_are_drawn_in_the_order_given() -> None:
    urls = "http://gis.local:8080/a/{z}/{x}/{y}.png http://gis.local:8080/b/{z}/{x}/{y}?k={key}"
    outside = outside_tiles(given(source="raster", source_urls=urls, source_key="s"))
    assert [layer[0].split("/")[3] for layer in outside.layers] == ["a", "b"]
    assert outside.layers[1] == ("http://gis.local:8080/b/{z}/{x}/{y}?k=s",)
    assert outside.origins == ("http://gis.local:8080",)


@pytest.mark.parametrize(
    "url",
    [
        "https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}",
        "https://rt{s}.map.gtimg.com/tile?z={z}&x={x}&y={y}",
        "https://maponline0.bdimg.com/tile/?x={x}&y={y}&z={z}",
        "https://MT1.GOOGLE.CN/vt?x={x}&y={y}&z={z}",
        "https://tiles.example.org/{z}/{x}.png",
        "ftp://tiles.example.org/{z}/{x}/{y}",
        "javascript:alert({x}{y}{z})",
        "https:///{z}/{x}/{y}",
        "https://a.example;script-src *//{z}/{x}/{y}",
    ],
)
def test_shifted_incomplete_and_dangerous_addresses_are_refused_at_start(url: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        given(source="raster", source_urls=url)
    problem = caught.value.problems[0]
    assert problem.variable == "LIANDONG_MAP_SOURCE_URLS"
    assert "CGCS2000" in problem.zh


def test_a_browser_may_ask_exactly_the_servers_that_were_set(tmp_path: Path) -> None:
    with run_server(
        tmp_path,
        wait_for_roads=False,
        map_cache=tmp_path / "cache",
        map_source="raster",
        map_source_urls=("https://tiles.example.org/{z}/{x}/{y}.png",),
        map_source_attribution="市测绘院",
    ) as running:
        policy = httpx2.get(f"{running.url}/api/health").headers["content-security-policy"]
        told = running.seat("city").get("/map/basemap").json()
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["connect-src"] == "'self' https://tiles.example.org"
    assert rules["img-src"] == "'self' data: blob: https://tiles.example.org"
    assert rules["default-src"] == "'self'"
    assert told["rasters"] == [["https://tiles.example.org/{z}/{x}/{y}.png"]]
    assert told["credits"][-1] == "市测绘院"
