"""Writes ``docs/settings.md`` from the settings class, so that the reference cannot drift."""

import sys
from pathlib import Path

from pydantic.fields import FieldInfo

from console.settings import Settings, accepted_values, variable_of

TARGET = Path(__file__).parents[1] / "docs" / "settings.md"

_HEAD = """\
# 设置 · Settings

本页由 `make docs` 从 `console/settings.py` 生成，请勿手改。\\
Generated from `console/settings.py` by `make docs`; do not edit by hand.

设置全部来自环境变量；写错的值或名称会在启动时逐条指出，并以退出码 2 结束。\\
Every setting is an environment variable; a wrong value or name is pointed out at start, each with
its remedy, and the server exits with code 2.

| 变量 Variable | 默认 Default | 可用的值 Accepted | 含义 Meaning |
|---|---|---|---|
"""


def render() -> str:
    """The whole reference page."""
    rows = (_row(name, field) for name, field in Settings.model_fields.items())
    return _HEAD + "\n".join(rows) + "\n"


def _row(name: str, field: FieldInfo) -> str:
    default = f"`{field.default}`" if str(field.default) not in ("", "()") else "—"
    accepted = accepted_values(field).replace("|", "\\|") or "—"
    meaning = f"{field.title}<br>{field.description}".replace("|", "\\|")
    return f"| `{variable_of(name)}` | {default} | {accepted} | {meaning} |"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}\n")
