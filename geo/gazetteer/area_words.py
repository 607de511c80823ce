"""Queries that name the area first: 房县土城, 郧阳区 中学, ``fangxian tucheng``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.folding import fold_names
from geo.gazetteer.place import Place
from geo.gazetteer.sounding import sounds_of

_SUFFIX = re.compile(r"(?<=..)(特区|自治县|街道办事处|街道|县|区|市|镇|乡)$")


class AreaWords:
    """The names of areas, long and short, and which places lie in each."""

    def __init__(self, names: Mapping[str, str], places: Sequence[Place]) -> None:
        """``names`` by area code; places name the codes around them."""
        self._places = places
        codes = sorted(names)
        folded = fold_names([names[code] for code in codes]) if codes else []
        self._codes: dict[str, list[str]] = {}
        for code, name in zip(codes, folded, strict=True):
            for word in (name, _SUFFIX.sub("", name)):
                sounds = sounds_of([word])
                for form in dict.fromkeys((word, sounds.spelled[0], sounds.initials[0])):
                    self._codes.setdefault(form, []).append(code)
        self._longest = max(map(len, self._codes), default=0)

    def qualified(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Area codes that the query may begin with, each with what is left to look for.

        Characters need no space after the area; letters do, or every name would begin with one.
        """
        whole = "".join(words)
        for length in range(2, min(self._longest, len(whole) - 1) + 1):
            front, rest = whole[:length], whole[length:]
            if front.isascii() and (len(words) < 2 or front != words[0]):
                continue
            for code in self._codes.get(front, ()):
                yield code, rest

    def members(self, code: str) -> NDArray[np.bool_]:
        """Which places lie in an area."""
        return self._members.get(code, np.zeros(len(self._places), dtype=bool))

    @cached_property
    def _members(self) -> dict[str, NDArray[np.bool_]]:
        members: dict[str, NDArray[np.bool_]] = {}
        for i, place in enumerate(self._places):
            for code in place.areas:
                members.setdefault(code, np.zeros(len(self._places), dtype=bool))[i] = True
        return members
