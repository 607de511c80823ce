"""Files → book, everything that is wrong in them named at once (CALL-09)."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from stations.questions.book import Determinants, GuidanceCard, QuestionBook, QuestionSet
from stations.questions.checks import check_book
from stations.questions.faults import Fault, QuestionsInvalid

__all__ = ["QuestionsInvalid", "built_in", "read_book"]

SETS, CARDS, DETERMINANTS = "sets", "cards.toml", "determinants.toml"
HERE = Path(__file__).parent
FILE_BYTES_MAX = 200_000
"""A set is read by people; a file beyond this is something else."""

_WHERE = re.compile(r" - at `\$?\.?([^`]*)`$")

T = TypeVar("T")


class _Cards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    card: tuple[GuidanceCard, ...] = ()


@cache
def built_in() -> QuestionBook:
    """The questions, cards and codes that come with the program."""
    return read_book(HERE)


def text_of(name: str) -> str:
    """A file of the program such as ``sets/burns.toml``, for whoever writes one of his own after
    it; empty where the program has none of this name."""
    known = {CARDS, DETERMINANTS, *(f"{SETS}/{one.id}.toml" for one in built_in().sets)}
    return (HERE / name).read_text("utf-8") if name in known else ""


def read_book(folder: Path, base: QuestionBook | None = None) -> QuestionBook:
    """The book of a folder; raises ``QuestionsInvalid``.

    With a ``base``, sets and cards of the folder stand for those of the same id in it and the rest
    is taken from it: a centre writes down only what it asks otherwise.
    """
    faults: list[Fault] = []
    sets: dict[str, tuple[str, QuestionSet]] = {}
    for path in sorted((folder / SETS).glob("*.toml")):
        read = _read(path, QuestionSet, faults, f"{SETS}/{path.name}")
        if read is None:
            continue
        if read.id in sets:
            faults.append(_twice(f"{SETS}/{path.name}", read.id, sets[read.id][0]))
        sets[read.id] = (f"{SETS}/{path.name}", read)
    cards = _read(folder / CARDS, _Cards, faults, CARDS) or _Cards()
    own_codes = (folder / DETERMINANTS).is_file() or base is None
    codes = _read(folder / DETERMINANTS, Determinants, faults, DETERMINANTS) if own_codes else None
    codes = codes or (base.determinants if base else None)
    if faults or codes is None:
        raise QuestionsInvalid(faults)
    files = {one.id: "" for one in base.sets} if base else {}
    files |= {set_id: file for set_id, (file, _) in sets.items()}
    all_sets = ({one.id: one for one in base.sets} if base else {}) | {
        set_id: one for set_id, (_, one) in sets.items()
    }
    kept = [card for card in (base.cards if base else ()) if card.id not in _ids(cards)]
    book = QuestionBook(
        sets=tuple(all_sets.values()), cards=(*kept, *cards.card), determinants=codes
    )
    faults = check_book(book, files, CARDS, DETERMINANTS)
    if faults:
        raise QuestionsInvalid(faults)
    return book


def _ids(cards: _Cards) -> set[str]:
    return {card.id for card in cards.card}


def _read(path: Path, kind: type[T], faults: list[Fault], file: str) -> T | None:
    """One file as a record; None when it is missing or wrong, and then the fault is kept."""
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise ValueError(f"more than {FILE_BYTES_MAX} bytes")
        given = tomllib.loads(path.read_text("utf-8-sig"))
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        faults.append(_wrong(file, given, str(error)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        remedy = ("按 TOML 格式改正", "write it as TOML")
        faults.append(
            Fault(file, "", "", f"无法读取：{error}", f"cannot be read: {error}", *remedy)
        )
    return None


def _wrong(file: str, given: dict[str, Any], said: str) -> Fault:
    where = _WHERE.search(said)
    field = where.group(1) if where else ""
    en = _WHERE.sub("", said)
    missing = re.search(r"required field `(\w+)`", en)
    if missing:
        name = missing.group(1)
        field = f"{field}.{name}".lstrip(".")
        zh = "缺少译文" if name in ("zh", "en") else "缺少此项"
        remedy = ("中英文都要填" if name in ("zh", "en") else "补上此项", f"give `{name}`")
        return Fault(file, field, "", zh, en, *remedy)
    unknown = re.search(r"unknown field `(\w+)`", en)
    if unknown:
        field = f"{field}.{unknown.group(1)}".lstrip(".")
        value = _value_at(given, field)
        return Fault(
            file, field, value, "不认识的项", en, "核对拼写或删去", "mend the spelling or drop it"
        )
    remedy = ("改为允许的值", "give an allowed value")
    return Fault(file, field, _value_at(given, field), "值不对", en, *remedy)


def _value_at(given: Any, field: str) -> str:
    """What stands at a path such as ``question[2].answer[0].urgency``."""
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", field):
        try:
            given = given[name] if name else given[int(index)]
        except (KeyError, IndexError, TypeError):
            return ""
    return str(given)[:80]


def _twice(file: str, set_id: str, other: str) -> Fault:
    zh, en = f"编号已用于 {other}", f"this id is taken by {other}"
    return Fault(file, "id", set_id, zh, en, "换一个编号", "choose another id")
