"""What happens to two-way referrals."""

from typing import Any

from msgspec.structs import replace

from dispatch.apply.changes import Applied, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.referrals import Referral, ReferralState, ReferralStep


def _referral_requested(board: Board, event: e.ReferralRequested, touched: Touched) -> None:
    asked = ReferralStep(state=ReferralState.REQUESTED, at_ms=event.at_ms, by=event.by)
    board.referrals[event.referral_id] = Referral(
        id=event.referral_id,
        from_hospital=event.from_hospital,
        to_hospital=event.to_hospital,
        direction=event.direction,
        patient=event.patient,
        reason=event.reason,
        urgency=event.urgency,
        requested_ms=event.at_ms,
        wanted_ms=event.wanted_ms,
        steps=(asked,),
    )
    count_serial(board, event.referral_id)
    touched.referrals.add(event.referral_id)


def _referral_moved(board: Board, event: e.ReferralMoved, touched: Touched) -> None:
    touched.referrals.add(event.referral_id)
    referral = board.referrals.get(event.referral_id)
    if referral is None:  # forgotten meanwhile: it was over long ago
        return
    step = ReferralStep(state=event.state, at_ms=event.at_ms, by=event.by, note=event.note)
    changes: dict[str, Any] = {"steps": (*referral.steps, step)}
    if event.incident_id is not None:
        changes |= {"incident_id": event.incident_id, "scheduled_ms": event.scheduled_ms}
    board.referrals[referral.id] = replace(referral, **changes)


APPLY: Applied = {
    e.ReferralRequested: _referral_requested,
    e.ReferralMoved: _referral_moved,
}
