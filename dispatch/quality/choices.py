"""Recommended against chosen (推荐与实派对比, QA-05): how often the first of the list went, what it
cost where another went, and whether the estimates held.

Minutes lost are those promised at the moment of the order (chosen − recommended); what the
recommended one would really have needed nobody knows. ``late`` says how far promises hold.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import ceil

import msgspec

from dispatch.domain.choices import OVERRIDE_NAMES
from dispatch.quality.sendings import Sending, level_name
from stations.region import Region

DEVIATIONS_MAX = 500
"""So many orders are told one by one, the newest; the figures count all."""

RANKS_TOLD = 5
UNLISTED, BEYOND = "unlisted", f"{RANKS_TOLD + 1}+"

MEANS_ZH = (
    "有推荐的派车＝派车时名单上有待命车辆；采纳＝派出名单中首个待命车辆；"
    "晚到＝实派车预计到达 − 推荐车预计到达（派车当时的估计，仅计未采纳者）；"
    "误差＝实际到达 − 实派车预计到达。不含演习、培训、测试"
)
MEANS_EN = (
    "with a recommendation = a vehicle that could go was in the list; followed = the first that "
    "could go went; lost = ETA of the chosen − ETA of the recommended at the order (only where not "
    "followed); late = real arrival − promised. Without drills, trainings and tests"
)


class ChoiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one group of orders. Minutes; shares 0 to 1; None: nothing to measure."""

    group: str
    """``all``, ``centre`` (who decided), ``person``, ``reason`` or ``level`` (of the chosen)."""
    of: str
    name: str
    orders: int
    recommended: int
    """Orders with a recommendation."""
    followed: int
    followed_share: float | None
    without_reason: int
    """Not followed, and nobody said why."""
    lost_mean_min: float | None
    lost_p90_min: float | None
    lost_max_min: float | None
    late_mean_min: float | None
    within_2_min_share: float | None
    """Promised arrivals that held within two minutes."""


class Deviation(msgspec.Struct, frozen=True, kw_only=True):
    """One order on which another than the recommended vehicle went."""

    at_ms: int
    incident_id: str
    task_id: str
    centre: str
    by_user: str
    by_name: str
    chosen: str
    chosen_name: str
    rank: int | None
    recommended: str
    recommended_name: str
    lost_min: float | None
    code: str
    reason: str
    arrived_after_min: float | None
    """Order to scene, as it was."""
    promised_min: float | None
    """What the recommended one had promised."""


class ChoiceReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report of a stretch of time."""

    from_ms: int
    to_ms: int
    lines: tuple[ChoiceLine, ...]
    ranks: dict[str, int]
    """How often the chosen one stood first, second, …; ``unlisted``: it was not in the list."""
    deviations: tuple[Deviation, ...]
    definition_zh: str = MEANS_ZH
    definition_en: str = MEANS_EN


_Name = Callable[[Region, str], str]
_Of = Callable[[Sending, Region], str]

_GROUPS: tuple[tuple[str, _Of, _Name], ...] = (
    ("all", lambda one, region: "", lambda region, of: "合计 all"),
    ("centre", lambda one, region: _centre(one), lambda region, of: _unit(region, of)),
    ("person", lambda one, region: one.by.user, lambda region, of: of),
    ("level", lambda one, region: _level(one, region), lambda region, of: level_name(of)),
    ("reason", lambda one, region: _reason(one), lambda region, of: _why(of)),
)
"""How orders are grouped: by whom, of which tier, for which reason; ``reason`` is empty where the
recommended one went, and that group is left out."""


def choices(orders: Sequence[Sending], region: Region, from_ms: int, to_ms: int) -> ChoiceReport:
    """The report; ``orders`` as ``sendings`` gives them."""
    lines: list[ChoiceLine] = []
    for group, of, name in _GROUPS:
        parts: dict[str, list[Sending]] = {} if group != "all" else {"": list(orders)}
        for one in orders if group != "all" else ():
            parts.setdefault(of(one, region), []).append(one)
        lines += [
            _line(group, key, name(region, key), parts[key])
            for key in sorted(parts)
            if key or group == "all"
        ]
    apart = [one for one in orders if one.followed is False]
    listed = [one for one in orders if one.decision is not None]
    ranks = Counter(_rank(one) for one in listed)
    keys = (*map(str, range(1, RANKS_TOLD + 1)), BEYOND, UNLISTED)
    return ChoiceReport(
        from_ms=from_ms,
        to_ms=to_ms,
        lines=tuple(lines),
        ranks={key: ranks[key] for key in keys},
        deviations=tuple(_deviation(one, region) for one in apart[: -DEVIATIONS_MAX - 1 : -1]),
    )


def _line(group: str, of: str, name: str, orders: Sequence[Sending]) -> ChoiceLine:
    told = [one for one in orders if one.followed is not None]
    apart = [one for one in told if not one.followed]
    lost = sorted(minutes for one in apart if (minutes := _lost(one)) is not None)
    late = [minutes for one in orders if (minutes := _late(one)) is not None]
    followed = len(told) - len(apart)
    return ChoiceLine(
        group=group,
        of=of,
        name=name,
        orders=len(orders),
        recommended=len(told),
        followed=followed,
        followed_share=round(followed / len(told), 4) if told else None,
        without_reason=sum(not _reason(one) for one in apart),
        lost_mean_min=_mean(lost),
        lost_p90_min=round(lost[ceil(0.9 * len(lost)) - 1], 2) if lost else None,
        lost_max_min=round(lost[-1], 2) if lost else None,
        late_mean_min=_mean(late),
        within_2_min_share=_mean([float(abs(minutes) <= 2) for minutes in late], 4),
    )


def _deviation(one: Sending, region: Region) -> Deviation:
    told = one.decision
    assert told is not None
    assert told.recommended is not None
    promised, drive_s = told.recommended_eta_s, one.drive_s
    return Deviation(
        at_ms=one.at_ms,
        incident_id=one.incident_id,
        task_id=one.task_id,
        centre=_centre(one),
        by_user=one.by.user,
        by_name=one.by.name,
        chosen=one.vehicle_id,
        chosen_name=_vehicle(region, one.vehicle_id),
        rank=told.chosen_rank,
        recommended=told.recommended,
        recommended_name=_vehicle(region, told.recommended),
        lost_min=_rounded(_lost(one)),
        code=told.override_code.value if told.override_code else "",
        reason=told.override_reason or "",
        arrived_after_min=None if drive_s is None else round(drive_s / 60, 2),
        promised_min=None if promised is None else round(promised / 60, 2),
    )


def _lost(one: Sending) -> float | None:
    return one.decision.minutes_lost if one.decision else None


def _late(one: Sending) -> float | None:
    promised = one.decision.chosen_eta_s if one.decision else None
    if promised is None or one.drive_s is None:
        return None
    return (one.drive_s - promised) / 60


def _centre(one: Sending) -> str:
    return (one.decision.asking if one.decision else "") or one.by.unit


def _reason(one: Sending) -> str:
    """The code of why another went, or ``words`` where only words were given."""
    if one.followed is not False or one.decision is None:
        return ""
    code = one.decision.override_code
    return code.value if code else "words" if one.decision.override_reason else ""


def _why(of: str) -> str:
    named = {code.value: names for code, names in OVERRIDE_NAMES.items()}
    zh, en = named.get(of, ("另有文字说明", "in words only"))
    return f"{zh} {en}"


def _rank(one: Sending) -> str:
    rank = one.decision.chosen_rank if one.decision else None
    return UNLISTED if rank is None else str(rank) if rank <= RANKS_TOLD else BEYOND


def _level(one: Sending, region: Region) -> str:
    vehicle = region.vehicles.get(one.vehicle_id)
    return vehicle.level.value if vehicle else ""


def _unit(region: Region, code: str) -> str:
    unit = region.units.get(code)
    return unit.name if unit else code


def _vehicle(region: Region, id: str) -> str:
    vehicle = region.vehicles.get(id)
    return vehicle.name if vehicle else id


def _mean(values: Iterable[float], digits: int = 2) -> float | None:
    kept = list(values)
    return round(sum(kept) / len(kept), digits) if kept else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
