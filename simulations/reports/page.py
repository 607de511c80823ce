"""A run as one self-contained HTML page that prints on A4: what a health commission reads.

The order is that of the question: what was asked, the answer with its certainty, where it changes,
what was assumed and modelled, what every figure means, and with which versions it was worked out.
"""

import base64
from collections.abc import Callable, Iterator
from html import escape

from simulations.reports.charts import CHARTS, ChartsMissing, charts_of
from simulations.reports.tables import Row, grouped_rows, headline_rows, name_of, shown
from simulations.reports.wording import changed_parameters, frame, partial_note, spoken
from simulations.results.figures import FIGURE_NAMES, Figure, Group
from simulations.results.run import Results
from stations.region import Region

STYLE = """
@page { size: A4; margin: 16mm 14mm }
body { font: 10.5pt/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif;
  color: #1c2733; max-width: 182mm; margin: 8mm auto }
h1 { font-size: 17pt; margin: 0 0 2mm } h2 { font-size: 12.5pt; margin: 8mm 0 2mm;
  border-bottom: 1px solid #9fb0c0; break-after: avoid }
table { border-collapse: collapse; width: 100%; font-size: 9pt } tr { break-inside: avoid }
th, td { border-bottom: 1px solid #d5dde5; padding: 1mm 2mm; text-align: left; vertical-align: top }
td:first-child { min-width: 18mm }
th { background: #eef3f7 } td.n { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap } .better { color: #0a6b3d } .worse { color: #a3261d }
.note { background: #fff4d6; border-left: 4px solid #d99a00; padding: 2mm 3mm }
figure { margin: 3mm 0; break-inside: avoid } figure img { width: 100% } small { color: #5b6b7a }
"""
"""How every report of the planner looks, on the screen and on A4."""

_BY = (
    (Figure.RESPONSE_MEAN, Group.COUNTY),
    (Figure.IN_TARGET, Group.COUNTY),
    (Figure.RESPONSE_MEAN, Group.URGENCY),
    (Figure.RESPONSE_MEAN, Group.SETTING),
    (Figure.BY_TIER, Group.LEVEL),
    (Figure.CROSS_AREA, Group.COUNTY),
    (Figure.UTILISATION, Group.LEVEL),
)
"""Tables after the headlines: which figure, by what."""


def _title(results: Results) -> str:
    """The scenario that was asked about; of a sweep the first of them, and how many there are."""
    asked = [scenario.name for scenario in results.scenarios[1:] or results.scenarios]
    return asked[0] if len(asked) == 1 else f"{asked[0]} 等 {len(asked)} 个情景"


def as_html(results: Results, region: Region) -> str:
    """The page."""
    title = _title(results)
    body = "\n".join(
        (
            *_opening(results, title),
            *_headlines(results),
            *_pictures(results, region),
            *_tables(results, region),
            *_assumptions(results),
            *_definitions(),
        )
    )
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(title)} · 规划推演报告</title><style>{STYLE}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def _opening(results: Results, title: str) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1><p>规划推演报告 <small>planning report</small></p>"
    if note := partial_note(results.inputs):
        yield f'<p class="note">{escape(note.zh)}<br><small>{escape(note.en)}</small></p>'
    yield "<h2>问题 <small>the question</small></h2>"
    for scenario, described in zip(results.scenarios, results.inputs.described, strict=True):
        question = f"：{escape(scenario.question)}" if scenario.question else ""
        yield f"<p><b>{escape(scenario.name)}</b>{question}</p><ul>"
        yield from (f"<li>{escape(zh)} <small>{escape(en)}</small></li>" for zh, en in described)
        yield "</ul>"


def _headlines(results: Results) -> Iterator[str]:
    yield "<h2>结果 <small>results, 95 % intervals</small></h2>"
    yield _table(("指标 figure", "情景 scenario"), headline_rows(results), results, _figure_name)


def _figure_name(row: Row) -> str:
    return f"{row.described.zh} <small>{escape(row.described.en)}</small>"


def _table(
    heads: tuple[str, str], rows: Iterator[Row], results: Results, name: Callable[[Row], str]
) -> str:
    lines = [
        f"<table><tr><th>{heads[0]}</th><th>{heads[1]}</th><th>数值 value</th>"
        "<th>与第一情景之差 difference</th><th></th></tr>"
    ]
    for row in rows:
        unit, verdict = row.described.unit, row.verdict
        style = "better" if "better" in verdict else "worse" if "worse" in verdict else ""
        against = shown(row.against, unit, signed=True) if row.against else ""
        lines.append(
            f"<tr><td>{'' if row.scenario else name(row)}</td>"
            f"<td>{escape(results.scenarios[row.scenario].name)}</td>"
            f'<td class="n">{escape(shown(row.here, unit))}</td>'
            f'<td class="n">{escape(against)}</td>'
            f'<td class="{style}">{escape(verdict)}</td></tr>'
        )
    return "".join((*lines, "</table>"))


def _pictures(results: Results, region: Region) -> Iterator[str]:
    yield "<h2>图 <small>charts and maps</small></h2>"
    try:
        for name in charts_of(results):
            zh, en, draw = CHARTS[name]
            data = base64.b64encode(draw(results, region)).decode()
            yield (
                f'<figure><img alt="{escape(zh)}" src="data:image/png;base64,{data}">'
                f"<figcaption>{escape(zh)} <small>{escape(en)}</small></figcaption></figure>"
            )
    except ChartsMissing as missing:
        yield f'<p class="note">{escape(missing.zh)}<br><small>{escape(missing.en)}</small></p>'


def _tables(results: Results, region: Region) -> Iterator[str]:
    for figure, group in _BY:
        told = FIGURE_NAMES[figure]
        yield f"<h2>{told.zh} <small>{escape(told.en)}</small></h2>"
        rows = grouped_rows(results, figure, group)
        yield _table(
            ("对象 of", "情景 scenario"),
            rows,
            results,
            lambda row: escape(name_of(region, row.key.group, row.key.of)),
        )


def _assumptions(results: Results) -> Iterator[str]:
    yield "<h2>假设与推算 <small>what is assumed and modelled</small></h2><ul>"
    yield from (f"<li>{escape(s.zh)}<br><small>{escape(s.en)}</small></li>" for s in spoken())
    yield "</ul><p>与默认不同的参数 <small>parameters that are not the defaults</small></p><ul>"
    for scenario, name, value in changed_parameters(results):
        yield f"<li>{escape(scenario)}: {escape(name)} = {escape(value)}</li>"
    yield "</ul><h2>推演条件 <small>conditions</small></h2><table>"
    for name, value in frame(results):
        yield f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>"
    yield "</table>"


def _definitions() -> Iterator[str]:
    yield "<h2>指标定义 <small>definitions</small></h2><table>"
    for told in FIGURE_NAMES.values():
        yield (
            f"<tr><th>{told.zh}<br><small>{escape(told.en)}</small></th>"
            f"<td>{escape(told.means_zh)}<br><small>{escape(told.means_en)}</small></td></tr>"
        )
    yield "</table>"
