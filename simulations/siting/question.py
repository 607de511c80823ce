"""What is asked of the optimiser, and what it tells (SIM-04).

Cells are where people live, sites are where a station could be; ``seconds`` is the road time from
each site (column) to each cell (row), infinite where there is no way.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CELLS_MAX = 20_000
SITES_MAX = 5_000
NAMED_MAX = 5
"""So many culprits are named in an error; the others are counted."""


class Model(StrEnum):
    """What is to be made as good as can be (选址模型)."""

    P_MEDIAN = "p_median"
    P_CENTRE = "p_centre"
    MCLP = "mclp"
    BACKUP = "backup"
    DSM = "dsm"
    MEXCLP = "mexclp"


MODEL_NAMES: dict[Model, tuple[str, str]] = {
    Model.P_MEDIAN: ("平均到达最短（p-中位）", "least mean time (p-median)"),
    Model.P_CENTRE: ("最远者最近（p-中心）", "the farthest as near as can be (p-centre)"),
    Model.MCLP: ("时限内人口最多（最大覆盖）", "most people in time (MCLP)"),
    Model.BACKUP: ("一次与二次覆盖并重", "covered once and twice (backup coverage)"),
    Model.DSM: ("双标准覆盖", "double standard model"),
    Model.MEXCLP: ("期望覆盖（计车辆占用）", "expected cover, vehicles may be busy (MEXCLP)"),
}

COVERING = frozenset({Model.MCLP, Model.BACKUP, Model.DSM, Model.MEXCLP})
"""Models that count people reached in time: more is better. The others count seconds."""


class QuestionInvalid(ValueError):
    """A question that has no answer as it stands; every reason in Chinese and English."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{zh} / {en}" for zh, en in problems))

    def __reduce__(self) -> tuple[type["QuestionInvalid"], tuple[tuple[str, str], ...]]:
        """So that a worker's finding reaches whoever asked."""
        return type(self), self.problems


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One siting question.

    At most ``count`` sites (vehicles, where a site may hold several) are chosen: ``least`` to
    ``most`` at each site, 0 to 1 unless told. ``existing`` sites may be given up, at most
    ``closures_max`` of them; None: as many as it likes, 0: they all stay.

    ``within_s`` is the time that counts (r1), ``far_s`` the one in which everybody must be reached
    in the double standard model (r2), ``share`` the share of people to be reached in r1 there;
    ``busy`` the share of time a vehicle is on a task (MEXCLP), ``once`` what being covered once
    counts for in backup coverage, twice counts the rest.
    """

    model: Model
    seconds: Floats
    people: Floats
    count: int
    within_s: float = 720.0
    far_s: float = 1200.0
    share: float = 0.7
    busy: float = 0.3
    once: float = 0.6
    least: Ints | None = None
    most: Ints | None = None
    existing: Flags | None = None
    closures_max: int | None = None
    cell_names: Sequence[str] = ()
    site_names: Sequence[str] = ()

    @property
    def lowest(self) -> Ints:
        """At least so many at each site; existing ones that all stay count as one."""
        sites = self.seconds.shape[1]
        low = np.zeros(sites, np.int64) if self.least is None else self.least.astype(np.int64)
        if self.existing is not None and self.closures_max == 0:
            low = np.maximum(low, self.existing.astype(np.int64))
        return low

    @property
    def highest(self) -> Ints:
        """At most so many at each site."""
        sites = self.seconds.shape[1]
        return np.ones(sites, np.int64) if self.most is None else self.most.astype(np.int64)

    @property
    def kept(self) -> tuple[Flags, int]:
        """Existing sites, and how many of them must stay."""
        sites = self.seconds.shape[1]
        if self.existing is None or self.closures_max is None:
            return np.zeros(sites, np.bool_), 0
        return self.existing, max(0, int(self.existing.sum()) - self.closures_max)

    def check(self) -> None:
        """Raise ``QuestionInvalid`` with everything that is wrong with it."""
        problems = [*_shapes(self)] or [*_values(self), *_counts(self)]
        if problems:
            raise QuestionInvalid(*problems)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is: ``value`` of the best answer so far, ``bound`` that none can pass.

    ``gap`` is what lies between as a share of the value; None while there is no bound yet.
    """

    seconds: float
    value: float
    bound: float | None
    gap: float | None


class Siting(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: how many at each site, its value, and how good it is proven to be.

    ``value``: people (covering), person-seconds (p-median) or seconds (p-centre). ``holds`` False:
    the double standard's conditions are not met by it (and none that meets them was found yet).
    """

    model: Model
    units: Ints
    value: float
    bound: float | None
    gap: float | None
    proven: bool
    seconds: float
    steps: tuple[Step, ...]
    holds: bool = True

    @property
    def chosen(self) -> list[int]:
        """The sites that are used."""
        return [int(site) for site in np.flatnonzero(self.units)]


def _shapes(question: Question) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if question.seconds.ndim != 2 or 0 in question.seconds.shape:
        return [
            ("时间矩阵为空：需要小区 × 备选点", "the table of times is empty: give cells x sites")
        ]
    cells, sites = question.seconds.shape
    if cells > CELLS_MAX or sites > SITES_MAX:
        found.append(
            (
                f"{cells} 个小区 × {sites} 个备选点，至多 {CELLS_MAX} × {SITES_MAX}",
                f"{cells} cells x {sites} sites: at most {CELLS_MAX} x {SITES_MAX}",
            )
        )
    for zh, en, given, wanted in (
        ("人口", "people", question.people, cells),
        ("下限", "least", question.least, sites),
        ("上限", "most", question.most, sites),
        ("现有", "existing", question.existing, sites),
    ):
        if given is not None and given.shape != (wanted,):
            found.append(
                (
                    f"{zh}有 {given.size} 项，应为 {wanted}",
                    f"{en}: {given.size} given, {wanted} wanted",
                )
            )
    return found


def _values(question: Question) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    seconds, people = question.seconds, question.people
    if bad := int((np.isnan(seconds) | (seconds < 0)).sum()):
        cell, site = np.argwhere(np.isnan(seconds) | (seconds < 0))[0]
        where = f"{_name(question.cell_names, cell)} × {_name(question.site_names, site)}"
        found.append(
            (
                f"时间矩阵有 {bad} 处缺失或为负，第一处：{where}；不可达请写 inf",
                f"{bad} times are missing or negative, first {where}; write inf for no way",
            )
        )
    bad_people = np.isnan(people) | (people < 0) | np.isinf(people)
    if bad_people.any():
        names = _names(question.cell_names, np.flatnonzero(bad_people))
        found.append((f"人口缺失或为负：{names}", f"people missing or negative: {names}"))
    elif not people.any():
        found.append(("所有小区人口为 0", "nobody lives in any cell"))
    everybody = question.model in (Model.P_MEDIAN, Model.P_CENTRE)
    lost = np.flatnonzero(~np.isfinite(seconds[:, question.highest > 0]).any(axis=1) & (people > 0))
    if everybody and len(lost) and not found:
        names = _names(question.cell_names, lost)
        found.append(
            (
                f"任何备选点都到不了：{names}。改法：去掉它们，或在当地加备选点",
                f"no site has a way to: {names}. Leave them out, or add a site there",
            )
        )
    return found


def _counts(question: Question) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    low, high = question.lowest, question.highest
    if question.count < 1:
        found.append((f"数量 {question.count}：至少 1", f"count {question.count}: at least 1"))
    if (crossed := np.flatnonzero(low > high)).size or (low < 0).any():
        names = _names(question.site_names, crossed)
        found.append((f"下限大于上限或为负：{names}", f"least above most, or negative: {names}"))
    existing, kept = question.kept
    needed = max(int(low.sum()), kept + int(low[~existing].sum()))
    if needed > question.count:
        found.append(
            (
                f"必须保留 {needed} 个，却只许 {question.count} 个。改法：增加数量或允许关闭现有点",
                f"{needed} must stay but only {question.count} may be: allow more, or closures",
            )
        )
    shares = {"busy": question.busy, "share": question.share, "once": question.once}
    for name, value in shares.items():
        if not 0.0 <= value <= 1.0:
            found.append((f"{name}={value}：应在 0 与 1 之间", f"{name}={value}: between 0 and 1"))
    return found


def _name(names: Sequence[str], nth: int) -> str:
    return names[nth] if nth < len(names) else f"#{nth}"


def _names(names: Sequence[str], which: Ints) -> str:
    told = "、".join(_name(names, int(nth)) for nth in which[:NAMED_MAX])
    return f"{told} … ({len(which)})" if len(which) > NAMED_MAX else told
