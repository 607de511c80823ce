"""What a caller answered and what followed from it (分诊, CALL-09), kept for good.

The texts of the questions live in ``stations.questions``; a record names the set, its version, the
question and the answer, so that years later it can be told by which rule somebody was a II.
"""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.triage import URGENCY_RANK, Urgency
from stations.hospitals import CentreFlag
from stations.vehicles import Capability


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One answer (答案) that the caller gave."""

    set_id: str
    question_id: str
    answer_id: str


class AskedNext(msgspec.Struct, frozen=True, kw_only=True):
    """The question that is to be asked next."""

    set_id: str
    question_id: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers so far come to (分诊结论). ``why`` is the rule that gave the urgency.

    A rule is an answer, or with ``answer_id`` empty a set's own grade while none of its answers
    gave one.
    """

    urgency: Urgency | None = None
    why: Answered | None = None
    needs: frozenset[Capability] = frozenset()
    cards: tuple[str, ...] = ()
    """Guidance cards (电话指导卡) in the order in which answers called for them."""
    centres: frozenset[CentreFlag] = frozenset()
    infection: bool = False


class Determinant(msgspec.Struct, frozen=True, kw_only=True):
    """The code of another triage system (外部分级码), read by the centre's table."""

    code: str
    urgency: Urgency
    table_version: str
    at_ms: int
    by: Actor


class UrgencyOverride(msgspec.Struct, frozen=True, kw_only=True):
    """A person decided otherwise (人工定级): what, instead of what, and why.

    ``urgency`` None gives the decision back to the answers.
    """

    urgency: Urgency | None
    instead_of: Urgency | None
    reason: str
    at_ms: int
    by: Actor


class Triage(msgspec.Struct, frozen=True, kw_only=True):
    """The triage of one incident (分诊记录); ``revision`` counts its changes.

    ``by_hand`` is the urgency that a desk had set before, or beside the questions.
    """

    revision: int = 0
    answers: tuple[Answered, ...] = ()
    versions: dict[str, str] = {}
    """Version of each set that was asked, by the set's id."""
    next: AskedNext | None = None
    verdict: Verdict = Verdict()
    by_hand: Urgency | None = None
    determinant: Determinant | None = None
    overrides: tuple[UrgencyOverride, ...] = ()

    @property
    def override(self) -> UrgencyOverride | None:
        """The decision of a person that stands, if one does."""
        last = self.overrides[-1] if self.overrides else None
        return last if last is not None and last.urgency is not None else None

    @property
    def urgency(self) -> Urgency | None:
        """What counts: a person's decision with a reason, else the gravest of all that was said.

        So no answer lowers what a desk took for graver; only a person does, and says why.
        """
        if self.override is not None:
            return self.override.urgency
        code = self.determinant.urgency if self.determinant else None
        said = [u for u in (self.verdict.urgency, self.by_hand, code) if u is not None]
        return min(said, key=URGENCY_RANK.__getitem__, default=None)
