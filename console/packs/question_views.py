"""The questions of a pack for the administrator's page: what is in force, what comes, what changes.

Each file of questions is shown where it counts: a set that the centre has written otherwise twice
is in force by the later of the two days and comes by the next one.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from stations.questions import QuestionBook, text_of
from stations.questions.reading import CARDS, DETERMINANTS, SETS
from stations.region import Region
from stations.regionpack.own_questions import FOLDER

SHOWN_MAX = 400
"""Characters of one changed text that a dry run shows."""


class QuestionsView(msgspec.Struct, frozen=True, kw_only=True):
    """A file of questions (问题集、指导卡、外部分级码) that is in force or comes on a day."""

    id: str
    """The set's id; ``cards`` or ``determinants`` for those."""
    file: str
    """Where a change of it at once is written to."""
    from_day: str
    """First day in China that it counts; empty where it has always counted."""
    in_force: bool
    version: str
    zh: str
    en: str
    questions: int
    own: bool
    """Whether it is the centre's own, and not the program's."""
    text: str
    """Its file: the centre's own, or the program's to begin from."""
    content: dict[str, Any]
    """The same, read."""


def question_views(region: Region, files: Mapping[str, bytes]) -> Iterator[QuestionsView]:
    """Every set in force, the cards and the codes; after each what comes in its place."""
    coming = [dated.day for dated in region.coming_questions]
    known = [one.id for one in region.questions.sets]
    new = {one.id for dated in region.coming_questions for one in dated.book.sets} - set(known)
    for name in [*(f"{SETS}/{one}.toml" for one in (*known, *sorted(new))), CARDS, DETERMINANTS]:
        places = _places(name, files)
        past = ["", *(place for place in places if place not in coming)]
        now = [] if _id(name) in new else past[-1:]
        for day in (*now, *(place for place in places if place in coming)):
            yield _view(region, name, day, day in now, files)


def _places(name: str, files: Mapping[str, bytes]) -> list[str]:
    """The days from which a file is written otherwise, "" for always, in order."""
    found = [_day(file) for file in files if _name(file) == name]
    return sorted(found)


def _view(
    region: Region, name: str, day: str, in_force: bool, files: Mapping[str, bytes]
) -> QuestionsView:
    file = f"{FOLDER}/{day}/{name}" if day else f"{FOLDER}/{name}"
    own = files.get(file)
    text = own.decode("utf-8-sig", "replace") if own is not None else text_of(name)
    content = _read(text)
    named = {CARDS: ("电话指导卡", "guidance cards"), DETERMINANTS: ("外部分级码", "foreign codes")}
    zh, en = named.get(name, (str(content.get("zh", "")), str(content.get("en", ""))))
    if name == CARDS:
        # The centre's own file holds only what it says otherwise; the form shows every card.
        content = {"card": msgspec.to_builtins(_book(region, "" if in_force else day).cards)}
    return QuestionsView(
        id=_id(name),
        file=file,
        from_day=day,
        in_force=in_force,
        version=str(content.get("version", "")),
        zh=zh,
        en=en,
        questions=len(content.get("question", content.get("card", ()))),
        own=own is not None,
        text=text,
        content=content,
    )


def _book(region: Region, day: str) -> QuestionBook:
    """The book of a day that comes, else the one in force."""
    return next((d.book for d in region.coming_questions if d.day == day), region.questions)


def question_fields(before: bytes | None, after: bytes | None) -> Iterator[tuple[str, str, str]]:
    """What is otherwise between two files of questions: place, text before, text after."""
    old, new = (
        dict(_flat(_read((b or b"").decode("utf-8-sig", "replace")))) for b in (before, after)
    )
    for place in dict.fromkeys((*old, *new)):
        if old.get(place, "") != new.get(place, ""):
            yield place, old.get(place, "")[:SHOWN_MAX], new.get(place, "")[:SHOWN_MAX]


def former_text(file: str, files: Mapping[str, bytes]) -> bytes | None:
    """What a new file of questions takes the place of: the file before its day, else the
    program's."""
    name, day = _name(file), _day(file)
    earlier = [other for other in _places(name, files) if other < day]
    if earlier:
        return files[f"{FOLDER}/{earlier[-1]}/{name}" if earlier[-1] else f"{FOLDER}/{name}"]
    text = text_of(name)
    return text.encode() if text else None


def from_day_of(file: str) -> str:
    """The day from which a file of questions counts; empty for any other file."""
    return _day(file) if file.startswith(f"{FOLDER}/") else ""


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a file by its place; members of lists by their id, so that order is no change
    but where it is all there is to tell."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _flat(one, f"{place} {name}".strip())
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        ids = [str(one.get("id", nth + 1)) for nth, one in enumerate(value)]
        yield f"{place} #", " ".join(ids)
        for name, one in zip(ids, value, strict=True):
            yield from _flat({k: v for k, v in one.items() if k != "id"}, f"{place} {name}".strip())
    elif isinstance(value, list):
        yield place, "、".join(map(str, value))
    else:
        yield place, str(value)


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # its problem is told by the loader
        return {}


def _id(name: str) -> str:
    return name.removeprefix(f"{SETS}/").removesuffix(".toml")


def _name(file: str) -> str:
    """A file's name without the folder and the day."""
    inner = file.removeprefix(f"{FOLDER}/") if file.startswith(f"{FOLDER}/") else ""
    head, _, rest = inner.partition("/")
    return rest if head[:1].isdigit() else inner


def _day(file: str) -> str:
    head = file.removeprefix(f"{FOLDER}/").partition("/")[0]
    return head if head[:1].isdigit() else ""
