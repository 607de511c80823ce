"""What centres chose and agreed on (推荐策略、跨界规则), in force and to come, on one page."""

from collections.abc import Iterator

import msgspec

from dispatch.board import Board
from dispatch.domain.choices import POLICY_NAMES, PolicyTerm
from dispatch.lending import pair_key, policy_of, term_of
from stations.boundary import BOUNDARY_RULE_NAMES, FALLBACK_NAMES, BoundaryTerm
from stations.region import Region


class ChosenPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The order in which a centre's vehicles are proposed, from a moment on (0: always)."""

    unit: str
    policy: str
    from_ms: int
    in_force: bool


class AgreedRule(msgspec.Struct, frozen=True, kw_only=True):
    """What one centre must do to send another's vehicle, from a moment on (0: always)."""

    term: BoundaryTerm
    in_force: bool


class AgreementsView(msgspec.Struct, frozen=True, kw_only=True):
    """Each centre's policy and each pair's rule; names in both languages by their code."""

    policies: tuple[ChosenPolicy, ...]
    rules: tuple[AgreedRule, ...]
    policy_names: dict[str, tuple[str, str]]
    rule_names: dict[str, tuple[str, str]]
    fallback_names: dict[str, tuple[str, str]]


def agreements(board: Board, region: Region, now_ms: int) -> AgreementsView:
    """All of it, as it stands at this moment."""
    return AgreementsView(
        policies=tuple(_policies(board, region, now_ms)),
        rules=tuple(_rules(board, region, now_ms)),
        policy_names={code.value: names for code, names in POLICY_NAMES.items()},
        rule_names={code.value: names for code, names in BOUNDARY_RULE_NAMES.items()},
        fallback_names={code.value: names for code, names in FALLBACK_NAMES.items()},
    )


def _policies(board: Board, region: Region, now_ms: int) -> Iterator[ChosenPolicy]:
    for unit in region.centres:
        terms = board.policies.get(unit.code, ())
        name = policy_of(board, unit.code, now_ms)
        began = [term.from_ms for term in terms if term.from_ms <= now_ms]
        now = PolicyTerm(policy=name, from_ms=max(began, default=0))
        later = sorted((term for term in terms if term.from_ms > now_ms), key=lambda t: t.from_ms)
        for term in (now, *later):
            yield ChosenPolicy(
                unit=unit.code,
                policy=term.policy.value,
                from_ms=term.from_ms,
                in_force=term is now,
            )


def _rules(board: Board, region: Region, now_ms: int) -> Iterator[AgreedRule]:
    codes = [unit.code for unit in region.centres]
    for asking, lending in ((a, b) for a in codes for b in codes if a != b):
        yield AgreedRule(term=term_of(board, region, asking, lending, now_ms), in_force=True)
        terms = board.boundary_terms.get(pair_key(asking, lending), ())
        for term in sorted(terms, key=lambda one: one.from_ms):
            if term.from_ms > now_ms:
                yield AgreedRule(term=term, in_force=False)
