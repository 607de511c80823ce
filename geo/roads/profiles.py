"""Reading how an ambulance drives (``ambulance.toml``): wrong terms are named, all at once.

A file says what differs from the profile that comes with the program, term by term. The built-in
file holds every term, with what it means.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from geo.roads.driving import HOURS_PER_DAY, NO_CLASS, Profile
from geo.roads.traits import RoadClass

__all__ = ["Profile", "ProfileInvalid", "TermProblem", "ambulance", "read_profile"]

BUILT_IN = Path(__file__).with_name("ambulance.toml")
BARRIER_EFFECTS = ("open", "gate", "shut")

_CLASSES = tuple(road_class.name.lower() for road_class in RoadClass)
_NAMES: dict[str, tuple[str, ...]] = {
    "kmh": _CLASSES,
    "siren": (*_CLASSES, NO_CLASS),
    "contraflow_kmh": _CLASSES,
}
"""Sections whose terms are road classes; a barrier may have any name that the map uses."""

_AT_LINE = re.compile(r"line (\d+)")
_WHERE = re.compile(r" - at `[^`]*`$")

Terms = dict[str, Any]
Place = tuple[str, ...]


class TermProblem(NamedTuple):
    """One term that cannot be used: where it stands, what it says, and what would do."""

    line: int
    term: str
    value: object
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


class ProfileInvalid(ValueError):
    """A profile that cannot be used; ``problems`` holds every wrong term."""

    def __init__(self, file: str, problems: list[TermProblem]) -> None:
        self.problems = tuple(problems)
        lines = (f"{file}:{p.line} {p.term} = {p.value}: {p.zh} / {p.en}" for p in problems)
        super().__init__("\n".join(lines))


@cache
def ambulance() -> Profile:
    """The profile that comes with the program."""
    return msgspec.convert(_built_in(), Profile)


def read_profile(path: Path) -> Profile:
    """The built-in profile with the terms of this file; raises ``ProfileInvalid``."""
    try:
        text = path.read_text("utf-8-sig")
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileInvalid(path.name, [_unreadable(error)]) from None
    terms, problems = _built_in(), list[TermProblem]()
    for place, value in _leaves(given):
        wrong = _wrong(place, value)
        if wrong is None:
            _put(terms, place, value)
        else:
            problems.append(_problem(text, place, value, wrong))
    if problems:
        raise ProfileInvalid(path.name, problems)
    return msgspec.convert(terms, Profile)


def _built_in() -> Terms:
    return tomllib.loads(BUILT_IN.read_text("utf-8"))


def _leaves(given: Terms, above: Place = ()) -> Iterator[tuple[Place, Any]]:
    for key, value in given.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key), value


def _put(terms: Terms, place: Place, value: Any) -> None:
    *above, name = place
    for key in above:
        if not isinstance(terms.get(key), dict):
            terms[key] = {}
        terms = terms[key]
    terms[name] = value


def _wrong(place: Place, value: Any) -> tuple[str, str] | None:
    """What speaks against one term, in both languages; it is tried out by itself."""
    terms = _built_in()
    _put(terms, place, value)
    try:
        profile = msgspec.convert(terms, Profile)
    except msgspec.ValidationError as error:
        return "不是可用的值", _WHERE.sub("", str(error)).lower()
    section, name = place[0], place[-1]
    if name not in _NAMES.get(section, (name,)):
        return "没有这个道路等级", "no such road class"
    if section == "barriers" and value not in BARRIER_EFFECTS:
        return "只能是 open、gate、shut", "must be open, gate or shut"
    starts = profile.hours.starts
    ascending = list(starts) == sorted(set(starts))
    if starts[0] != 0 or not ascending or starts[-1] >= HOURS_PER_DAY:
        return "须从 0 起逐段递增，小于 24", "must start at 0 and ascend below 24"
    return None


def _problem(text: str, place: Place, value: Any, wrong: tuple[str, str]) -> TermProblem:
    usual: Any = _built_in()
    for key in place:
        usual = usual.get(key) if isinstance(usual, dict) else None
    if usual is None or isinstance(usual, dict):
        near = difflib.get_close_matches(place[-1], _known(place), n=1, cutoff=0.5)
        meant = f"：{near[0]}？" if near else ""
        remedy = (f"改正名称{meant}", f"mend the name{f': {near[0]}?' if near else ''}")
    else:
        remedy = (f"例如默认值 {usual}", f"for example the default, {usual}")
    return TermProblem(_line(text, place), ".".join(place), value, *wrong, *remedy)


def _known(place: Place) -> list[str]:
    section: Any = _built_in()
    for key in place[:-1]:
        section = section.get(key) if isinstance(section, dict) else None
    names = section if isinstance(section, dict) else {}
    return [*names, *_NAMES.get(place[0], ())]


def _line(text: str, place: Place) -> int:
    """Where a term stands: the first line below its section that begins with its name."""
    *above, name = place
    section, wanted = "", ".".join(above)
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([^\]]*?)\s*\]", line):
            section = header[1]
        elif section == wanted and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
            return number
    return 0


def _unreadable(error: Exception) -> TermProblem:
    at = _AT_LINE.search(str(error))
    return TermProblem(
        line=int(at[1]) if at else 0,
        term="",
        value="",
        zh="读不懂",
        en=str(error),
        remedy_zh="按 TOML 的写法改正，存为 UTF-8",
        remedy_en="mend the TOML, save it as UTF-8",
    )
