"""The kinds of records that screens are told of, one row each: where they are, who sees them, how.

A new kind is a row here, a field of ``Changes`` and ``BoardView``, and one of ``board.Touched``.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from dispatch import sight
from dispatch.board import Board
from dispatch.projections import views as v
from dispatch.sight import Viewer
from stations.region import Region

Etas = Mapping[str, v.FreshEta]


class Kind(NamedTuple):
    """One kind: its records by id, whether a viewer may see one, and what one is shown as."""

    records: Callable[[Board, Region], Mapping[str, Any]]
    sees: Callable[[Viewer, Board, Region, Any], bool]
    view: Callable[[Board, Region, Etas, Any], Any]


KINDS: dict[str, Kind] = {
    "calls": Kind(
        lambda board, region: board.calls,
        sight.sees_call,
        lambda board, region, etas, call: v.call_view(call, region),
    ),
    "incidents": Kind(
        lambda board, region: board.incidents,
        sight.sees_incident,
        lambda board, region, etas, incident: v.incident_view(board, region, incident, etas),
    ),
    "vehicles": Kind(
        lambda board, region: region.vehicles,
        lambda viewer, board, region, vehicle: sight.sees_vehicle(
            viewer, board, region, vehicle.id
        ),
        lambda board, region, etas, vehicle: v.vehicle_view(board, vehicle.id),
    ),
    "restrictions": Kind(
        lambda board, region: board.restrictions,
        lambda viewer, board, region, restriction: sight.sees_restrictions(viewer),
        lambda board, region, etas, restriction: v.restriction_view(restriction),
    ),
    "requests": Kind(
        lambda board, region: board.requests,
        sight.sees_request,
        lambda board, region, etas, request: v.request_view(request),
    ),
    "alarms": Kind(
        lambda board, region: board.alarms,
        lambda viewer, board, region, alarm: alarm.open and sight.sees_alarm(viewer, region, alarm),
        lambda board, region, etas, alarm: v.alarm_view(alarm, region),
    ),
    "limits": Kind(
        lambda board, region: board.limits,
        lambda viewer, board, region, setting: sight.sees_desks(viewer),
        lambda board, region, etas, setting: v.limit_view(setting),
    ),
    "seats": Kind(
        lambda board, region: board.seats,
        lambda viewer, board, region, seat: sight.sees_desks(viewer),
        lambda board, region, etas, seat: v.seat_view(seat),
    ),
    "shifts": Kind(
        lambda board, region: board.shifts,
        lambda viewer, board, region, sheet: sight.sees_shift(viewer, region, sheet),
        lambda board, region, etas, sheet: v.shift_view(sheet),
    ),
    "messages": Kind(
        lambda board, region: board.messages,
        lambda viewer, board, region, message: sight.sees_message(viewer, region, message),
        lambda board, region, etas, message: v.message_view(message),
    ),
    "handovers": Kind(
        lambda board, region: board.handovers,
        sight.sees_handover,
        lambda board, region, etas, handover: v.handover_view(handover),
    ),
    "layouts": Kind(
        lambda board, region: board.layouts,
        lambda viewer, board, region, plans: sight.sees_desks(viewer),
        lambda board, region, etas, plans: v.layout_view(plans),
    ),
    "posts": Kind(
        lambda board, region: board.posts,
        lambda viewer, board, region, post: sight.sees_posts(viewer),
        lambda board, region, etas, post: v.post_view(post),
    ),
    "moves": Kind(
        lambda board, region: board.moves,
        lambda viewer, board, region, advice: (
            advice.open and sight.sees_move(viewer, region, advice)
        ),
        lambda board, region, etas, advice: v.move_view(advice),
    ),
    "books": Kind(
        lambda board, region: board.books,
        lambda viewer, board, region, book: sight.sees_desks(viewer),
        lambda board, region, etas, book: v.book_view(book),
    ),
    "referrals": Kind(
        lambda board, region: board.referrals,
        sight.sees_referral,
        lambda board, region, etas, referral: v.referral_view(referral),
    ),
    "notices": Kind(
        lambda board, region: board.notices,
        sight.sees_notice,
        v.notice_view,
    ),
    "hospital_states": Kind(
        lambda board, region: board.hospital_states,
        lambda viewer, board, region, state: sight.sees_hospital_state(viewer, state),
        lambda board, region, etas, state: v.hospital_state_view(state),
    ),
    "refusals": Kind(
        lambda board, region: board.refusals,
        sight.sees_refusal,
        lambda board, region, etas, refusal: v.refusal_view(refusal),
    ),
    "boundaries": Kind(
        lambda board, region: board.boundaries,
        lambda viewer, board, region, request: sight.sees_boundary(viewer, region, request),
        lambda board, region, etas, request: v.boundary_view(board, request),
    ),
}
