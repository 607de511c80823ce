"""A whole track on the roads at once, for replay and for learning speeds: nothing is left open.

What comes later corrects what came before (Viterbi), so that a ramp is told from the main road by
where it leads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.coordinates import distance_m
from geo.matching.candidates import Candidates, candidates
from geo.matching.ground import Ground
from geo.matching.sighting import MatchedFix, Refused, Sighting, off_road, refusal
from geo.routing.stands import Leg

Floats = NDArray[np.float64]


class Traverse(msgspec.Struct, frozen=True, kw_only=True):
    """One drive along an arc, or along the part of it that the track shows.

    The times are those of the sightings, shared out between them like the network's own seconds;
    a stop on the arc is part of its drive.
    """

    arc: int
    entered_ms: int
    left_ms: int
    entered_at: float
    left_at: float

    @property
    def whole(self) -> bool:
        """Was the arc driven from end to end? Only those teach a speed."""
        return self.entered_at == 0.0 and self.left_at == 1.0


class WholeMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A track on the roads: a place or a refusal for each sighting, and the arcs driven.

    ``breaks`` counts where no drive joins two sightings and the track starts anew.
    """

    fixes: list[MatchedFix | Refused]
    traverses: list[Traverse]
    breaks: int


@dataclass
class _Run:
    """Sightings joined by possible drives.

    ``totals`` is how likely the best way to each place is, ``steps`` what each way on costs.
    """

    sightings: list[Sighting]
    layers: list[Candidates]
    totals: list[Floats]
    steps: list[Floats] = field(default_factory=list)

    def join(self, ground: Ground, sighting: Sighting, near: Candidates) -> bool:
        """Lengthen the run by a sighting, unless no drive leads there."""
        last = self.sightings[-1]
        straight_m = distance_m(last.point, sighting.point)
        elapsed_s = (sighting.at_ms - last.at_ms) / 1000
        step = near.score + ground.transition(self.layers[-1], near, straight_m, elapsed_s)
        total = (self.totals[-1][:, None] + step).max(axis=0)
        if not np.isfinite(total).any():
            return False
        kept = np.argsort(-total, kind="stable")[: ground.terms.hypotheses_max]
        kept = kept[np.isfinite(total[kept])]
        self.sightings.append(sighting)
        self.layers.append(near.take(kept))
        self.totals.append(total[kept])
        self.steps.append(step[:, kept])
        return True

    def fixes(self, ground: Ground) -> list[MatchedFix]:
        """The most probable chain of places."""
        onward = [np.zeros(len(self.totals[-1]))]
        for step in reversed(self.steps):
            onward.append((step + onward[-1]).max(axis=1))
        onward.reverse()
        chosen = [int((self.totals[0] + onward[0]).argmax())]
        for step, after in zip(self.steps, onward[1:], strict=True):
            chosen.append(int((step[chosen[-1]] + after).argmax()))
        beliefs = [total + after for total, after in zip(self.totals, onward, strict=True)]
        rows = zip(self.sightings, self.layers, beliefs, chosen, strict=True)
        return [_fix(ground, *row) for row in rows]


def match_track(ground: Ground, sightings: Sequence[Sighting]) -> WholeMatch:
    """The roads of one vehicle's track."""
    out: list[MatchedFix | Refused | None] = []
    after_ms: int | None = None
    for sighting in sightings:
        refused = refusal(sighting, after_ms)
        after_ms = after_ms if refused else sighting.at_ms
        out.append(refused)
    good = [s for s, refused in zip(sightings, out, strict=True) if refused is None]
    chains = [run.fixes(ground) if isinstance(run, _Run) else [run] for run in _runs(ground, good)]
    matched = iter([fix for chain in chains for fix in chain])
    driven = [chain for chain in chains if not chain[0].off_road]
    return WholeMatch(
        fixes=[refused or next(matched) for refused in out],
        traverses=[traverse for chain in driven for traverse in _traverses(ground, chain)],
        breaks=sum(not a[0].off_road and not b[0].off_road for a, b in pairwise(chains)),
    )


def _runs(ground: Ground, sightings: Sequence[Sighting]) -> Iterator[_Run | MatchedFix]:
    """The track cut where it leaves the roads or cannot have been driven."""
    near = candidates(ground.network, ground.snapper, sightings, ground.terms)
    run: _Run | None = None
    for sighting, places in zip(sightings, near, strict=True):
        on_roads = len(places.arc) > 0
        if run is not None and on_roads and run.join(ground, sighting, places):
            continue
        if run is not None:
            yield run
        run = _Run([sighting], [places], [places.score]) if on_roads else None
        if run is None:
            yield off_road(sighting)
    if run is not None:
        yield run


def _fix(
    ground: Ground, sighting: Sighting, layer: Candidates, belief: Floats, chosen: int
) -> MatchedFix:
    arc, fraction = int(layer.arc[chosen]), float(layer.fraction[chosen])
    share = np.exp(belief - belief.max())
    return MatchedFix(
        at_ms=sighting.at_ms,
        arc=arc,
        fraction=fraction,
        on_road=ground.network.point_at(arc, fraction),
        access_m=float(layer.metres[chosen]),
        confidence=float(share[chosen] / share.sum()),
        off_road=False,
    )


def _traverses(ground: Ground, fixes: Sequence[MatchedFix]) -> Iterator[Traverse]:
    """The drives along arcs that lead through these places, in order."""
    arc, entered_at, at = fixes[0].arc, fixes[0].fraction, fixes[0].fraction
    entered_ms = now_ms = float(fixes[0].at_ms)
    for before, after in pairwise(fixes):
        now_ms = float(before.at_ms)
        legs = ground.legs(Leg(arc, before.fraction, at), (after.arc, after.fraction))
        seconds = [ground.network.arc_seconds[leg.arc] * (leg.end - leg.start) for leg in legs]
        ms_per_s = (after.at_ms - before.at_ms) / (sum(seconds) or 1.0)
        for leg, leg_s in zip(legs, seconds, strict=True):
            if leg.arc != arc or leg.start != at:
                yield _traverse(arc, entered_ms, now_ms, entered_at, at)
                arc, entered_ms, entered_at = leg.arc, now_ms, leg.start
            now_ms += leg_s * ms_per_s
            at = leg.end
        now_ms = float(after.at_ms)
    yield _traverse(arc, entered_ms, now_ms, entered_at, at)


def _traverse(
    arc: int, entered_ms: float, left_ms: float, entered_at: float, left_at: float
) -> Traverse:
    return Traverse(
        arc=arc,
        entered_ms=round(entered_ms),
        left_ms=round(left_ms),
        entered_at=entered_at,
        left_at=left_at,
    )
