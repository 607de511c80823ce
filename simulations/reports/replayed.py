"""A replayed day to hand out: every call as CSV, and a page that prints on A4 (SIM-07)."""

import base64
import csv
import io
from collections.abc import Iterator
from datetime import datetime
from html import escape

import numpy as np

from dispatch.domain.identifiers import BEIJING
from simulations.calibration.comparing import CHANGED_S, NEAR_S, Replayed, ReplayedCall, Went
from simulations.reports.charts import ChartsMissing, png, sheet
from simulations.reports.page import STYLE
from simulations.reports.tables import shown
from simulations.results.figures import FIGURE_NAMES, HEADLINES, Unit
from simulations.results.intervals import Estimate
from stations.region import Region
from stations.regionpack.problems import Say

CALLS_SHOWN_MAX = 40
"""So many calls stand on the page, those with the greatest change; the CSV has all."""

LIMITS: tuple[Say, ...] = (
    Say(
        "午夜时所有车辆都在站待命；转院、保障与暂停调用占用的车辆未计入",
        "at midnight every vehicle is at its station; transfers and pauses take none away",
    ),
    Say(
        "呼叫、病情、受理、出车快慢、现场与交接时长取自当天；派谁、何时到由规则与路网重新决定",
        "calls, urgencies, delays, the crews' pace, times on scene and at hospital are the day's; "
        "who goes and when he is there is decided anew by rules and roads",
    ),
    Say(
        "“规则之差”是与“现状规则”的推演相比，不与实际相比：推演与实际之差是模型误差",
        "what rules change is told against today's rules simulated, never against the real day: "
        "the difference between those two is the model's error",
    ),
)


def columns(region: Region, day: Replayed) -> tuple[str, ...]:
    """Heads of the calls' table."""
    heads = ["来电 ring", "区县 county", "乡镇 township", "病情 urgency",
             "实际车辆 real vehicle", "实际反应(分) real response (min)"]  # fmt: skip
    for scenario in day.scenarios:
        heads += [f"{scenario.name}：车辆 vehicle", f"{scenario.name}：反应(分) response (min)"]
    return tuple(heads)


def as_csv(region: Region, day: Replayed) -> bytes:
    """Every call, UTF-8 with the mark that Excel needs."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns(region, day))
    for call in day.calls:
        writer.writerow(_cells(region, call))
    return buffer.getvalue().encode("utf-8-sig")


def _cells(region: Region, call: ReplayedCall) -> list[str]:
    county = region.counties.get(call.county)
    cells = [
        datetime.fromtimestamp(call.rang_ms / 1000, BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        county.name if county else "",
        call.township,
        call.urgency,
    ]
    for went in (call.real, *call.runs):
        cells += [vehicle_name(region, went.vehicle), minutes(went)]
    return cells


def vehicle_name(region: Region, id: str) -> str:
    """As it is called; the id of one that is not in the pack."""
    vehicle = region.vehicles.get(id)
    return vehicle.name if vehicle else id


def minutes(went: Went) -> str:
    """The response in minutes; empty where nobody was there."""
    return "" if went.response_s is None else f"{went.response_s / 60:.1f}"


def most_changed(day: Replayed) -> list[ReplayedCall]:
    """The calls that differ most: between the rules first, then from life."""

    def size(call: ReplayedCall) -> tuple[float, float]:
        found = [call.change_s(nth) for nth in range(1, len(call.runs))]
        change = max((abs(one) for one in found if one is not None), default=0.0)
        return change, abs(call.error_s() or 0.0)

    return sorted(day.calls, key=size, reverse=True)


def close_rows(day: Replayed) -> Iterator[tuple[Say, str]]:
    """How near the simulated day is to the real one, in words."""
    near = day.closeness
    rows: tuple[tuple[str, str, float | None, Unit], ...] = (
        ("同一辆车", "the same vehicle", near.same_vehicle_share, Unit.SHARE),
        ("同一站点的车", "a vehicle of the same station", near.same_station_share, Unit.SHARE),
        ("推演 − 实际，平均", "simulated − real, mean", near.bias_s, Unit.SECONDS),
        ("绝对误差，中位", "absolute error, median", near.median_error_s, Unit.SECONDS),
        (f"相差不超过 {NEAR_S / 60:g} 分", f"within {NEAR_S / 60:g} min",
         near.near_share, Unit.SHARE),
    )  # fmt: skip
    yield Say("实际与推演都到达的呼叫", "calls reached in both"), f"{near.calls}"
    for zh, en, value, unit in rows:
        yield Say(zh, en), shown(Estimate(value, None, 1), unit)
    correlation = "—" if near.correlation is None else f"{near.correlation:.2f}"
    yield Say("相关系数", "correlation"), correlation


def change_rows(day: Replayed) -> Iterator[tuple[str, str]]:
    """What each scenario's rules would have changed, in words."""
    for scenario, change in zip(day.scenarios[1:], day.changes, strict=True):
        mean = shown(Estimate(change.mean_s, None, 1), Unit.SECONDS, signed=True)
        yield (
            scenario.name,
            f"早到逾 {CHANGED_S / 60:g} 分 sooner {change.sooner}，晚到 later {change.later}，"
            f"换车 other vehicle {change.other_vehicle}，平均 mean {mean}",
        )


def as_html(region: Region, day: Replayed) -> str:
    """The page."""
    body = "\n".join((*_opening(day), *_figures(day), *_picture(day), *_calls(region, day),
                      *_limits()))  # fmt: skip
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{day.real.day} · 重演</title><style>{STYLE}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def _opening(day: Replayed) -> Iterator[str]:
    yield f"<h1>{day.real.day} 重演</h1><p>真实的一天在同样与别的规则下 "
    yield "<small>a real day under the same rules and under others</small></p>"
    yield f"<p>{day.real.cases} 例，{day.left_out} 例无位置未重演；"
    yield f"实际有到达时间 {day.real.measured} 例 "
    yield f"<small>{day.real.cases} cases, {day.left_out} without a place left out; "
    yield f"{day.real.measured} with a real arrival</small></p>"
    yield "<h2>推演与实际有多近 <small>how close the simulated day is</small></h2><table>"
    for say, value in close_rows(day):
        yield f'<tr><th>{say.zh} <small>{say.en}</small></th><td class="n">{value}</td></tr>'
    yield "</table>"
    if day.changes:
        yield "<h2>规则之差 <small>what other rules would have changed</small></h2><table>"
        for name, told in change_rows(day):
            yield f"<tr><th>{escape(name)}</th><td>{escape(told)}</td></tr>"
        yield "</table>"


def _figures(day: Replayed) -> Iterator[str]:
    yield "<h2>指标 <small>figures of the day</small></h2><table><tr><th></th><th>实际 real</th>"
    yield "".join(f"<th>{escape(one.name)}</th>" for one in day.scenarios) + "</tr>"
    for figure, real, values in figure_rows(day):
        cells = "".join(f'<td class="n">{value}</td>' for value in (real, *values))
        yield f"<tr><th>{figure.zh} <small>{figure.en}</small></th>{cells}</tr>"
    yield "</table>"


def figure_rows(day: Replayed) -> Iterator[tuple[Say, str, list[str]]]:
    """Each headline: its name, as it was where a journal can tell, and under each scenario."""
    for figure in HEADLINES:
        told = FIGURE_NAMES[figure]
        lived = (day.real.figures.get(figure), *(found[figure] for found in day.figures))
        real, *values = (shown(Estimate(value, None, 1), told.unit) for value in lived)
        yield Say(told.zh, told.en), real, values


def chart(day: Replayed) -> bytes:
    """Real against simulated response, and how many were reached within so many minutes."""
    with sheet(9, 4) as canvas:
        left, right = canvas.figure.subplots(1, 2)
        pairs = [
            (call.real.response_s / 60, call.runs[0].response_s / 60)
            for call in day.calls
            if call.real.response_s is not None and call.runs[0].response_s is not None
        ]
        real, simulated = np.array(pairs).reshape(-1, 2).T
        most = float(np.percentile(np.concatenate([real, simulated, [30.0]]), 98)) * 1.05
        left.scatter(real, simulated, s=12, color="#2f6fa7", alpha=0.6, linewidths=0)
        left.plot([0, most], [0, most], color="#5b6b7a", linewidth=0.8)
        left.set(xlim=(0, most), ylim=(0, most))
        left.set_xlabel(canvas.say("实际反应，分", "real response, min"))
        left.set_ylabel(canvas.say("推演反应，分", "simulated, min"))
        lines = [(canvas.say("实际", "real"), [call.real for call in day.calls])]
        for nth, scenario in enumerate(day.scenarios):
            name = canvas.name(scenario.name, f"scenario {nth}")[:30]
            lines.append((name, [call.runs[nth] for call in day.calls]))
        for name, went in lines:
            times = np.sort([w.response_s / 60 for w in went if w.response_s is not None])
            share = 100 * np.arange(1, len(times) + 1) / max(len(went), 1)
            right.step(times, share, where="post", label=name, linewidth=1.4)
        right.set(xlim=(0, 60), ylim=(0, 100))
        right.set_xlabel(canvas.say("从来电起的分钟", "minutes from the ring"))
        right.set_ylabel(canvas.say("已到达，%", "reached, %"))
        right.grid(alpha=0.3)
        right.legend(loc="lower right")
        return png(canvas.figure)


def _picture(day: Replayed) -> Iterator[str]:
    try:
        data = base64.b64encode(chart(day)).decode()
    except ChartsMissing as missing:
        yield f'<p class="note">{missing.zh}<br><small>{missing.en}</small></p>'
        return
    yield f'<figure><img alt="实际与推演" src="data:image/png;base64,{data}"></figure>'


def _calls(region: Region, day: Replayed) -> Iterator[str]:
    ranked = most_changed(day)[:CALLS_SHOWN_MAX]
    yield "<h2>逐个呼叫，差别最大者在前 "
    yield "<small>call by call, the greatest difference first</small></h2>"
    heads = ("来电 ring", "地点 place", "病情", "实际 real", *(one.name for one in day.scenarios))
    yield "<p><small>车辆，反应分钟 vehicle, minutes from the ring</small></p>"
    yield "<table><tr>" + "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr>"
    for call in ranked:
        at, county, *_ = _cells(region, call)
        ways = (f"{vehicle_name(region, w.vehicle)} {minutes(w) or '—'}"
                for w in (call.real, *call.runs))  # fmt: skip
        cells = (at[-8:-3], f"{county} {call.township}", call.urgency, *ways)
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</table>"
    if len(day.calls) > len(ranked):
        more = len(day.calls) - len(ranked)
        yield f"<p>另有 {more} 例，见 CSV <small>{more} more in the CSV</small></p>"


def _limits() -> Iterator[str]:
    yield "<h2>须知 <small>what to keep in mind</small></h2><ul>"
    yield from (f"<li>{say.zh}<br><small>{say.en}</small></li>" for say in LIMITS)
    yield "</ul>"
