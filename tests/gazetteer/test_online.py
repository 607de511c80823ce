"""Geocoders on the network, each held to the format that the real service speaks."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.coordinates import Datum, Point, distance_m, from_wgs84
from geo.gazetteer.online import SERVICES, OnlinePlaces, OnlinePlacesFailed
from geo.gazetteer.place import PlaceKind
from tests.gazetteer.conftest import TUCHENG

Answer = Callable[[str, dict[str, list[str]]], tuple[int, str]]

BAIDU = from_wgs84(TUCHENG, Datum.BD09)


def nominatim(path: str, query: dict[str, list[str]]) -> tuple[int, str]:
    assert path == "/search"
    assert query["format"] == ["json"]
    place = {
        "place_id": 1,
        "osm_type": "node",
        "lat": str(TUCHENG.lat),
        "lon": str(TUCHENG.lon),
        "display_name": f"{query['q'][0]}, 房县, 十堰市, 湖北省, 中国",
        "class": "place",
        "type": "town",
        "importance": 0.4,
    }
    return 200, json.dumps([place])


def photon(path: str, query: dict[str, list[str]]) -> tuple[int, str]:
    assert path == "/api"
    assert query["lat"]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [TUCHENG.lon, TUCHENG.lat]},
        "properties": {"name": query["q"][0], "county": "房县", "country": "中国"},
    }
    return 200, json.dumps({"type": "FeatureCollection", "features": [feature]})


def baidu(path: str, query: dict[str, list[str]]) -> tuple[int, str]:
    assert path == "/geocoding/v3/"
    if query["ak"] != ["right"]:
        return 200, json.dumps({"status": 200, "message": "APP不存在，AK有误请检查再重试"})
    at = {"lng": BAIDU[0], "lat": BAIDU[1]}
    found = {"location": at, "precise": 1, "confidence": 80, "level": "乡镇"}
    return 200, json.dumps({"status": 0, "result": found})


def tianditu(path: str, query: dict[str, list[str]]) -> tuple[int, str]:
    assert path == "/geocoder"
    said = json.loads(query["ds"][0])["keyWord"]
    if said == "无处":
        return 200, json.dumps({"status": "404", "msg": "无结果"})
    at = {"lon": TUCHENG.lon, "lat": TUCHENG.lat, "level": "乡镇", "keyWord": said, "score": 99}
    return 200, json.dumps({"location": at, "status": "0", "msg": "ok"})


FAKES: dict[str, Answer] = {
    "nominatim": nominatim, "photon": photon, "baidu": baidu, "tianditu": tianditu,
}  # fmt: skip


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            status, body = answer(url.path, parse_qs(url.query))
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.end_headers()
            with suppress(OSError):  # a client that gave up does not wait for the end
                self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_there_is_a_stand_in_for_every_service() -> None:
    assert set(FAKES) == set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_finds_comes_out_in_wgs84_whatever_its_datum(name: str) -> None:
    with serving(FAKES[name]) as url:
        found = OnlinePlaces(name, api_key="right", url=url).find("土城镇", TUCHENG)
    assert len(found) == 1
    assert distance_m(found[0].place.point, TUCHENG) < 0.1
    assert found[0].place.kind is PlaceKind.ADDRESS
    assert found[0].quality < 0.7


def test_nothing_found_is_no_failure() -> None:
    with serving(tianditu) as url:
        assert OnlinePlaces("tianditu", api_key="k", url=url).find("无处") == []


def test_a_wrong_key_is_told_as_a_failure() -> None:
    with serving(baidu) as url, pytest.raises(OnlinePlacesFailed, match="baidu"):
        OnlinePlaces("baidu", api_key="wrong", url=url).find("土城镇")


@pytest.mark.filterwarnings("ignore:Latitude normalization")
@pytest.mark.parametrize(
    "answer",
    [
        lambda path, query: (500, "{}"),
        lambda path, query: (200, "<html>captive portal</html>"),
        lambda path, query: (200, '[{"lat": "999", "lon": "1", "display_name": "x"}]'),
        lambda path, query: (200, '[{"display_name": "no coordinates"}]'),
        lambda path, query: (429, "slow down"),
    ],
)
def test_a_broken_service_is_told_as_a_failure(answer: Answer) -> None:
    with serving(answer) as url, pytest.raises(OnlinePlacesFailed):
        OnlinePlaces("nominatim", url=url).find("土城镇")


SLEEPS_S = 5.0


def test_a_slow_service_is_given_up_in_time() -> None:
    def sleepy(path: str, query: dict[str, list[str]]) -> tuple[int, str]:
        time.sleep(SLEEPS_S)
        return nominatim(path, query)

    with serving(sleepy) as url:
        started = time.perf_counter()
        with pytest.raises(OnlinePlacesFailed):
            OnlinePlaces("nominatim", url=url, timeout_s=0.2).find("土城镇")
        assert time.perf_counter() - started < SLEEPS_S, "it was waited for"


def test_a_service_that_is_away_is_told_as_a_failure() -> None:
    with pytest.raises(OnlinePlacesFailed):
        OnlinePlaces("photon", url="http://127.0.0.1:9", timeout_s=0.5).find("x", Point(110, 32))
