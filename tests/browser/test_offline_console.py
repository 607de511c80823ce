"""A console that has lost its server: the last board with its age, telephones and paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.console_page import ConsolePage
from tests.support.running import Desks, at
from tests.support.server import ServerProcess

REQUIREMENTS = ("SYS-01",)

pytestmark = pytest.mark.browser

# The board is kept every five seconds, under another roof than the pages.
_UNTIL_KEPT = """async (paths) => {
  const board = () => new Promise((resolve) => {
    const opened = indexedDB.open('liandong.desk', 1)
    opened.onerror = () => resolve(undefined)
    opened.onupgradeneeded = () => opened.transaction.abort()
    opened.onsuccess = () => {
      const asked = opened.result.transaction('board').objectStore('board').get('last')
      asked.onsuccess = () => resolve(asked.result)
    }
  })
  for (let n = 0; n < 240; n++) {
    const told = await caches.match('/api/map/basemap')
    const map = (told && (await told.json()).tiles) || '/no map yet'
    const kept = await Promise.all([...[...paths, map].map((path) => caches.match(path)), board()])
    if (kept.every(Boolean)) return map
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('not kept within a minute')
}"""

# Far into the file: tiles of a place and a scale that nobody has looked at.
_A_PART_OF_THE_MAP = """async (map) => {
  const part = await fetch(map, { headers: { Range: 'bytes=20000-29999' } })
  const { byteLength } = await part.arrayBuffer()
  return [part.status, byteLength, part.headers.get('Content-Range')]
}"""


def test_a_console_whose_server_was_killed_has_the_last_board_and_paper_after_a_reload(
    tmp_path: Path, browser: Browser
) -> None:
    # By the machine's own clock: a simulated one stands still while its server is dead.
    with ServerProcess(tmp_path) as server, at(server.url) as outside:
        last_board_and_paper(server, outside, browser)


def last_board_and_paper(server: ServerProcess, outside: Desks, browser: Browser) -> None:
    """From a killed server to the slip in its list of events."""
    incident_id = outside.call_in(address="柳陂镇舒家沟村三组")
    outside.seat("leader-city").do("/papers", {"unit": "420300", "seat": "1", "count": 5})
    window = ConsolePage(browser, server.url, keeps=True)
    try:
        window.sit_down("city")
        the_map = window.page.evaluate(_UNTIL_KEPT, ["/offline", "/api/region", "/api/phones"])
        server.kill()
        expect(window.one("banner")).to_be_visible()
        window.page.reload()
        expect(window.one("offline")).to_be_visible()
        part = window.page.evaluate(_A_PART_OF_THE_MAP, the_map)
        assert part[:2] == [206, 10_000], "the whole map is kept"
        assert part[2].startswith("bytes 20000-29999/")
        expect(window.one("offline-age")).to_contain_text("不再更新")
        expect(window.one("offline-event", incident=incident_id)).to_contain_text("舒家沟村")
        window.one("phone-find").fill("郧阳 中心")
        expect(window.one("phone-row").first).to_contain_text("120")
        expect(window.one("offline-number")).to_contain_text("420300-Z0001")
        window.one("offline-address").fill("茶店镇集镇")
        window.one("offline-keep").click()
        expect(window.one("offline-number")).to_contain_text("420300-Z0002")

        server.start()
        expect(window.one("offline-enter")).to_be_visible(timeout=60_000)
        window.one("offline-enter").click()
        expect(window.one("offline-slips")).to_have_attribute("data-waiting", "0")
        window.one("offline-back").click()
        expect(window.one("connection")).to_have_attribute("data-state", "live")
        entered = outside.seat("city").get("/board").json()["incidents"]
        assert [
            one["id"].rsplit("-", 1)[1] for one in entered if one["address"] == "茶店镇集镇"
        ] == ["Z0001"]
        assert window.complaints.foreign == []
        assert window.complaints.crashes == []
    finally:
        window.close()
