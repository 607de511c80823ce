"""``pack.toml``: name, datum, limits, speeds, demand and sources of a region."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from geo.coordinates import Datum
from stations.region import Demand, Limits, Mobilisation, RegionMeta, Sharing
from stations.regionpack.files import read_text
from stations.regionpack.problems import Problem, Say, Severity
from stations.terminals.reporting import Reporting

FILE = "pack.toml"
FORMAT = 1

S = TypeVar("S", bound=msgspec.Struct)
Place = tuple[str, int]


@dataclass(frozen=True)
class Manifest:
    """What ``pack.toml`` says: the region's own data, and the datum of every file beside it.

    ``road_file`` names an imported road network; without one the roads are those of a map layer.
    """

    meta: RegionMeta
    datum: Datum
    city_centre_line: int
    road_file: str | None = None


class _Roads(msgspec.Struct, frozen=True):
    """The section ``[roads]``."""

    file: str | None = None


@dataclass(frozen=True)
class _Rule:
    """One thing that the types alone cannot say about a value."""

    key: str
    holds: Callable[[Any], bool]
    message: Say


_TOO_LARGE = 1e9
_NOT_POSITIVE = Say("须大于 0", "must be above 0")
_RULES = (
    _Rule(
        "two_hour_weights",
        lambda v: not v or (len(v) == 12 and min(v) >= 0 and 0 < sum(v) < _TOO_LARGE),
        Say("须有 12 个不为负的数", "needs 12 numbers, none below 0"),
    ),
    _Rule(
        "urgency_shares",
        lambda v: abs(sum(v) - 1.0) < 0.005 and min(v) >= 0,
        Say("四个比例之和须为 1", "the four shares must add up to 1"),
    ),
    _Rule(
        "units",
        lambda v: all(
            0 < s < 0x10000 for each in v.values() for s in msgspec.structs.astuple(each)
        ),
        Say("间隔须为 1 至 65535 秒", "intervals must be from 1 to 65535 s"),
    ),
    _Rule("detour_factor", lambda v: v >= 1.0, Say("须不小于 1", "must be at least 1")),
    _Rule(
        "speeds_kmh",
        lambda v: bool(v) and all(0 < s <= 200 for s in v.values()),
        Say("车速须在 0 至 200 之间", "speeds must be from 0 to 200"),
    ),
)
_SECTIONS: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("limits", Limits),
    ("mobilisation", Mobilisation),
    ("demand", Demand),
    ("reporting", Reporting),
    ("sharing", Sharing),
)
_FREE_SECTIONS = frozenset({"sources"})


def read_manifest(folder: Path) -> tuple[Manifest | None, list[Problem]]:
    """The manifest, None when it has errors, and every problem in it."""
    content, problems = read_text(folder / FILE)
    if not content:
        return None, problems
    try:
        tables = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        return None, [_broken(str(error))]
    lines = _Lines(content)
    given_format = tables.pop("format", FORMAT)
    datum_word = str(tables.pop("datum", Datum.WGS84)).lower()
    if given_format != FORMAT:
        message = Say(f"只能读格式 {FORMAT}", f"only format {FORMAT} can be read")
        problems.append(_wrong(lines.place("", "format"), "format", given_format, message))
    if datum_word not in set(Datum):
        allowed = ", ".join(Datum)
        message = Say(f"只能是 {allowed}", f"must be one of {allowed}")
        problems.append(_wrong(lines.place("", "datum"), "datum", datum_word, message))
    sections: dict[str, Any] = {
        name: _read_struct(kind, name, tables.pop(name, {}), lines, problems)
        for name, kind in _SECTIONS
    }
    imported = _read_struct(_Roads, "roads", tables.pop("roads", {}), lines, problems)
    if imported and imported.file and Path(imported.file).name != imported.file:
        message = Say("只写本文件夹中的文件名", "must be the name of a file in this folder")
        problems.append(_wrong(lines.place("roads", "file"), "file", imported.file, message))
    top = {name: value for name, value in tables.items() if name not in _FREE_SECTIONS}
    meta = _read_struct(RegionMeta, "", top | sections, lines, problems)
    if meta is None or any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    road_file = imported.file if imported else None
    line = lines.place("", "city_centre")[1]
    return Manifest(meta, Datum(datum_word), line, road_file), problems


def _read_struct(
    kind: type[S], section: str, given: Any, lines: "_Lines", problems: list[Problem]
) -> S | None:
    """A record from one section, every wrong, missing and unknown key reported."""
    if not isinstance(given, dict):
        message = Say("应为一节", "must be a section")
        problems.append(_wrong(lines.place("", section), section, given, message))
        return None
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        place = lines.place(section, field.name)
        if field.name not in given:
            if field.required:
                problems.append(_missing(place, field.name))
            continue
        value = given[field.name]
        if value is None:
            continue  # a section with problems of its own
        try:
            values[field.name] = msgspec.convert(value, field.type)
        except msgspec.ValidationError as error:
            problems.append(
                _wrong(place, field.name, value, Say(f"类型不对（{error}）", str(error)))
            )
            continue
        problems += (
            _wrong(place, field.name, value, message)
            for message in _broken_rules(field.name, values[field.name])
        )
    for key in given.keys() - {field.name for field in msgspec.structs.fields(kind)}:
        problems.append(_unknown(lines.place(section, key), key))
    try:
        return kind(**values)
    except TypeError:
        return None


def _broken_rules(key: str, value: Any) -> Iterator[Say]:
    """Ranges and sums that a value does not keep."""
    if isinstance(value, int | float) and not 0 < value < _TOO_LARGE:
        yield _NOT_POSITIVE
    for rule in _RULES:
        if rule.key == key and not rule.holds(value):
            yield rule.message


class _Lines:
    """Which line a key of a TOML file stands on; the parser does not tell."""

    def __init__(self, content: str) -> None:
        self._lines: dict[tuple[str, str], int] = {}
        section = ""
        for number, line in enumerate(content.splitlines(), 1):
            if head := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
                section = head.group(1)
                self._lines.setdefault(("", section), number)
            elif key := re.match(r"\s*([\w-]+)\s*=", line):
                self._lines.setdefault((section, key.group(1)), number)

    def place(self, section: str, key: str) -> Place:
        """The place of a key, of its section when it is missing, else of the file."""
        found = self._lines.get((section, key)) or self._lines.get(("", section)) or 1
        return FILE, found


def _broken(error: str) -> Problem:
    line = re.search(r"line (\d+)", error)
    return Problem.at(
        (FILE, int(line.group(1)) if line else 0),
        "",
        "",
        Say(f"不是正确的 TOML（{error}）", f"not valid TOML ({error})"),
        Say("文字加英文双引号，一行一项", "put text in double quotes, one key a line"),
    )


def _wrong(place: Place, key: str, value: object, message: Say) -> Problem:
    return Problem.at(place, key, value, message, Say("改正此值", "correct the value"))


def _missing(place: Place, key: str) -> Problem:
    return Problem.at(place, key, "", Say("缺少此项", "the key is missing"),
                      Say(f"加上 {key} = …", f"add {key} = …"))  # fmt: skip


def _unknown(place: Place, key: str) -> Problem:
    return Problem.at(
        place,
        key,
        "",
        Say("不认识此项，已忽略", "unknown key, ignored"),
        Say("改正拼写或删去", "correct the spelling or delete it"),
        Severity.WARNING,
    )
