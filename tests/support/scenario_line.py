"""One line of a play's timetable, read into words."""

from collections.abc import Callable
from dataclasses import dataclass

from stations.status import REASON_NAMES, ReasonKind
from tests.support.scenario_stage import Stage

REASONS = {zh: reason for reason, (zh, _) in REASON_NAMES.items()}


@dataclass(frozen=True)
class Line:
    """One line of the timetable: who does what, with the words that follow."""

    actor: str
    rest: tuple[str, ...]

    @property
    def object(self) -> str:
        """The call, incident or vehicle that it is about."""
        return self.rest[0]

    def after(self, word: str) -> str | None:
        """The word behind ``因``, ``送``, ``需`` …"""
        return self.rest[self.rest.index(word) + 1] if word in self.rest else None

    def spot(self) -> str | None:
        """The spot behind ``@``."""
        return next((w[1:] for w in self.rest if w.startswith("@")), None)

    def quoted(self) -> str:
        """The words between quotation marks."""
        return next((w.strip('"') for w in self.rest if w.startswith('"')), "")

    def reason(self) -> ReasonKind | None:
        """The reason behind ``因``."""
        word = self.after("因")
        return REASONS[word] if word else None


Verb = Callable[[Stage, Line], list[str]]
