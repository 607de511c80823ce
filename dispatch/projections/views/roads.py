"""A road that cannot be driven as usual, as shown."""

import msgspec

from dispatch.domain.records import RoadRestriction
from dispatch.projections.views.shared import PersonView, person_view
from geo.roads.restrictions import Shape


class RestrictionView(msgspec.Struct, frozen=True, kw_only=True):
    """A closed or slow road (路况管制); whether its time has come or is over, the clock says."""

    id: str
    kind: str
    factor: float | None
    shape: Shape
    name: str
    note: str
    from_ms: int
    until_ms: int | None
    by: PersonView


def restriction_view(restriction: RoadRestriction) -> RestrictionView:
    """The view of a road restriction."""
    return RestrictionView(
        id=restriction.id,
        kind=restriction.kind.value,
        factor=restriction.factor,
        shape=restriction.shape,
        name=restriction.name,
        note=restriction.note,
        from_ms=restriction.from_ms,
        until_ms=restriction.until_ms,
        by=person_view(restriction.by),
    )
