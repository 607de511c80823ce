"""From TOML or JSON to a ``Scenario``: every mistake at once, each by its line and field."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from simulations.kernel.parameters import Parameters
from simulations.scenarios.lines import Lines
from simulations.scenarios.problems import ScenarioInvalid, problem
from simulations.scenarios.scenario import Scenario
from stations.regionpack.problems import Problem, Say

SIZE_MAX = 2_000_000
"""Bytes of a scenario file; a diff against a pack is never longer."""

_AT = re.compile(r" - at `(?:key in )?\$?([^`]*)`")
_AT_LINE = re.compile(r"\(at line (\d+)")
_ROWS = ("stations", "vehicles", "hospitals", "standby")
"""Tables of which each row is tried by itself."""

_WHAT: tuple[tuple[str, str, str, str], ...] = (
    (r"unknown field", "没有这个字段", "删去它或改正拼写", "take it out or mend its name"),
    (r"missing required field", "缺少必填项", "补上该项", "add it"),
    (r">= 0(\.0)?$", "不可为负", "改为 0 或正数", "0 or more"),
    (r"> 0(\.0)?$", "须大于 0", "改为正数", "more than 0"),
    (r"length (?P<limit>[<>]= \d+)", "长短或项数不合要求", "改到 {limit}", "make it {limit}"),
    (r"<= (?P<limit>[-\d.]+)", "数值过大", "不超过 {limit}", "at most {limit}"),
    (r"< (?P<limit>[-\d.]+)", "数值过大", "小于 {limit}", "less than {limit}"),
    (r">= (?P<limit>[-\d.]+)", "数值过小", "不小于 {limit}", "at least {limit}"),
    (r"> (?P<limit>[-\d.]+)", "数值过小", "大于 {limit}", "more than {limit}"),
    (r"enum value", "不在可选值之内", "可用：{choices}", "use one of {choices}"),
    (r"matching regex", "写法不对", "日期写成 2026-01-05", "write days as 2026-01-05"),
    (r"", "不是这里该有的值", "按 docs/planning.md 改正", "see docs/planning.md"),
)
"""What the checker's own English says, and what to say about it with which remedy."""


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file. ``ScenarioInvalid`` names its lines, ``OSError`` an absent file."""
    with path.open("rb") as file:
        data = file.read(SIZE_MAX + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioInvalid(
            [
                problem(
                    path.name, 0, "", "",
                    Say("不是 UTF-8 编码", "is not UTF-8"),
                    Say("另存为 UTF-8", "save it as UTF-8"),
                )
            ]
        ) from None  # fmt: skip
    return from_toml(text, path.name)


def from_toml(text: str, file: str = "scenario.toml") -> Scenario:
    """The scenario of a text."""
    if len(text.encode()) > SIZE_MAX:
        raise ScenarioInvalid([_too_long(file)])
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        what = Say("读不懂", f"cannot be read: {error}")
        remedy = Say("按 TOML 的写法改正；中文键要加引号", "mend the TOML; quote keys in Chinese")
        line = int(at[1]) if at else 0
        raise ScenarioInvalid([problem(file, line, "", "", what, remedy)]) from None
    return _converted(raw, file, Lines(text))


def from_json(raw: Any, file: str = "scenario") -> Scenario:
    """The scenario of decoded JSON, as the planner's pages send it."""
    if not isinstance(raw, dict):
        what = Say("应为一个对象", "must be an object")
        remedy = Say("发送情景的各字段", "send the fields of a scenario")
        raise ScenarioInvalid([problem(file, 0, "", raw, what, remedy)])
    return _converted(raw, file, Lines(""))


def _converted(raw: Mapping[str, Any], file: str, lines: Lines) -> Scenario:
    wrong = [
        problem(file, lines.of(field), field, value, what, remedy)
        for field, value, what, remedy in (*_flaws(raw), *_bad_parameters(raw))
    ]
    if wrong:
        raise ScenarioInvalid(wrong)
    return msgspec.convert(raw, Scenario)


_Flaw = tuple[str, Any, Say, Say]


def _flaws(raw: Mapping[str, Any]) -> Iterator[_Flaw]:
    """Each part tried by itself, so that all mistakes are told and not the first one only."""
    if not raw.get("name"):
        yield "name", raw.get("name", ""), *_missing_name()
    for key, value in raw.items():
        if isinstance(value, list) and key in _ROWS:
            for nth, row in enumerate(value):
                yield from _flaw({key: [row]}, {f"{key}.0": f"{key}.{nth}"})
        elif isinstance(value, dict) and key in ("policy", "demand", "mobilisation"):
            for name, inner in value.items():
                each = [{k: v} for k, v in inner.items()] if isinstance(inner, dict) else [inner]
                for one in each:
                    yield from _flaw({key: {name: one}}, {})
        elif key != "name" or value:
            yield from _flaw({key: value}, {})


def _flaw(part: dict[str, Any], renamed: Mapping[str, str]) -> Iterator[_Flaw]:
    try:
        msgspec.convert({"name": "?", **part}, Scenario)
    except msgspec.ValidationError as error:
        text = str(error)
        at = _AT.search(text)
        said = _AT.sub("", text)
        field = re.sub(r"\[(\d+)\]", r".\1", at[1] if at else "").strip(".")
        field = re.sub(r"\.?\[\.\.\.\]", "", field)
        if found := re.search(r"field `([^`]+)`", said):
            field = f"{field}.{found[1]}".strip(".")
        what, remedy = _told(said, field)
        if isinstance(value := _value_at(part, field), dict) and len(value) == 1:
            (key, value), *_ = value.items()
            field = f"{field}.{key}"
        for old, new in renamed.items():
            field = field.replace(old, new, 1)
        yield field, value, what, remedy


def _told(said: str, field: str) -> tuple[Say, Say]:
    """What the checker says about a field, and the remedy, in both languages."""
    found, (_, zh, remedy, remedy_en) = next(
        (found, row) for row in _WHAT if (found := re.search(row[0], said))
    )
    facts = {**found.groupdict(), "choices": "、".join(_choices(field))}
    what = Say(zh, said[0].lower() + said[1:])
    return what, Say(remedy.format(**facts), remedy_en.format(**facts))


def _choices(field: str) -> list[str]:
    """The values that a field of a scenario can have, where they can be counted."""
    kind: Any = inspect.type_info(Scenario)
    for key in field.split("."):
        match kind:
            case inspect.StructType():
                kind = next((one.type for one in kind.fields if one.name == key), None)
            case inspect.DictType():
                kind = kind.value_type
            case inspect.VarTupleType():
                kind = kind.item_type
        if isinstance(kind, inspect.UnionType):
            kind = kind.types[0]
    return [one.value for one in kind.cls] if isinstance(kind, inspect.EnumType) else []


def _bad_parameters(raw: Mapping[str, Any]) -> Iterator[_Flaw]:
    given = raw.get("parameters")
    if not isinstance(given, dict):
        return
    known = Parameters.__struct_fields__
    for name, value in given.items():
        if name not in known:
            what = Say("没有这个参数", "there is no such parameter")
            remedy = Say(f"可用：{'、'.join(known)}", f"use one of: {', '.join(known)}")
            yield f"parameters.{name}", value, what, remedy
            continue
        try:
            msgspec.convert({name: value}, Parameters)
        except msgspec.ValidationError as error:
            said = _AT.sub("", str(error))
            what = Say("不可用的取值", said[0].lower() + said[1:])
            usual = getattr(Parameters(), name)
            remedy = Say(f"例如默认值 {usual}", f"for example the default, {usual}")
            yield f"parameters.{name}", value, what, remedy


def _value_at(part: Any, field: str) -> Any:
    for key in field.split("."):
        if isinstance(part, list) and key.isdigit() and int(key) < len(part):
            part = part[int(key)]
        elif isinstance(part, dict) and key in part:
            part = part[key]
        else:
            return ""
    return part


def _missing_name() -> tuple[Say, Say]:
    return (
        Say("情景没有名称", "the scenario has no name"),
        Say("加一行 name = \"…\"", 'add a line name = "…"'),
    )  # fmt: skip


def _too_long(file: str) -> Problem:
    what = Say(f"超过 {SIZE_MAX} 字节", f"is longer than {SIZE_MAX} bytes")
    return problem(file, 0, "", "", what, Say("只写与现状不同之处", "write down the changes only"))
