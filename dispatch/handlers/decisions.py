"""Acceptances (受理) as they are written down, and the decisions that send nobody (DSP-01, DSP-12).

Every act of a desk on an event opens one: it is what the centre's own statistics count.
"""

from typing import Any

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import ACCEPTANCE_NAMES, AcceptanceKind
from dispatch.domain.decisions import Ranking, decision_of
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import nth_acceptance_id
from dispatch.domain.records import Incident
from dispatch.handlers.context import Answer, Context

_K = AcceptanceKind

BY_HAND = frozenset({_K.SPECIAL, _K.REFERRED, _K.REFERRAL_ACCEPTED, _K.REFERRAL_REFUSED})
"""Kinds that a desk writes down by themselves; the others come with what they decide."""

_TO_HOSPITAL = BY_HAND - {_K.SPECIAL}
_NEEDS_WORDS = frozenset({_K.SPECIAL, _K.REFERRAL_REFUSED})


def accepted(
    ctx: Context, incident: Incident, kind: AcceptanceKind, *, nth: int = 1, **facts: Any
) -> e.AcceptanceOpened:
    """The ``nth`` acceptance that this command opens on an event."""
    return e.AcceptanceOpened(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        acceptance_id=nth_acceptance_id(incident.id, len(incident.acceptance_ids) + nth),
        incident_id=incident.id,
        kind=kind,
        incident_kind=incident.kind,
        **facts,
    )


def note_no_vehicle(ctx: Context, command: c.NoteNoVehicle) -> Answer:
    """Keep that there was nobody to send, with the list; refused while somebody could be sent."""
    incident = ctx.get_open_incident(command.incident_id)
    ranking, note = command.ranking, command.note.strip()
    free = _free(ranking)
    if free is not None and not note:
        raise Conflict(
            "vehicle_available",
            f"尚有可派车辆：{free}",
            f"a vehicle can be sent: {free}",
            field="note",
            value=free,
            remedy="派该车，或写明为何不能派 / send it, or say why it cannot go",
        )
    decision = decision_of(ranking, "", note or None) if ranking else None
    event = accepted(ctx, incident, _K.NO_VEHICLE, note=note, decision=decision)
    return Answer((event,), incident_id=incident.id)


def _free(ranking: Ranking | None) -> str | None:
    able = (c for c in ranking.ranked if c.sendable and c.fit) if ranking else iter(())
    return next((candidate.name for candidate in able), None)


def note_decision(ctx: Context, command: c.NoteDecision) -> Answer:
    """Keep a decision that sends nobody; the event stays where it is until somebody goes."""
    incident = ctx.get_open_incident(command.incident_id)
    kind, note = command.kind, command.note.strip()
    zh, en = ACCEPTANCE_NAMES[kind]
    if kind not in BY_HAND:
        raise Refusal(
            "not_by_hand",
            f"「{zh}」随相应操作自动记录，不能单独填写",
            f"'{en}' is written down with what it decides, not by itself",
            field="kind",
            value=kind.value,
            remedy="可填：{} / may be entered: {}".format(
                "、".join(ACCEPTANCE_NAMES[k][0] for k in AcceptanceKind if k in BY_HAND),
                ", ".join(k.value for k in AcceptanceKind if k in BY_HAND),
            ),
        )
    if kind in _NEEDS_WORDS and not note:
        raise Refusal(
            "note_missing",
            f"「{zh}」须写明情况或原因",
            f"'{en}' needs words",
            field="note",
            remedy="写一句话 / say what or why",
        )
    if kind in _TO_HOSPITAL and command.target not in ctx.region.hospitals:
        raise no_such("医院", "hospital", "target", command.target)
    target = command.target if kind in _TO_HOSPITAL else None
    event = accepted(ctx, incident, kind, note=note, target=target)
    return Answer((event,), incident_id=incident.id)
