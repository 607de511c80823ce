"""Checks a mapping file before any message comes: every field against the rule's own sample.

``liandong intake check FILE`` and the server's start tell the same: which topic, which field, and
what the sample holds instead.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from stations.protocols.mapping import (
    REQUIRED,
    UNITS,
    Rule,
    TopicMapping,
    applies,
    device_of,
    look_up,
    matches,
    read_payload,
    records_of,
    report_of,
    value_of,
)
from stations.protocols.report import Report, Unreadable

SHIPPED = Path(__file__).parent / "mappings"
BYTES_MAX = 1_000_000
SHOWN_MAX = 300


class MappingProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that must be mended: where, what, and how."""

    topic: str
    field: str
    zh: str
    en: str
    sample: str = ""
    """What the sample holds where the field was looked for."""


class MappingInvalid(Exception):
    """A mapping that cannot be used; everything wrong with it is named at once."""

    def __init__(self, file: str, problems: list[MappingProblem]) -> None:
        super().__init__("; ".join(f"{p.topic} {p.field}: {p.en}" for p in problems))
        self.file, self.problems = file, problems

    def lines(self) -> Iterator[str]:
        """What a person is told."""
        for problem in self.problems:
            place = " · ".join(filter(None, (self.file, problem.topic, problem.field)))
            yield f"{place}\n  {problem.zh}\n  {problem.en}"
            if problem.sample:
                yield f"  样例 sample: {problem.sample}"


def load_mapping(name: str) -> TopicMapping:
    """The mapping of a shipped name or a file's path, checked; raises ``MappingInvalid``."""
    shipped = SHIPPED / f"{name}.toml"
    path = shipped if shipped.is_file() else Path(name)
    try:
        text = path.read_bytes()[: BYTES_MAX + 1]
        if len(text) > BYTES_MAX:
            raise ValueError(f"more than {BYTES_MAX} bytes")
        decode = msgspec.json.decode if path.suffix == ".json" else msgspec.toml.decode
        mapping = decode(text, type=TopicMapping)
    except OSError as error:
        have = ", ".join(sorted(each.stem for each in SHIPPED.glob("*.toml")))
        raise _unusable(
            name,
            f"读不到映射文件。内置映射：{have}",
            f"the mapping cannot be read: {error.strerror}. Shipped ones: {have}",
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _unusable(name, f"映射文件格式不对：{error}", f"not a mapping: {error}") from None
    if problems := [problem for rule in mapping.rules for problem in _look_at(rule)]:
        raise MappingInvalid(name, problems)
    if not mapping.rules:
        raise _unusable(name, "映射文件没有规则 [[rules]]", "the mapping has no [[rules]]")
    return mapping


def _unusable(name: str, zh: str, en: str) -> MappingInvalid:
    return MappingInvalid(name, [MappingProblem(topic="", field="", zh=zh, en=en)])


def _look_at(rule: Rule) -> Iterator[MappingProblem]:
    """Everything wrong with a rule."""
    yield from _names(rule)
    sample = read_payload(msgspec.json.encode(rule.sample.payload))
    if not matches(rule.topic, rule.sample.topic):
        yield _wrong(
            rule,
            "sample.topic",
            f"样例的主题 {rule.sample.topic} 不符合该规则的主题",
            f"the sample's topic {rule.sample.topic} is not one of the rule's",
        )
    if not applies(rule, sample):
        yield _wrong(
            rule,
            "when",
            f"样例不满足条件 {rule.when}",
            f"the sample does not meet the condition {rule.when}",
            {path: look_up(sample, path) for path in rule.when},
        )
    try:
        device_of(rule, rule.sample.topic, sample)
    except Unreadable:
        path = rule.device.path or f"levels {list(rule.device.levels)}"
        yield _wrong(
            rule,
            "device",
            f"样例中找不到设备号 {path}",
            f"the sample names no device at {path}",
            sample,
        )
    try:
        records = records_of(rule, sample)
    except Unreadable as unreadable:
        yield _missing(rule, "each", unreadable.field, sample)
        return
    for record in records:
        yield from _fields(rule, record)


def _names(rule: Rule) -> Iterator[MappingProblem]:
    """Fields that there are not, or that are wanting; units that a field cannot have."""
    for name in REQUIRED:
        if name not in rule.fields:
            yield _wrong(rule, name, f"缺少必填字段 {name}", f"the field {name} is required")
    for name, source in rule.fields.items():
        units = UNITS.get(name)
        if units is None:
            known = ", ".join(UNITS)
            yield _wrong(
                rule, name, f"没有这个字段，可用：{known}", f"no such field; there are: {known}"
            )
        elif source.unit is not None and source.unit not in units:
            known = " | ".join(filter(None, units)) or "—"
            yield _wrong(
                rule,
                name,
                f"单位“{source.unit}”不可用，可用：{known}",
                f"the unit {source.unit!r} cannot be used; there are: {known}",
            )


def _fields(rule: Rule, record: object) -> Iterator[MappingProblem]:
    """Fields that a record of the sample does not have, or not in that unit."""
    for name, source in rule.fields.items():
        units = UNITS.get(name)
        if units is None or (source.unit is not None and source.unit not in units):
            continue
        try:
            value_of(name, source, record)
        except Unreadable as unreadable:
            if unreadable.code == "missing_field":
                yield _missing(rule, name, source.path, record)
                continue
            yield _wrong(
                rule,
                name,
                f"{source.path} 的值 {unreadable.value!r} 不能按单位“{source.unit}”读取",
                f"{source.path} is {unreadable.value!r}, which is not in {source.unit!r}",
                record,
            )


def _missing(rule: Rule, field: str, path: str, record: object) -> MappingProblem:
    return _wrong(
        rule,
        field,
        f"样例中没有 {path}；改正路径，或注明 optional = true",
        f"the sample has no {path}; mend the path, or say optional = true",
        record,
    )


def _wrong(rule: Rule, field: str, zh: str, en: str, held: Any = "") -> MappingProblem:
    shown = "" if held == "" else msgspec.json.encode(held, enc_hook=str).decode()
    topic = rule.topic
    return MappingProblem(topic=topic, field=field, zh=zh, en=en, sample=shown[:SHOWN_MAX])


def trial(rule: Rule) -> tuple[str, list[Report]]:
    """What a checked rule makes of its own sample: the device and its positions."""
    sample = rule.sample
    device = device_of(rule, sample.topic, sample.payload)
    return device, [report_of(rule, each) for each in records_of(rule, sample.payload)]
