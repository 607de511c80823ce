"""Plays: a whole course of dispatch as a text, acted out by the real core.

A play has a map, vehicles, if need be counties (辖区) and hospitals (医院) and what
``scenario_neighbours`` adds to them, and a timetable::

    地图
      十堰 --12-- 郧阳 --20-- 南化
    车辆
      郧阳01 县 doctor,monitor @郧阳
      南化01 乡 nurse @南化
    经过
      08:00:00 来电 A 13900000001 @南化-500m "胸痛"   → A 振铃
      08:00:05 市 接听 A                              → A 通话 市席
      08:00:20 市 受理 A I @南化-500m                  → 事件1 待派
      08:00:21 推荐 事件1      → 1 南化01 乡 2:30+0:30 | 2 郧阳01 县 2:00+19:30
      08:00:25 市 派车 事件1 南化01                    → 事件1 处置中：南化01 待出动
      08:01:00 南化01 按 驶向现场

Each line is a time, who acts (a desk such as ``市`` or ``市2``, or the crew ``南化01``; nobody for
the exchange and the machine), what is done (``scenario_verbs.VERBS``), and after ``→`` what must
come out; ``|`` parts several items, an answer may go on behind a ``→`` on the next lines, and an
item may end in ``…``. What comes out is not looked at where nothing is expected, but a refusal
nobody expected fails the play.
"""

import re
from dataclasses import dataclass, field
from difflib import unified_diff
from textwrap import dedent

import pytest

from dispatch.domain.errors import Refusal
from tests.support import scenario_words as words
from tests.support.scenario_map import draw_map
from tests.support.scenario_neighbours import SECTIONS as MORE_SECTIONS
from tests.support.scenario_neighbours import with_neighbours
from tests.support.scenario_region import build_region
from tests.support.scenario_stage import Stage, clock_ms
from tests.support.scenario_verbs import read_line

SECTIONS = ("地图", "辖区", "车辆", "医院", *MORE_SECTIONS, "经过")


@dataclass
class Scene:
    """One line of the timetable and what it must lead to."""

    at_ms: int
    text: str
    expected: list[str] = field(default_factory=list)


def play(text: str) -> Stage:
    """Act a play out; fails with the play as it really went. Returns the stage as it ended."""
    sections = _sections(text)
    tiny_map = draw_map(sections["地图"])
    region = build_region(tiny_map, sections["辖区"], sections["车辆"], sections["医院"])
    region = with_neighbours(region, tiny_map, sections)
    scenes = _scenes(sections["经过"])
    stage = Stage(region, tiny_map, scenes[0].at_ms)
    try:
        went = [_act(stage, scene) for scene in scenes]
    finally:
        stage.end()
    _compare(scenes, went)
    return stage


def _sections(text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {name: [] for name in SECTIONS}
    name = ""
    for line in dedent(text).strip().splitlines():
        if line.strip() in SECTIONS:
            name = line.strip()
        elif line.strip():
            sections[name].append(line.strip())
    return sections


def _scenes(lines: list[str]) -> list[Scene]:
    scenes: list[Scene] = []
    for line in lines:
        said, arrow, expected = line.partition("→")
        items = [item.strip() for item in expected.split("|")] if arrow else []
        if said.strip():
            time, _, words_ = re.sub(r"\s+", " ", said.strip()).partition(" ")
            scenes.append(Scene(clock_ms(time), words_, items))
        else:
            scenes[-1].expected += items
    return scenes


def _act(stage: Stage, scene: Scene) -> list[str]:
    stage.clock.advance_s((scene.at_ms - stage.clock.now_ms()) / 1000)
    stage.renew_roads()
    verb, line = read_line(scene.text)
    try:
        return verb(stage, line)
    except Refusal as refusal:
        return words.refusal_items(stage, refusal)


def _compare(scenes: list[Scene], went: list[list[str]]) -> None:
    """Show the whole play, as written and as it went, when they differ anywhere."""
    written, acted = [], []
    for scene, items in zip(scenes, went, strict=True):
        unlooked = not scene.expected and not any(i.startswith("拒：") for i in items)
        shown = [] if unlooked else _abridge(items, scene.expected)
        written += [scene.text, *(f"    → {item}" for item in scene.expected)]
        acted += [scene.text, *(f"    → {item}" for item in shown)]
    if written != acted:
        diff = unified_diff(written, acted, "写的 written", "演的 acted", lineterm="", n=2)
        pytest.fail("\n".join(diff), pytrace=False)


def _abridge(items: list[str], expected: list[str]) -> list[str]:
    """What came out, cut short where the play only wants its beginning."""
    cut = [
        want if want.endswith("…") and item.startswith(want[:-1]) else item
        for item, want in zip(items, expected, strict=False)
    ]
    return cut + items[len(cut) :]
