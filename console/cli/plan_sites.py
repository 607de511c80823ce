"""``liandong plan sites``: where stations should be, at once, and then how good that is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from console.cli.plan_shared import Day, Hour, Pack, cannot_write, region_of, roads_of
from console.cli.progress import err, out, stop
from console.planning.of_pack import Day as KindOfDay
from geo.roads.driving import Driving

if TYPE_CHECKING:
    from simulations.scenarios import Scenario
    from simulations.siting import Question, Siting, Step
    from simulations.siting.question import Flags, Ints

MODELS = "p_median|p_centre|mclp|backup|dsm|mexclp"


def sites(
    *,
    pack: Pack = "",
    count: Annotated[
        int, typer.Option(help="至多几个站（或车）/ at most so many sites or vehicles")
    ],
    model: Annotated[str, typer.Option(help=MODELS)] = "mclp",
    minutes: Annotated[float, typer.Option(help="时限（分钟）/ the time that counts")] = 12.0,
    far: Annotated[
        float, typer.Option(help="双标准：人人须在几分钟内 / everybody within (dsm)")
    ] = 30.0,
    share: Annotated[float, typer.Option(help="双标准：时限内人口比例 / share (dsm)")] = 0.7,
    busy: Annotated[float, typer.Option(help="车辆占用率 / busy fraction (mexclp)")] = 0.3,
    each: Annotated[int, typer.Option(help="每站至多几辆 / at most so many at one site")] = 1,
    closures: Annotated[
        int, typer.Option(help="至多撤几个现有站；-1 不限 / existing ones given up; -1: any")
    ] = 0,
    county: Annotated[str, typer.Option(help="只看一个区县 / one county only")] = "",
    hour: Hour = 9,
    day: Day = KindOfDay.WORKDAY,
    limit: Annotated[float, typer.Option(help="求解秒数 / seconds for the proof")] = 60.0,
    quick: Annotated[bool, typer.Option("--quick", help="只要首个答案 / no proof")] = False,
    scenario: Annotated[
        Path | None, typer.Option(help="写成情景 .toml，供仿真比较 / as a scenario to simulate")
    ] = None,
) -> None:
    """选址：现有站加乡镇为备选，先出方案再证明差距 / sites: an answer at once, then the gap."""
    import numpy as np

    from simulations.coverage import townships
    from simulations.siting import Model, Question
    from simulations.siting.candidates import as_scenario, candidates
    from simulations.siting.candidates import existing as there

    region = region_of(pack)
    if model not in set(Model):
        stop(f"没有模型 {model}。可用：{'、'.join(Model)}", f"no model {model}: {', '.join(Model)}")
    if county and county not in region.counties:
        known = "、".join(f"{c.code} {c.name}" for c in region.counties.values())
        stop(f"没有区县 {county}。可用：{known}", f"there is no county {county}")
    sited = candidates(region, county)
    names, existing = [place.name for place in sited], there(sited)
    places = townships(region)
    inside = [n for n, code in enumerate(places.county) if not county or code == county]
    err.print("准备路网 / preparing the roads", markup=False)
    _, router = next(roads_of(region, [hour], day, Driving.SIREN))
    starts = router.locate_all([place.point for place in sited])
    question = Question(
        model=Model(model),
        seconds=router.matrix(starts, router.locate_all([places.points[n] for n in inside])).T,
        people=places.people[inside],
        count=count,
        within_s=minutes * 60,
        far_s=far * 60,
        share=share,
        busy=busy,
        most=np.full(len(names), each),
        existing=existing,
        closures_max=None if closures < 0 else closures,
        cell_names=[places.ids[n] for n in inside],
        site_names=names,
    )
    found = _solved(question, 0.0 if quick else limit)
    _show(found, names, existing, float(places.people[inside].sum()))
    if scenario is not None:
        _hand_on(scenario, as_scenario(f"{model} {count}", sited, found.units))


def _solved(question: "Question", limit_s: float) -> "Siting":
    """The answer, told step by step; without a limit the first one only."""
    from simulations.siting import QuestionInvalid, solve
    from simulations.siting.proving import SolverMissing

    try:
        return solve(question, within_s=limit_s, prove_it=limit_s > 0, told=_told)
    except QuestionInvalid as invalid:
        stop(*(line for problem in invalid.problems for line in problem))
    except SolverMissing as missing:
        stop(missing.zh, missing.en)


def _hand_on(path: Path, made: "Scenario") -> None:
    """The answer as a scenario file, for ``plan compare``."""
    from geo.routing.matrices import appearing_whole
    from simulations.scenarios import to_toml

    try:
        with appearing_whole(path) as temporary:
            temporary.write_text(to_toml(made), "utf-8")
    except OSError as error:
        stop(*cannot_write(path, error))
    out.print(f"已写情景 / scenario written: {path}", markup=False, soft_wrap=True)


def _told(step: "Step", units: "Ints") -> None:
    gap = "" if step.gap is None else f"  差距 gap {step.gap:.3%}"
    bound = "" if step.bound is None else f"  界 bound {step.bound:,.0f}"
    err.print(f"{step.seconds:6.2f} s  {step.value:,.0f}{bound}{gap}", markup=False)


def _show(found: "Siting", names: list[str], existing: "Flags", people: float) -> None:
    from simulations.siting.question import COVERING, MODEL_NAMES, Model

    zh, en = MODEL_NAMES[found.model]
    out.print(f"{zh} / {en}", markup=False)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for words in ("点 site", "数量 units", ""):
        table.add_column(words, no_wrap=True)
    kept = 0
    for nth, units in enumerate(found.units.tolist()):
        if units and not existing[nth]:
            table.add_row(names[nth], str(units), "新 new")
        elif existing[nth] and not units:
            table.add_row(names[nth], "0", "撤 given up")
        elif units > 1:
            table.add_row(names[nth], str(units), "现有 there already")
        kept += bool(units == 1 and existing[nth])
    if table.row_count:
        out.print(table)
    out.print(f"另保留现有点 {kept} 个 / {kept} existing sites stay", markup=False)
    if found.model in COVERING:
        words = f"{found.value:,.0f} 人 people ({found.value / people:.1%})"
    elif found.model is Model.P_MEDIAN:
        words = f"人均 mean {found.value / people / 60:.2f} min"
    else:
        words = f"最远 farthest {found.value / 60:.1f} min"
    gap = "未求界 no bound" if found.gap is None else f"差距 gap {found.gap:.3%}"
    proven = "已证最优 proven best" if found.proven else gap
    out.print(f"{words} · {proven} · {found.seconds:.1f} s", markup=False)
    if not found.holds:
        out.print("双标准尚未满足 / the double standard is not met yet", markup=False)
