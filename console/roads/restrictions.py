"""What a desk is shown of closed and slow roads: where they lie, and who is cut off."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from dispatch.domain.records import RoadRestriction
from dispatch.projections.views import RestrictionView, restriction_view
from geo.gazetteer.post_range import say_km
from geo.roads.network import RoadNetwork
from geo.roads.restrictions import Bound, PostRange, Sections
from stations.region import Region

DIGITS = 6


class StretchView(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of road as it is drawn: its name, its length, (lon, lat) from end to end."""

    name: str
    length_m: float
    points: tuple[tuple[float, float], ...]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Something by its code and its name."""

    id: str
    name: str


class CutOff(msgspec.Struct, frozen=True, kw_only=True):
    """Who cannot be driven to, or cannot get away, while the restrictions last."""

    vehicles: tuple[Named, ...] = ()
    stations: tuple[Named, ...] = ()
    townships: tuple[Named, ...] = ()


class RestrictionDetail(RestrictionView, frozen=True, kw_only=True):
    """A restriction with what it means on the roads of today; none where it points nowhere."""

    state: str
    stretches: tuple[StretchView, ...]


class RestrictionList(msgspec.Struct, frozen=True, kw_only=True):
    """All restrictions; ``applied`` is false while rankings do not yet heed them."""

    network_version: str
    applied: bool
    restrictions: tuple[RestrictionDetail, ...]
    cut_off: CutOff


class RestrictionReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """It is noted for good; ``applied`` says that rankings heed it now."""

    seq: int
    restriction_id: str
    applied: bool
    network_version: str
    cut_off: CutOff


class RestrictionPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What would be closed, and who would be cut off then (with all that is closed already)."""

    name: str
    length_m: float
    stretches: tuple[StretchView, ...]
    cut_off: CutOff


def state_of(restriction: RoadRestriction, now_ms: int) -> str:
    """Whether its time is still to come, is now, or is over."""
    if restriction.expired(now_ms):
        return "expired"
    return "in_force" if restriction.in_force(now_ms) else "planned"


def detail_of(
    restriction: RoadRestriction, now_ms: int, stretches: tuple[StretchView, ...]
) -> RestrictionDetail:
    """The restriction as it is listed."""
    fields = msgspec.structs.asdict(restriction_view(restriction))
    return RestrictionDetail(**fields, state=state_of(restriction, now_ms), stretches=stretches)


def stretches_of(network: RoadNetwork, sections: Sections) -> tuple[StretchView, ...]:
    """Whole stretches from junction to junction, once for both directions: none passes there."""
    pairs = zip(sections.arc.tolist(), network.arc_reverse[sections.arc].tolist(), strict=True)
    once = [arc for arc, back in pairs if arc < back or back < 0]
    return tuple(_stretch(network, arc) for arc in once)


_BOUNDS = {Bound.BOTH: "–", Bound.GROWING: "→", Bound.FALLING: "→"}


def said_of(posts: PostRange) -> str:
    """``G209 K1234–K1236+500``, with an arrow where only one direction is meant."""
    ends = [f"K{say_km(k_km)}" for k_km in sorted((posts.from_km, posts.to_km))]
    if posts.bound is Bound.FALLING:
        ends.reverse()
    return f"{posts.road} {_BOUNDS[posts.bound].join(ends)}"


def name_of(stretches: Sequence[StretchView]) -> str:
    """The name that most of the length bears."""
    metres: dict[str, float] = {}
    for stretch in stretches:
        metres[stretch.name] = metres.get(stretch.name, 0.0) + stretch.length_m
    named = {name: length for name, length in metres.items() if name}
    return max(named or {"": 0.0}, key=lambda name: named.get(name, 0.0))


def named_cut_off(region: Region, flags: Sequence[bool]) -> CutOff:
    """Names for the flags of all vehicles, then all stations, then all townships."""
    told = iter(flags)
    return CutOff(
        vehicles=_names(((v.id, v.name) for v in region.vehicles.values()), told),
        stations=_names(((u.code, u.name) for u in region.units.values()), told),
        townships=_names(((t.code, t.name) for t in region.townships.values()), told),
    )


def _names(pairs: Iterable[tuple[str, str]], told: Iterator[bool]) -> tuple[Named, ...]:
    return tuple(Named(id=code, name=name) for code, name in pairs if next(told))


def _stretch(network: RoadNetwork, arc: int) -> StretchView:
    _, lon, lat = network.shape(arc)
    return StretchView(
        name=network.names[network.arc_name[arc]],
        length_m=round(float(network.arc_metres[arc]), 1),
        points=tuple(zip(lon.round(DIGITS).tolist(), lat.round(DIGITS).tolist(), strict=True)),
    )
