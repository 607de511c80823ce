"""The glossary names every coded word, in the very words the screens use."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from dispatch import doubles, moving, progress, waiting
from dispatch.domain import (
    acceptances,
    actors,
    alarms,
    choices,
    decisions,
    handovers,
    lines,
    messages,
    offers,
    partners,
    posts,
    proposals,
    referrals,
    requests,
    seats,
    shifts,
    triage,
)
from dispatch.domain import boundary as asked
from dispatch.domain import hospitals as reception
from stations import boundary, crews, hospitals, layouts, status, transfers, vehicles

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"

CODED: dict[str, Mapping[Any, tuple[str, str]]] = {
    f"{module.__name__}.{name}": value
    for module in (
        acceptances,
        alarms,
        asked,
        boundary,
        choices,
        decisions,
        proposals,
        transfers,
        offers,
        referrals,
        moving,
        waiting,
        actors,
        handovers,
        reception,
        layouts,
        posts,
        seats,
        shifts,
        messages,
        lines,
        partners,
        triage,
        requests,
        progress,
        doubles,
        boundary,
        crews,
        hospitals,
        status,
        transfers,
        vehicles,
    )
    for name, value in vars(module).items()
    if name.endswith("_NAMES")
}


@pytest.mark.parametrize("table", CODED)
def test_every_coded_word_stands_in_the_glossary(table: str) -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    rows = [f"| `{code.value}` | {zh} | {en} |" for code, (zh, en) in CODED[table].items()]
    assert [row for row in rows if row not in text] == []


@pytest.mark.parametrize("table", CODED)
def test_every_code_has_a_name(table: str) -> None:
    codes = list(CODED[table])
    assert isinstance(codes[0], StrEnum)
    assert codes == list(type(codes[0]))
