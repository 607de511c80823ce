"""Distributions fitted to a centre's history, each with how well it fits and on how many cases.

Durations are log-normal, as the planner's defaults are; the fit is told by Kolmogorov-Smirnov's D
and Anderson-Darling's A² on the logarithms (parameters estimated from the same data, so that both
are told against the 5 % limits for that case). Too few cases leave the default, and say so.
"""

from collections.abc import Callable, Sequence
from math import exp, sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.domain.triage import Urgency
from simulations.calibration import demand
from simulations.calibration.demand import CASES_MIN
from simulations.calibration.history import Case, days_of
from simulations.calibration.terms import Term, terms_of
from simulations.scenarios.applying import parameters_of
from simulations.scenarios.scenario import MobilisationTerms, Scenario
from stations.organisation import Level
from stations.region import Region

Floats = NDArray[np.float64]

SHORTEST_S = 1.0
LONGEST_S = 6 * 3600.0
"""What is longer is a forgotten button, not a duration."""
LATE_S = 180.0

LILLIEFORS_5 = 0.886
AD_5 = 0.752
"""5 % limits for a normal law whose parameters were estimated: D·√n and A² (Stephens 1974)."""


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """One fitted duration."""

    name: str
    zh: str
    en: str
    n: int
    left_out: int
    median_s: float
    mean_s: float
    sd_s: float
    sigma_log: float
    ks_d: float
    ks_limit: float
    ad_a2: float
    ad_limit: float = AD_5
    used: bool = True
    """False: too few cases, the default stays in force."""

    @property
    def holds(self) -> bool:
        """Whether neither test speaks against a log-normal law at 5 %."""
        return self.ks_d <= self.ks_limit and self.ad_a2 <= self.ad_limit


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """All that was learned: the fits, and a scenario that puts the parameters in force."""

    cases: int
    days: int
    first_day: str
    last_day: str
    fits: tuple[Fit, ...]
    scenario: Scenario
    samples: dict[str, list[float]]
    """The seconds behind each fit, for the charts."""
    terms: tuple[Term, ...]
    """Every parameter that a journal can teach: what it was, what it is now, on how many cases."""
    townships: tuple[demand.TownshipFit, ...]
    """Where people call more or less often than by their number; empty with too few days."""


_Take = Callable[[Case], float | None]
Learned = dict[str, float | tuple[float, ...]]

_DURATIONS: tuple[tuple[str, str, str, _Take], ...] = (
    ("dispatch", "受理", "dispatch", lambda c: c.seconds("rang_ms", "assigned_ms")),
    ("mobilisation", "出车", "mobilisation", lambda c: _mobilised(c, from_station=True)),
    ("on_scene", "现场", "on scene", lambda c: c.seconds("on_scene_ms", "left_ms")),
    ("handover", "交接", "hand-over", lambda c: c.seconds("at_hospital_ms", "handed_over_ms")),
    ("clear", "恢复待命", "clearing", lambda c: c.seconds("signed_ms", "ended_ms")),
)
"""A crew that sits in its vehicle already rolls at once: it is no sample of ``mobilisation``."""


def _mobilised(case: Case, *, from_station: bool) -> float | None:
    """From the order to wheels turning, of a crew at its station or of one under way."""
    if case.from_station is not from_station:
        return None
    return case.seconds("assigned_ms", "departed_ms")


def calibrate(
    region: Region, cases: Sequence[Case], name: str = "校准 / calibrated"
) -> Calibration:
    """Everything that these cases teach about this region."""
    days = days_of(list(cases))
    samples = {key: _seconds(cases, take) for key, _, _, take in _DURATIONS}
    fits = tuple(
        fit_lognormal(key, zh, en, samples[key], _left_out(cases, take, samples[key]))
        for key, zh, en, take in _DURATIONS
    )
    by_name = {fit.name: fit for fit in fits if fit.used}
    townships = demand.by_township(region, cases, days)
    scenario = Scenario(
        name=name,
        baseline=region.meta.code,
        question=f"{len(cases)} 例，{days[0]} 至 {days[-1]} / cases" if days else "",
        parameters={**_parameters(by_name, samples), **_shares(region, cases, len(days))},
        mobilisation=_mobilisation(region, cases),
        demand=demand.terms(cases, days, townships),
    )
    counts = _counts(region, cases, samples)
    return Calibration(
        terms=terms_of(
            scenario,
            parameters_of(region, Scenario(name="usual")),
            region.meta.mobilisation,
            counts,
        ),
        cases=len(cases),
        days=len(days),
        first_day=days[0] if days else "",
        last_day=days[-1] if days else "",
        fits=fits,
        scenario=scenario,
        samples=samples,
        townships=townships,
    )


def fit_lognormal(name: str, zh: str, en: str, seconds: Sequence[float], left_out: int = 0) -> Fit:
    """A log-normal law fitted by the moments of the logarithms."""
    values = np.log(np.maximum(np.array(seconds, dtype=np.float64), SHORTEST_S))
    n = len(values)
    mu = float(values.mean()) if n else 0.0
    sigma = float(values.std(ddof=1)) if n > 1 else 0.0
    d, a2 = _against_normal(values, mu, sigma)
    mean = exp(mu + sigma**2 / 2)
    return Fit(
        name=name,
        zh=zh,
        en=en,
        n=n,
        left_out=left_out,
        median_s=round(exp(mu), 1),
        mean_s=round(mean, 1),
        sd_s=round(mean * sqrt(max(exp(sigma**2) - 1, 0.0)), 1),
        sigma_log=round(sigma, 4),
        ks_d=round(d, 4),
        ks_limit=round(LILLIEFORS_5 / sqrt(max(n, 1)), 4),
        ad_a2=round(a2, 3),
        used=n >= CASES_MIN and sigma > 0,
    )


def _against_normal(values: Floats, mu: float, sigma: float) -> tuple[float, float]:
    """Kolmogorov-Smirnov's D and Anderson-Darling's A² (corrected for n) against the fitted law."""
    n = len(values)
    if n < 2 or sigma <= 0:
        return 0.0, 0.0
    from scipy.special import log_ndtr, ndtr

    z = (np.sort(values) - mu) / sigma
    share = ndtr(z)
    rank = np.arange(1, n + 1)
    d = float(max((rank / n - share).max(), (share - (rank - 1) / n).max()))
    a2 = -n - float(((2 * rank - 1) * (log_ndtr(z) + log_ndtr(-z[::-1]))).mean())
    return d, a2 * (1 + 0.75 / n + 2.25 / n**2)


def _seconds(cases: Sequence[Case], take: _Take) -> list[float]:
    found = (take(case) for case in cases)
    return [s for s in found if s is not None and SHORTEST_S <= s <= LONGEST_S]


def _left_out(cases: Sequence[Case], take: _Take, kept: Sequence[float]) -> int:
    return sum(take(case) is not None for case in cases) - len(kept)


def _parameters(fits: dict[str, Fit], samples: dict[str, list[float]]) -> dict[str, float]:
    learned: dict[str, float] = {}
    if fit := fits.get("dispatch"):
        learned |= {"dispatch_mean_s": fit.mean_s, "dispatch_sd_s": fit.sd_s}
    if fit := fits.get("mobilisation"):
        late = float(np.mean(np.array(samples["mobilisation"]) / fit.median_s * 120 > LATE_S))
        learned["mobilisation_over_180_share"] = round(min(max(late, 0.001), 0.5), 4)
    if fit := fits.get("on_scene"):
        learned |= {"on_scene_mean_s": fit.mean_s, "on_scene_sd_s": fit.sd_s}
    if fit := fits.get("handover"):
        learned |= {"handover_median_s": fit.median_s, "handover_sigma": fit.sigma_log}
    if "clear" in fits:
        learned["clear_mean_s"] = round(float(np.mean(samples["clear"])), 1)
    return learned


def _shares(region: Region, cases: Sequence[Case], days: int) -> Learned:
    """Empty runs in town and country, urgencies, and how many call."""
    learned: Learned = {}
    for name, urban in (("empty_share_urban", True), ("empty_share_rural", False)):
        there = _ended(region, cases, urban=urban)
        if len(there) >= CASES_MIN:
            learned[name] = round(sum(bool(case.empty) for case in there) / len(there), 4)
    graded = [case.urgency for case in cases if case.urgency is not None]
    if len(graded) >= CASES_MIN:
        learned["urgency_shares"] = tuple(
            round(graded.count(urgency) / len(graded), 4) for urgency in Urgency
        )
    people = sum(town.population for town in region.townships.values())
    if days and len(cases) >= CASES_MIN and people:
        learned["sorties_per_100k_day"] = round(len(cases) / days / people * 1e5, 4)
    return learned


def _mobilisation(region: Region, cases: Sequence[Case]) -> MobilisationTerms:
    """The median of each tier's stations, where there are cases enough."""
    medians = {
        name: round(float(np.median(seconds)), 1)
        for name, seconds in _by_tier(region, cases).items()
        if len(seconds) >= CASES_MIN
    }
    return MobilisationTerms(**medians)


def _by_tier(region: Region, cases: Sequence[Case]) -> dict[str, list[float]]:
    """Seconds to wheels turning at town stations, at township stations, and of crews under way."""
    found: dict[str, list[float]] = {"station_s": [], "township_station_s": [], "mobile_s": []}
    for case in cases:
        vehicle = region.vehicles.get(case.vehicle or "")
        seconds = case.seconds("assigned_ms", "departed_ms")
        if vehicle is None or seconds is None or not SHORTEST_S <= seconds <= LONGEST_S:
            continue
        at_station = "township_station_s" if vehicle.level is Level.TOWNSHIP else "station_s"
        found[at_station if case.from_station else "mobile_s"].append(seconds)
    return found


def _ended(region: Region, cases: Sequence[Case], *, urban: bool) -> list[Case]:
    """Cases that are over, in town or in the country."""
    towns = region.townships
    return [
        case
        for case in cases
        if case.empty is not None
        and (town := towns.get(case.township or "")) is not None
        and town.urban is urban
    ]


def _counts(
    region: Region, cases: Sequence[Case], samples: dict[str, list[float]]
) -> dict[str, int]:
    """On how many cases each of the parameters rests, by the names of ``terms``."""
    return {
        **{name: len(seconds) for name, seconds in samples.items()},
        **{name: len(seconds) for name, seconds in _by_tier(region, cases).items()},
        "urban": len(_ended(region, cases, urban=True)),
        "rural": len(_ended(region, cases, urban=False)),
        "graded": sum(case.urgency is not None for case in cases),
        "calls": len(cases),
        "placed": sum(case.township in region.townships for case in cases),
        "workday_hours": sum(demand.is_workday(case) for case in cases),
        "restday_hours": sum(not demand.is_workday(case) for case in cases),
    }
