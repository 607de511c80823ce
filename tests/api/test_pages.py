"""What a browser is told besides the data: caching, safety, the map."""

from pathlib import Path

import httpx2
from starlette.testclient import TestClient

from console.pages import Screens
from tests.support.running import Running


def test_the_region_is_sent_once_and_then_only_asked_for(server: Running) -> None:
    seat = server.seat("city")
    for path in ("/region", "/map/roads.geojson", "/map/areas.geojson"):
        first = seat.get(path)
        assert first.headers["content-encoding"] == "gzip", path
        again = seat.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path


def test_the_map_marks_what_is_modelled_or_schematic(server: Running) -> None:
    roads = server.seat("city").get("/map/roads.geojson").json()["features"]
    assert {road["properties"]["schematic"] for road in roads} == {True, False}
    areas = server.seat("city").get("/map/areas.geojson").json()["features"]
    assert {area["properties"]["kind"] for area in areas} >= {"county", "township"}


def test_every_answer_carries_the_safety_headers(server: Running) -> None:
    for path in ("/", "/api/health", "/api/nothing"):
        headers = httpx2.get(f"{server.url}{path}").headers
        assert headers["content-security-policy"].startswith("default-src 'self'; worker-src"), path
        assert headers["x-content-type-options"] == "nosniff"
    assert httpx2.get(f"{server.url}/api/health").headers["cache-control"] == "no-store"


def test_built_files_are_kept_for_ever_and_the_page_itself_is_not(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-abc123.js").write_text("1")
    (tmp_path / "index.html").write_text("<title>Liandong</title>")
    browser = TestClient(Screens(tmp_path))
    assert "immutable" in browser.get("/assets/index-abc123.js").headers["cache-control"]
    for page in ("/", "/board", "/incidents/20261121-420300-0001"):
        answer = browser.get(page)
        assert "Liandong" in answer.text, page
        assert answer.headers["cache-control"] == "no-cache"


def test_without_built_screens_the_page_says_what_to_do(tmp_path: Path) -> None:
    answer = TestClient(Screens(tmp_path / "nothing")).get("/")
    assert answer.status_code == 503
    assert "make web" in answer.text


def test_the_crews_phone_and_the_station_have_pages_of_their_own(tmp_path: Path) -> None:
    for page in ("index", "crew", "station"):
        (tmp_path / f"{page}.html").write_text(f"<title>{page}</title>")
    (tmp_path / "crew-worker.js").write_text("1")
    (tmp_path / "crew.webmanifest").write_text("{}")
    browser = TestClient(Screens(tmp_path))
    for address, page in (("/", "index"), ("/crew", "crew"), ("/station", "station")):
        assert f"<title>{page}</title>" in browser.get(address).text
        assert browser.get(address).headers["cache-control"] == "no-cache"
    worker = browser.get("/crew-worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache", "a new version must be found at once"
    manifest = browser.get("/crew.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
