"""Shifts (班次): the windows of the day in which a vehicle is manned."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

DAY_S = 86_400
_WINDOW = re.compile(r"(\d{1,2}):(\d\d)\s*[-–—~至]\s*(\d{1,2}):(\d\d)")


class Window(NamedTuple):
    """Seconds of the day from which (included) and until which (excluded) a vehicle is manned.

    ``end_s`` is greater than ``start_s``; a night shift ends beyond ``DAY_S``.
    """

    start_s: int
    end_s: int


ROUND_THE_CLOCK = (Window(0, DAY_S),)


def window_of(text: str) -> Window | None:
    """The window that ``20:00-08:00`` means; None when it means nothing."""
    found = _WINDOW.fullmatch(text.strip())
    if found is None:
        return None
    hours = (int(found[1]), int(found[3]))
    minutes = (int(found[2]), int(found[4]))
    start_s, end_s = (h * 3600 + m * 60 for h, m in zip(hours, minutes, strict=True))
    if max(minutes) > 59 or start_s >= DAY_S or end_s > DAY_S or start_s == end_s:
        return None
    return Window(start_s, end_s if end_s > start_s else end_s + DAY_S)


def windows_of(texts: Sequence[str]) -> tuple[Window, ...]:
    """The windows of a vehicle; round the clock where none is given. Texts were checked before."""
    windows = [window for text in texts if (window := window_of(text)) is not None]
    return tuple(sorted(windows)) or ROUND_THE_CLOCK


def overlapping(windows: Sequence[Window]) -> bool:
    """Whether a vehicle would be on two shifts at once, over midnight included."""
    spans: list[tuple[int, int]] = []
    for start_s, end_s in windows:
        spans.append((start_s, min(end_s, DAY_S)))
        if end_s > DAY_S:
            spans.append((0, end_s - DAY_S))
    spans.sort()
    return any(after[0] < before[1] for before, after in pairwise(spans))
