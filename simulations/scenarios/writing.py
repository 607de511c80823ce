"""From a ``Scenario`` to TOML that a person can edit, and that reads back as the same scenario."""

import json
from typing import Any

import msgspec

from simulations.scenarios.scenario import Scenario


def to_toml(scenario: Scenario) -> str:
    """The scenario's text: single values first, then its tables, then one table for each change."""
    raw: dict[str, Any] = msgspec.to_builtins(scenario)
    lines = [f"{_key(k)} = {_value(v)}" for k, v in raw.items() if not _is_table(v)]
    for name, table in raw.items():
        if isinstance(table, dict):
            lines += _table(name, table)
        elif _is_table(table):
            for row in table:
                lines += ["", f"[[{_key(name)}]]"]
                lines += [f"{_key(k)} = {_value(v)}" for k, v in row.items()]
    return "\n".join(lines) + "\n"


def _table(name: str, table: dict[str, Any]) -> list[str]:
    lines = ["", f"[{name}]"]
    lines += [f"{_key(k)} = {_value(v)}" for k, v in table.items() if not isinstance(v, dict)]
    for key, inner in table.items():
        if isinstance(inner, dict):
            lines += _table(f"{name}.{_key(key)}", inner)
    return lines


def _is_table(value: Any) -> bool:
    rows = isinstance(value, list | tuple) and bool(value) and isinstance(value[0], dict)
    return rows or isinstance(value, dict)


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)
