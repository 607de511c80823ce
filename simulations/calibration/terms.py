"""What a calibration has learned and what it has left as it was, parameter by parameter, in words.

A planner who takes a calibrated scenario over must see which of its figures are the centre's own,
on how many cases each rests, and which are still the defaults of the literature.
"""

from collections.abc import Sequence

import msgspec

from simulations.kernel.parameters import Parameters
from simulations.scenarios.scenario import Scenario, Value
from stations.region import Mobilisation


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter. ``learned`` is None where it stays as it was; ``n`` cases were there."""

    name: str
    zh: str
    en: str
    n: int
    usual: str
    learned: str | None


_NAMED: tuple[tuple[str, str, str, str], ...] = (
    ("dispatch_mean_s", "受理，均值", "dispatch, mean", "dispatch"),
    ("dispatch_sd_s", "受理，标准差", "dispatch, sd", "dispatch"),
    ("mobilisation_over_180_share", "出车逾 180 秒（中位 120 秒时）",
     "rolls after 180 s (at a median of 120 s)", "mobilisation"),
    ("on_scene_mean_s", "现场，均值", "on scene, mean", "on_scene"),
    ("on_scene_sd_s", "现场，标准差", "on scene, sd", "on_scene"),
    ("handover_median_s", "交接，中位", "hand-over, median", "handover"),
    ("handover_sigma", "交接，σ", "hand-over, sigma", "handover"),
    ("clear_mean_s", "交接后恢复待命，均值", "from signature to free, mean", "clear"),
    ("empty_share_urban", "空车率，城区", "empty runs, town", "urban"),
    ("empty_share_rural", "空车率，乡村", "empty runs, country", "rural"),
    ("urgency_shares", "病情 I–IV", "urgencies I–IV", "graded"),
    ("sorties_per_100k_day", "每 10 万人每日", "per 100,000 a day", "calls"),
)  # fmt: skip
"""Parameters that a journal can teach: field, words, and of which count they are made."""

_TIERS = (
    ("station_s", "出车中位，县市站", "mobilisation, town stations"),
    ("township_station_s", "出车中位，乡镇站", "mobilisation, township stations"),
    ("mobile_s", "出车中位，途中待命", "mobilisation, crew in the vehicle"),
)


def terms_of(
    scenario: Scenario, usual: Parameters, mobilisation: Mobilisation, counts: dict[str, int]
) -> tuple[Term, ...]:
    """Every parameter that could be learned, with what it was before."""
    learned = scenario.parameters
    rows = [
        Term(
            name=name, zh=zh, en=en, n=counts.get(count, 0), usual=_said(getattr(usual, name)),
            learned=_said(learned[name]) if name in learned else None,
        )
        for name, zh, en, count in _NAMED
    ]  # fmt: skip
    for name, zh, en in _TIERS:
        own = getattr(scenario.mobilisation, name)
        told = None if own is None else _said(own)
        before = _said(getattr(mobilisation, name))
        rows.append(
            Term(name=name, zh=zh, en=en, n=counts.get(name, 0), usual=before, learned=told)
        )
    return (*rows, *_of_demand(scenario, counts))


def _of_demand(scenario: Scenario, counts: dict[str, int]) -> Sequence[Term]:
    demand = scenario.demand
    towns = f"{len(demand.townships)} 个 factors" if demand.townships else None
    return [
        Term(name="townships", zh="各乡镇呼叫倍数", en="factors of townships",
             n=counts.get("placed", 0), usual="1", learned=towns),
        *(
            Term(name=name, zh=zh, en=en, n=counts.get(name, 0), usual="地区包 pack",
                 learned="24 小时 hours" if getattr(demand, name) else None)
            for name, zh, en in (
                ("workday_hours", "工作日时段", "hours of workdays"),
                ("restday_hours", "休息日时段", "hours of days off"),
            )
        ),
    ]  # fmt: skip


def _said(value: Value) -> str:
    if isinstance(value, tuple):
        return "/".join(f"{100 * one:.0f}" for one in value) + " %"
    return f"{value:.4g}"
