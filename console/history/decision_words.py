"""What lay on the table when a vehicle was sent, in one readable line (派车依据, DSP-05, QA-05).

The order keeps the whole list; the line says what somebody who looks back asks first: how long
the list was and by which policy, where the chosen one stood in it, who stood before it and how
soon they would have been there, why another than the recommended went, and who was not in the
list at all, and why.
"""

from collections.abc import Iterator, Sequence

from dispatch.domain.decisions import Considered, Decision
from dispatch.policies.reasons import title_of
from stations.region import Region

BETTER_MAX = 3
OVER_MAX = 4
"""So many are named; the rest is counted."""


def decision_words(decision: Decision, region: Region) -> tuple[str, str]:
    """The line in Chinese and in English."""
    zh, en = (list(words) for words in zip(*_parts(decision, region), strict=True))
    return "；".join(zh), "; ".join(en)


def _parts(decision: Decision, region: Region) -> Iterator[tuple[str, str]]:
    d = decision
    listed = len(d.considered)
    place = "—" if d.chosen_rank is None else str(d.chosen_rank)
    yield f"名单 {listed} 辆中第 {place}", f"number {place} of {listed} in the list"
    before = d.considered[: (d.chosen_rank or 1) - 1]
    if before:
        yield f"在前 {_times(before, region)}", f"before it {_times(before, region)}"
    if d.override_reason:
        later = f"{d.minutes_lost or 0:+.0f}"
        yield (
            f"未派推荐，因{d.override_reason}（{later} 分钟）",
            f"not the recommended one: {d.override_reason} ({later} min)",
        )
    if d.passed_over:
        yield _passed_over(d.passed_over, region)


def _times(ones: Sequence[Considered], region: Region) -> str:
    named = " ".join(f"{_name(c, region)} {_minutes(c.eta_s)}" for c in ones[:BETTER_MAX])
    return named if len(ones) <= BETTER_MAX else f"{named} …{len(ones)}"


def _passed_over(ones: Sequence[Considered], region: Region) -> tuple[str, str]:
    zh = "、".join(_over(one, region, 0) for one in ones[:OVER_MAX])
    en = ", ".join(_over(one, region, 1) for one in ones[:OVER_MAX])
    more = f" …{len(ones)}" if len(ones) > OVER_MAX else ""
    return f"未列入 {zh}{more}", f"not in the list {en}{more}"


def _over(one: Considered, region: Region, tongue: int) -> str:
    why = " ".join(title_of(code)[tongue] for code in one.codes)
    return f"{_name(one, region)}({why})"


def _name(one: Considered, region: Region) -> str:
    """The register goes on, the journal keeps who was in it then."""
    vehicle = region.vehicles.get(one.vehicle_id)
    return vehicle.name if vehicle else one.vehicle_id


def _minutes(seconds: float | None) -> str:
    if seconds is None:
        return "—"
    minutes, rest_s = divmod(round(seconds), 60)
    return f"{minutes}:{rest_s:02d}"
