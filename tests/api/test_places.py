"""Places over HTTP: who may ask, what comes back, and a clear answer to every odd question."""

import asyncio
import json
import time
from collections.abc import Iterator

import pytest

from console.maps.search import PlaceSearch
from console.settings import Settings
from dispatch.domain.errors import Unavailable
from tests.gazetteer.test_online import nominatim, serving
from tests.support.running import Running, run_server, shiyan

REQUIREMENTS = ("CALL-11", "UI-05")

READY_WITHIN_S = 30.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_server(tmp_path_factory.mktemp("places")) as running:
        deadline = time.monotonic() + READY_WITHIN_S
        while running.seat("city").get("/places", params={"q": "土城"}).status_code == 503:
            assert time.monotonic() < deadline, "the names were never read"
            time.sleep(0.1)
        yield running


def names(server: Running, desk: str, **query: object) -> list[str]:
    response = server.seat(desk).get("/places", params=query)
    assert response.status_code == 200, response.text
    return [place["name"] for place in response.json()["places"]]


def test_a_place_comes_with_what_a_location_needs(server: Running) -> None:
    first = server.seat("city").get("/places", params={"q": "tucheng"}).json()["places"][0]
    assert first["name"] == "土城镇"
    assert (first["kind"], first["method"], first["radius_m"]) == ("township", "township", 3000)
    assert first["area"] == ["房县"]
    hospital = server.seat("city").get("/places", params={"q": "ysqrmyy"}).json()["places"][0]
    assert (hospital["name"], hospital["method"]) == ("郧阳区人民医院", "landmark")


def test_among_equals_the_desks_own_county_comes_first(server: Running) -> None:
    assert names(server, "yunyang", q="人民医院")[0] == "郧阳区人民医院"
    near = "109.72,32.32"
    assert names(server, "yunyang", q="人民医院", near=near)[0] == "竹溪县人民医院"


def test_no_more_come_than_were_asked_for(server: Running) -> None:
    assert len(names(server, "city", q="医院", limit=3)) == 3
    assert len(names(server, "city", q="医院", limit=20)) == 20


@pytest.mark.parametrize("typed", ["🚑", "！？", "qqqqzzzz", "\x00"])
def test_nothing_found_is_said_in_words(server: Running, typed: str) -> None:
    told = server.seat("city").get("/places", params={"q": typed}).json()
    assert told["places"] == []
    assert told["note"]["code"] == "no_match"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"q": ""}, "q"),
        ({}, "q"),
        ({"q": "土" * 101}, "q"),
        ({"q": "土城", "limit": 21}, "limit"),
        ({"q": "土城", "near": "here"}, "near"),
        ({"q": "土城", "near": "1.2.3,4"}, "near"),
        ({"q": "土城", "near": "32.6,110.8"}, "lat"),
    ],
)
def test_a_bad_question_is_named_with_its_remedy(
    server: Running, query: dict[str, object], field: str
) -> None:
    response = server.seat("city").get("/places", params=query)
    assert response.status_code == 422
    assert response.json()["field"] == field
    assert response.json()["remedy"]


def test_a_point_is_told_in_words_whatever_its_datum(server: Running) -> None:
    query = {"lon": 110.7005, "lat": 32.24, "datum": "wgs84"}
    told = server.seat("city").get("/places/reverse", params=query).json()
    assert told["zh"].startswith("土城镇东南 2.9 公里")
    assert told["en"].startswith("2.9 km south-east of 土城镇")
    shifted = server.seat("city").get("/places/reverse", params={**query, "datum": "bd09"}).json()
    assert shifted["lon"] != told["lon"]
    wrong = server.seat("city").get("/places/reverse", params={"lon": 500, "lat": 1})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "lon")


def test_only_a_desk_may_ask(server: Running) -> None:
    assert server.seat("gateway").get("/places", params={"q": "土城"}).status_code == 403
    http = server.seat("city").http
    bare = http.get("/api/places", params={"q": "土城"}, headers={"Authorization": ""})
    assert bare.status_code == 401


async def _find(search: PlaceSearch, query: str) -> list[str]:
    return [found.place.name for found in (await search.find(query, None, 5)).places]


def test_a_search_before_the_names_are_read_is_refused_with_a_remedy() -> None:
    with pytest.raises(Unavailable, match="地名"):
        asyncio.run(_find(PlaceSearch(shiyan(), Settings()), "土城"))


def test_an_online_service_is_asked_only_when_switched_on_and_needed() -> None:
    asked: list[str] = []

    def counted(path: str, query: dict[str, list[str]]) -> tuple[int, str]:
        asked.append(query["q"][0])
        return nominatim(path, query)

    with serving(counted) as url:
        off = PlaceSearch(shiyan(), Settings(online_places_url=url))
        on = PlaceSearch(shiyan(), Settings(online_places="nominatim", online_places_url=url))
        off.load()
        on.load()
        assert asyncio.run(_find(off, "马克思主义学院")) == []
        assert asyncio.run(_find(on, "土城镇"))[0] == "土城镇"
        assert asked == []
        assert asyncio.run(_find(on, "马克思主义学院"))[0].startswith("马克思主义学院, 房县")
        assert asked == ["马克思主义学院"]


def test_an_online_service_that_fails_leaves_the_offline_answer_and_says_so() -> None:
    with serving(lambda path, query: (500, json.dumps({}))) as url:
        search = PlaceSearch(shiyan(), Settings(online_places="photon", online_places_url=url))
        search.load()
        told = asyncio.run(search.find("郧阳区人明医院哦哦", None, 5))
        nothing = asyncio.run(search.find("马克思主义学院", None, 5))
    assert told.places[0].place.name == "郧阳区人民医院"
    assert nothing.note is not None
    assert nothing.note.code == "online_places_failed"
