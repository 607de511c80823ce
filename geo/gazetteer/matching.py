"""How well a name answers what was typed: from the very name down to a slip of the finger.

A typed word may mix characters, syllables, beginnings of syllables and initials (``ys区renmin``).
It becomes one pattern over the name's sound line: a letter stands at the front of a syllable or
follows the letter before it, and nothing else, so that no cutting into syllables is guessed.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from geo.gazetteer.folding import fold, is_han
from geo.gazetteer.sounding import sounds_of

_SIMILAR_ENOUGH = 0.6
_SLIP = 0.75
_SLIP_OF_INITIALS = 0.68
_INITIALS_MIN = 4
_SHORTER = 0.03
"""What it adds that nothing of the name is left over: of two longer names the shorter is meant."""
_UNITS_WITH_GAPS_MIN = 3


class Key(NamedTuple):
    """One name of a place in the forms that a query is held against."""

    written: str
    spelled: str
    initials: str
    line: str


class Typed(NamedTuple):
    """A query in the same forms, and its patterns, best first, with the worth of each."""

    written: str
    spelled: str
    initials: str
    words: tuple[str, ...]
    has_han: bool
    is_all_han: bool

    @classmethod
    def of(cls, query: str) -> "Typed":
        """Take a query apart."""
        words = tuple(fold(query).split())
        written = "".join(words)
        (spelled,), (initials,), _ = sounds_of([written])
        han = [is_han(sign) for sign in written]
        return cls(written, spelled, initials, words, any(han), all(han))


def qualities(typed: Typed, keys: Sequence[Key]) -> list[float]:
    """How well each name answers the query, 0 to 1."""
    if not keys:
        return []
    slips = _slips(typed, keys)
    return [max(_quality(typed, key), slip) for key, slip in zip(keys, slips, strict=True)]


def _quality(typed: Typed, key: Key) -> float:
    """The best of the exact ways to match; 0 where none holds."""
    if typed.written == key.written:
        return 1.0
    for pattern, whole, front, inside in _patterns(typed):
        if found := pattern.search(key.line):
            if found.end() - found.start() == len(key.line):
                return whole
            covered = (found.end() - found.start()) / len(key.line)
            return (inside if found.start() else front) + _SHORTER * covered
    if len(typed.words) > 1 and all(_pattern(word).search(key.line) for word in typed.words):
        return 0.7
    if len(key.written) >= 2 and key.written in typed.written:
        return 0.5 + 0.2 * len(key.written) / len(typed.written)
    return 0.0


class _Worth(NamedTuple):
    """A pattern, and what it is worth to match a whole name, its front, or inside it."""

    pattern: re.Pattern[str]
    whole: float
    front: float
    inside: float


@lru_cache(maxsize=256)
def _patterns(typed: Typed) -> tuple[_Worth, ...]:
    """As typed; by the sound of its characters; with something left out between them."""
    found = [_Worth(_pattern(typed.written), 0.96, 0.88, 0.82)]
    if typed.has_han:
        found.append(_Worth(_pattern(typed.written, by_sound=True), 0.84, 0.77, 0.72))
    if typed.has_han and len(typed.written) >= _UNITS_WITH_GAPS_MIN:
        found.append(_Worth(_pattern(typed.written, gaps=True), 0.74, 0.72, 0.70))
    return tuple(found)


@lru_cache(maxsize=512)
def _pattern(word: str, *, by_sound: bool = False, gaps: bool = False) -> re.Pattern[str]:
    """A typed word as a pattern over sound lines, beginning and ending between two characters."""
    rest = "[a-z0-9]* "
    gap = "(?:[^ ]+ )*?" if gaps else ""
    parts: list[str] = []
    in_letters = False
    for sign in word:
        if not is_han(sign):
            letter = re.escape(sign)
            parts.append(f"(?:{letter}|{rest}.{letter})" if in_letters else f"{gap}.{letter}")
            in_letters = True
            continue
        parts.append(rest if in_letters else "")
        syllable = sounds_of([sign]).spelled[0]
        parts.append(f"{gap}.{syllable} " if by_sound else f"{gap}{sign}{rest}")
        in_letters = False
    return re.compile("(?<![^ ])" + "".join(parts) + (rest if in_letters else ""))


def _slips(typed: Typed, keys: Sequence[Key]) -> NDArray[np.float64]:
    """What is left when nothing matches as typed: nearly the same characters, sound or initials."""
    written = _similar(typed.written, [key.written for key in keys])
    spelled = _similar(typed.spelled, [key.spelled for key in keys])
    best = _SLIP * np.maximum(written, spelled)
    if not typed.has_han and len(typed.written) >= _INITIALS_MIN:
        initials = _similar(typed.initials, [key.initials for key in keys])
        best = np.maximum(best, _SLIP_OF_INITIALS * initials)
    return best


def _similar(query: str, texts: Sequence[str]) -> NDArray[np.float64]:
    """Likeness of texts to the query, 0 where it is too small to mean anything.

    Exchanged neighbours count as one slip; a text of another length is judged by what is common.
    """
    slips = process.cdist([query], texts, scorer=OSA.normalized_similarity)[0]
    common = process.cdist([query], texts, scorer=Indel.normalized_similarity)[0]
    likeness = np.maximum(slips, 0.9 * common).astype(np.float64)
    return np.where(likeness >= _SIMILAR_ENOUGH, likeness, 0.0)
