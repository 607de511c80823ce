"""Draws the ``Calls`` of one replication: the same for the same seed and names, in any process."""

from hashlib import blake2b
from math import log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.random import PCG64DXSM, Generator, SeedSequence
from numpy.typing import NDArray

from simulations.demand.cases import cases_of
from simulations.demand.intensity import Intensity, intensity_of
from simulations.kernel.model import DAY_S, NONE, Calls, World
from simulations.kernel.parameters import Parameters
from simulations.scenarios.applying import Planned

Floats = NDArray[np.float64]

UNIFORMS = (
    "day", "moment", "thin", "urgency", "case", "place", "empty", "cancel", "wait", "clear",
    "arrest",
)  # fmt: skip
NORMALS = ("dispatch", "mobilise", "drive", "scene", "handover")
MOBILISATION_MEDIAN_S = 120.0
LATE_S = 180.0
CANCEL_WITHIN_S = 1200.0
"""A caller who calls off does so within 20 minutes of the call, any minute alike; *assumption*."""


def draw_calls(planned: Planned, world: World, replication: int) -> Calls:
    """All calls of warm-up and counted days of one replication, in the order they ring."""
    scenario = planned.scenario
    intensity = intensity_of(planned)
    days = scenario.warm_up_days + scenario.days
    luck = _luck(scenario.seed, replication, intensity, days)
    order = np.argsort(luck.at_s, kind="stable")
    return _calls(planned, world, luck.sorted(order), intensity, days, replication)


class _Luck:
    """What chance has decided of each call, before any parameter has a word in it."""

    def __init__(self, town: NDArray[np.int64], at_s: Floats, u: Floats, z: Floats) -> None:
        self.town, self.at_s = town, at_s
        self._u, self._z = u, z

    def u(self, name: str) -> Floats:
        """A number from 0 to 1 for each call."""
        row: Floats = self._u[UNIFORMS.index(name)]
        return row

    def z(self, name: str) -> Floats:
        """A standard normal one."""
        row: Floats = self._z[NORMALS.index(name)]
        return row

    def sorted(self, order: NDArray[np.int64]) -> "_Luck":
        """The same calls in another order."""
        return _Luck(self.town[order], self.at_s[order], self._u[:, order], self._z[:, order])


def _generator(seed: int, *names: str | int) -> Generator:
    text = "|".join(map(str, names)).encode()
    words = np.frombuffer(blake2b(text, digest_size=16).digest(), dtype="<u4")
    return Generator(PCG64DXSM(SeedSequence([seed, *words.tolist()])))


def _luck(seed: int, replication: int, intensity: Intensity, days: int) -> _Luck:
    """Each township in layers of the pack's own rate; the last one is thinned to its factor.

    A factor of 1.3 is one whole layer and three tenths of another: whoever calls at 1.0 calls at
    1.3 as well, at the same second.
    """
    total = float(intensity.days(days).sum())
    day_edges = np.concatenate([[0.0], np.cumsum(intensity.days(days))]) / total
    towns, uniforms, normals = [], [], []
    for nth, code in enumerate(intensity.townships):
        for layer in range(int(np.ceil(intensity.factor[nth]))):
            chance = _generator(seed, replication, code, layer)
            count = int(chance.poisson(intensity.per_day[nth] * total))
            u = chance.random((len(UNIFORMS), count))
            z = chance.standard_normal((len(NORMALS), count))
            kept = u[UNIFORMS.index("thin")] < intensity.factor[nth] - layer
            towns.append(np.full(int(kept.sum()), nth))
            uniforms.append(u[:, kept])
            normals.append(z[:, kept])
    u = np.concatenate(uniforms, axis=1) if uniforms else np.empty((len(UNIFORMS), 0))
    z = np.concatenate(normals, axis=1) if normals else np.empty((len(NORMALS), 0))
    town = np.concatenate(towns).astype(np.int64) if towns else np.empty(0, dtype=np.int64)
    day = np.searchsorted(day_edges, u[UNIFORMS.index("day")], side="right") - 1
    at_s = intensity.moments(np.clip(day, 0, days - 1), u[UNIFORMS.index("moment")])
    return _Luck(town, at_s, u, z)


def _calls(
    planned: Planned,
    world: World,
    luck: _Luck,
    intensity: Intensity,
    days: int,
    replication: int,
) -> Calls:
    own, count = planned.parameters, len(luck.at_s)
    place = _places(world, intensity, luck)
    urgency = _urgency(own, luck.u("urgency"))
    needs, centres = cases_of(planned.region.questions).draw(urgency, luck.u("case"))
    urban = world.place_urban[place]
    empty_share = np.where(urban, own.empty_share_urban, own.empty_share_rural)
    empty = luck.u("empty") < empty_share
    called_off = empty & (luck.u("cancel") < own.cancelled_of_empty_share)
    arrest = (luck.u("arrest") < own.arrest_share) & (urgency == 1)
    scene_s = _lognormal(own.on_scene_mean_s, own.on_scene_sd_s, luck.z("scene"))
    scene_s = np.where(arrest, scene_s * own.arrest_on_scene_mean_s / own.on_scene_mean_s, scene_s)
    pauses = _pauses(own, world, planned.scenario.seed, replication, days)
    return Calls(
        first_weekday=intensity.first_weekday,
        span_s=days * DAY_S,
        arrival_s=luck.at_s,
        place=place.astype(np.int32),
        urgency=urgency,
        needs=needs,
        centres=centres,
        pair=np.isin(urgency, own.pair_urgencies),
        dispatch_delay_s=_single(
            _lognormal(own.dispatch_mean_s, own.dispatch_sd_s, luck.z("dispatch"))
        ),
        mobilisation_factor=_single(np.exp(_mobilisation_sigma(own) * luck.z("mobilise"))),
        drive_factor=_single(np.exp(own.drive_sigma * luck.z("drive"))),
        cancel_s=_single(np.where(called_off, luck.u("wait") * CANCEL_WITHIN_S, np.inf)),
        on_scene_s=_single(scene_s),
        transport=~empty,
        hospital=np.full(count, NONE, dtype=np.int32),
        handover_s=_single(own.handover_median_s * np.exp(own.handover_sigma * luck.z("handover"))),
        clear_s=_single(-own.clear_mean_s * np.log1p(-luck.u("clear"))),
        pause_vehicle=pauses[0],
        pause_start_s=pauses[1],
        pause_s=pauses[2],
    )


def _single(values: Floats) -> NDArray[np.float32]:
    return np.ascontiguousarray(values, dtype=np.float32)


def _places(world: World, intensity: Intensity, luck: _Luck) -> NDArray[np.int64]:
    """The place of each call within its township, by the people of each."""
    of_town: dict[str, list[int]] = {}
    for nth, id in enumerate(world.place_ids):
        of_town.setdefault(id.rpartition(".")[0], []).append(nth)
    wide = max(map(len, of_town.values()))
    index = np.zeros((len(intensity.townships), wide), dtype=np.int64)
    upto = np.ones((len(intensity.townships), wide))
    for row, code in enumerate(intensity.townships):
        own = of_town[code]
        index[row, : len(own)] = own
        index[row, len(own) :] = own[-1]
        people = world.place_people[own]
        shares = people / people.sum() if people.sum() else np.full(len(own), 1 / len(own))
        upto[row, : len(own)] = np.cumsum(shares)
        upto[row, len(own) - 1 :] = 1.0
    column = (luck.u("place")[:, None] >= upto[luck.town]).sum(axis=1)
    found: NDArray[np.int64] = index[luck.town, np.minimum(column, wide - 1)]
    return found


def _urgency(own: Parameters, uniform: Floats) -> NDArray[np.uint8]:
    shares = np.cumsum(np.array(own.urgency_shares) / sum(own.urgency_shares))[:-1]
    urgency: NDArray[np.uint8] = (1 + (uniform[:, None] >= shares).sum(axis=1)).astype(np.uint8)
    return urgency


def _lognormal(mean: float, sd: float, z: Floats) -> Floats:
    variance = log(1 + (sd / mean) ** 2)
    values: Floats = np.exp(log(mean) - variance / 2 + sqrt(variance) * z)
    return values


def _mobilisation_sigma(own: Parameters) -> float:
    """The spread at which so many crews need more than 180 s where the median is 120 s."""
    share = min(max(own.mobilisation_over_180_share, 1e-6), 0.5)
    return log(LATE_S / MOBILISATION_MEDIAN_S) / max(NormalDist().inv_cdf(1 - share), 0.1)


Pauses = tuple[NDArray[np.int32], Floats, NDArray[np.float32]]


def _pauses(own: Parameters, world: World, seed: int, replication: int, days: int) -> Pauses:
    """Each vehicle's pauses by its own name: another vehicle more changes nobody else's."""
    vehicle, start, long = [], [], []
    for nth, id in enumerate(world.vehicle_ids if own.pauses_per_day else ()):
        chance = _generator(seed, replication, id, "pauses")
        count = int(chance.poisson(own.pauses_per_day * days))
        vehicle.append(np.full(count, nth))
        start.append(chance.random(count) * days * DAY_S)
        long.append(chance.exponential(own.pause_mean_s, count))
    if not vehicle:
        nothing = np.empty(0)
        return nothing.astype(np.int32), nothing, nothing.astype(np.float32)
    at = np.concatenate(start)
    order = np.argsort(at, kind="stable")
    who, how_long = np.concatenate(vehicle)[order], np.concatenate(long)[order]
    return who.astype(np.int32), at[order], how_long.astype(np.float32)
