"""A set, the cards or the codes as a file again, for whoever edits them in a form (CALL-09).

Written as people write them: one answer or step a line. ``tomllib`` reads back what was given; what
is wrong in it stays wrong and is told by ``reading`` and ``checks``.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"^[A-Za-z0-9_-]+$")
_TABLES = frozenset({"question", "card"})
"""Lists whose members have a part of the file each; others stand in lines of their own."""


def to_toml(given: Mapping[str, Any]) -> str:
    """The text of a file; members that are None are left out, as what nobody has filled in."""
    parts = {name: given[name] for name in _TABLES & given.keys() if _are_tables(given[name])}
    lines = [
        f"{_key(name)} = {_value(value)}"
        for name, value in given.items()
        if value is not None and name not in parts and not isinstance(value, Mapping)
    ]
    for name, value in given.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{_key(name)}]", *to_toml(value).splitlines()]
    for name, members in parts.items():
        for member in members:
            lines += ["", f"[[{name}]]", *to_toml(member).splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        if value and _are_tables(value):
            return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, Mapping):
        kept = (f"{_key(name)} = {_value(one)}" for name, one in value.items() if one is not None)
        return "{ " + ", ".join(kept) + " }"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    # A basic string of TOML is written as one of JSON, but for DEL, which JSON lets stand.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE.match(name) else _value(name)
