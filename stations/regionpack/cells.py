"""What may stand in one cell of a table: parsers that accept Chinese and English words alike."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any

from stations.regionpack.problems import Rejected, Say

Parser = Callable[[str], Any]

_CODE = re.compile(r"[0-9A-Za-z_-]+")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
_SEPARATORS = re.compile(r"[;；、,，|/]\s*")

YES_NO = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False,
          "1": True, "0": False}  # fmt: skip


def text(cell: str) -> str:
    """Free text."""
    return cell


def code(cell: str) -> str:
    """A key: digits, Latin letters, hyphens. Excel likes to turn long ones into 4.2E+08."""
    if _SCIENTIFIC.fullmatch(cell):
        raise Rejected(
            Say("编号被 Excel 改成了科学计数", "Excel turned the code into scientific notation"),
            Say("把该列设为“文本”格式后重新填写", "format the column as text and type it again"),
        )
    if not _CODE.fullmatch(cell):
        raise Rejected(
            Say("编号只能用数字、字母、-、_", "a code has digits, Latin letters, - and _ only"),
            Say("删去空格和其他字符", "remove spaces and other signs"),
        )
    return cell


def number(low: float, high: float, whole: bool = False) -> Parser:
    """A parser of numbers from ``low`` to ``high``."""

    def parse(cell: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            value = float("nan")
        if isfinite(value) and low <= value <= high and not (whole and value % 1):
            return int(value) if whole else value
        kind = Say("整数", "a whole number") if whole else Say("数", "a number")
        raise Rejected(
            Say(f"应为 {low:g} 至 {high:g} 的{kind.zh}", f"not {kind.en} from {low:g} to {high:g}"),
            Say("只填阿拉伯数字，不带单位和千分位", "digits only, no unit, no thousands separator"),
        )

    return parse


def choice(words: Mapping[str, Any]) -> Parser:
    """A parser of one word of a list."""
    allowed = "、".join(words)

    def parse(cell: str) -> Any:
        if cell.lower() not in words:
            raise Rejected(
                Say(f"不认识“{cell}”", f"unknown word {cell!r}"),
                Say(f"请用其中之一：{allowed}", f"use one of: {', '.join(words)}"),
            )
        return words[cell.lower()]

    return parse


def choices(words: Mapping[str, Any]) -> Parser:
    """A parser of several words of a list, separated by ；、 or a comma."""
    one = choice(words)

    def parse(cell: str) -> frozenset[Any]:
        return frozenset(one(word.strip()) for word in _SEPARATORS.split(cell) if word.strip())

    return parse


def phrases(cell: str) -> tuple[str, ...]:
    """Several texts, separated by ；、 or a comma."""
    return tuple(word.strip() for word in _SEPARATORS.split(cell) if word.strip())


def digits(cell: str) -> str:
    """A terminal's number: digits only, the zeros in front do not matter."""
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 20):
        raise Rejected(
            Say("应为不超过 20 位的数字", "not a number of at most 20 digits"),
            Say("照终端上的终端手机号填写", "copy the number that is set in the terminal"),
        )
    return cell.lstrip("0")


yes_no = choice(YES_NO)


def day(cell: str) -> str:
    """A day as 2026-01-31; Excel's 2026/1/31 is put into that form."""
    try:
        year, month, of_month = (int(part) for part in cell.replace("/", "-").split("-"))
        return date(year, month, of_month).isoformat()
    except ValueError:
        raise Rejected(
            Say("不是日期", "not a day"), Say("写成 2026-01-31", "write it as 2026-01-31")
        ) from None


def bilingual(names: Mapping[Any, tuple[str, str]]) -> dict[str, Any]:
    """Words for an enumeration: its Chinese name and its English value."""
    by_name = {name_zh: member for member, (name_zh, _) in names.items()}
    return by_name | {str(member): member for member in names}


def words_of(kinds: type[StrEnum], *chinese: str) -> dict[str, Any]:
    """Words for an enumeration whose Chinese names are given in its order."""
    return dict(zip(chinese, kinds, strict=True)) | {str(member): member for member in kinds}
