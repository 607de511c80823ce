"""Whoever reads a screen: enough contrast, states told by more than colour, controls with names.

And nothing on any page asks for anything outside: every other address is refused and counted.
"""

import base64
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from console.demo import PASSWORD
from tests.support.console_page import Complaints, ConsolePage, OpenWindow
from tests.support.outside import ring
from tests.support.running import STREET, Desks
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

WITHIN_MS = 60_000
PAGES = (
    ("leader-city", "/?incident={incident}", "candidate-row"),
    ("leader-city", "/board/vehicles", "vehicle-row"),
    ("leader-city", "/supervisor", "desks"),
    ("leader-city", "/wall", "wall-urgencies"),
    ("admin", "/admin#rows", "tab-rows"),
    ("planner", "/planning", "plan-name"),
    ("observer", "/", "read-only"),
    ("crew-V001", "/", "standby"),  # whoever is sent out is led to the page of his own
    ("duty-420302S01", "/", "station-vehicle"),
)
MARKS_DIFFER_PX = 6
"""By so many of its points one mark differs clearly from any other; a mark has about 200."""

_WEAK = """() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number)
    return text.startsWith('color(srgb') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a]
  }
  const over = ([r, g, b, a], below) => [r, g, b].map((one, n) => one * a + below[n] * (1 - a))
  const light = (rgb) => {
    const [r, g, b] = rgb.map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const chain = (one) => (one ? [...chain(one.parentElement), one] : [])
  const ground = (one) => parse(getComputedStyle(one).backgroundColor)
  const behind = (one) =>
    chain(one).reduce((below, each) => over(ground(each), below), [255, 255, 255])
  const weak = new Set()
  let read = 0
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement
    const words = walker.currentNode.data.trim()
    if (!words || ['SCRIPT', 'STYLE', 'OPTION', 'text'].includes(one.tagName)) continue
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    if (one.closest(':disabled, [aria-hidden=true], [aria-disabled=true]')) continue
    const style = getComputedStyle(one)
    const below = behind(one)
    const [r, g, b, a] = parse(style.color)
    const seen = chain(one).reduce((all, each) => all * Number(getComputedStyle(each).opacity), a)
    const lights = [light(over([r, g, b, seen], below)), light(below)]
    const ratio = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)
    const px = parseFloat(style.fontSize)
    const large = px >= 24 || (px >= 18.66 && Number(style.fontWeight) >= 700)
    read += 1
    if (ratio < (large ? 3 : 4.5) - 0.01)
      weak.add([ratio.toFixed(2), style.color, 'on', below.map(Math.round), one.className,
        words.slice(0, 20)].join(' '))
  }
  return { read, weak: [...weak] }
}"""
_NAMELESS = """() => {
  const controls = 'button, a[href], input, select, textarea, [role=button], [role=switch]'
  const labels = (one) => [...(one.labels ?? [])].map((label) => label.innerText.trim()).join('')
  const attributes = ['aria-label', 'aria-labelledby', 'title', 'placeholder']
  const words = (one) => {
    const copy = one.cloneNode(true)
    copy.querySelectorAll('[aria-hidden=true]').forEach((hidden) => hidden.remove())
    return copy.textContent.trim()
  }
  const named = (one) =>
    attributes.some((name) => one.getAttribute(name)) || words(one) || labels(one)
  const all = [...document.querySelectorAll(controls)].filter((one) => one.checkVisibility())
  const nameless = all.filter((one) => !named(one)).map((one) => one.outerHTML.slice(0, 160))
  return { seen: all.length, nameless }
}"""
_APART = """async (pngs) => {
  const images = await Promise.all(pngs.map(async (png) => {
    const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes]))
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    return Array.from({ length: data.length / 4 }, (_, n) =>
      0.299 * data[4 * n] + 0.587 * data[4 * n + 1] + 0.114 * data[4 * n + 2])
  }))
  const apart = []
  images.forEach((one, n) => images.slice(n + 1).forEach((other, m) => {
    const differing = one.filter((light, at) => Math.abs(light - (other[at] ?? 0)) > 50).length
    apart.push([differing, n, n + 1 + m])
  }))
  return apart.sort((a, b) => a[0] - b[0])[0]
}"""


def log_in(window: ConsolePage, url: str, login: str, path: str, ready: str) -> Page:
    """Straight to a page, with a session that an earlier visit left."""
    window.context.add_init_script("localStorage.setItem('liandong.session', 'yes')")
    asked = {"username": login, "password": PASSWORD}
    window.context.request.post(f"{url}/api/session", data=asked)
    window.page.goto(url + path)
    expect(window.one(ready).first).to_be_visible(timeout=WITHIN_MS)
    return window.page


def test_every_page_reads_in_both_themes_names_its_controls_and_asks_for_nothing_outside(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    outside.send_best(outside.call_in(location=STREET, urgency="I", complaint="胸痛"))
    incident = outside.call_in(location=STREET, urgency="II", address="人民路12号")
    ring(outside)
    weak: list[str] = []
    nameless: list[str] = []
    for login, path, ready in PAGES:
        window = open_window(server.url)
        page = log_in(window, server.url, login, path.format(incident=incident), ready)
        for theme in ("dark", "light"):
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
            told: dict[str, Any] = page.evaluate(_WEAK)
            assert told["read"] > 10, f"{path} says nothing"
            weak += [f"{path} {theme}: {one}" for one in told["weak"]]
        named: dict[str, Any] = page.evaluate(_NAMELESS)
        assert named["seen"] > 0
        nameless += [f"{path}: {one}" for one in named["nameless"]]
        assert window.complaints == Complaints(), path
        window.close()
    assert weak == []
    assert nameless == []


def test_states_are_told_apart_without_colour_and_by_who_sees_no_green(
    server: ServerProcess, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    desk.press("?")
    marks = desk.one("help-panel").locator(".state")
    expect(marks.first).to_be_visible()
    states = marks.evaluate_all("(all) => all.map((one) => one.title)")
    assert len(states) == len(set(states)) > 5
    line = desk.context.new_cdp_session(desk.page)
    for sight in ("achromatopsia", "deuteranopia"):
        line.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})
        pictures = [_mark(mark) for mark in marks.all()]
        apart, one, other = desk.page.evaluate(_APART, pictures)
        assert apart >= MARKS_DIFFER_PX, f"{sight}: {states[one]} looks like {states[other]}"


def _mark(state: Locator) -> str:
    """The shape and the letter before a state's name, as a picture."""
    state.scroll_into_view_if_needed()
    shape, letter = state.locator("svg").bounding_box(), state.locator("b").bounding_box()
    assert shape is not None
    assert letter is not None
    width = letter["x"] + letter["width"] - shape["x"]
    clip: FloatRect = {"x": shape["x"], "y": letter["y"], "width": width, "height": 16}
    return base64.b64encode(state.page.screenshot(clip=clip)).decode()
