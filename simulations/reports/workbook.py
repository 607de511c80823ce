"""A run as a workbook (XLSX): headlines, every figure, scenarios, definitions, assumptions."""

import io

from simulations.reports.tables import COLUMNS, headline_rows, shown, table_of
from simulations.reports.wording import changed_parameters, frame, partial_note, spoken
from simulations.results.figures import FIGURE_NAMES
from simulations.results.run import Results
from stations.region import Region


class WorkbooksMissing(ImportError):
    """openpyxl is not installed."""

    zh = "缺少 openpyxl。改法：pip install 'liandong120[planning]'"
    en = "openpyxl is missing. Remedy: pip install 'liandong120[planning]'"


def as_xlsx(results: Results, region: Region) -> bytes:
    """The workbook. Raises ``WorkbooksMissing``."""
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError as error:
        raise WorkbooksMissing from error
    book = Workbook()
    front = book.active
    front.title = "结论"
    if note := partial_note(results.inputs):
        front.append([f"{note.zh} / {note.en}"])
    for row in frame(results):
        front.append(row)
    front.append([])
    front.append(["指标 figure", "情景 scenario", "结果 result", "与第一情景之差", "结论 verdict"])
    for one in headline_rows(results):
        unit = one.described.unit
        front.append(
            [
                f"{one.described.zh} {one.described.en}",
                results.scenarios[one.scenario].name,
                shown(one.here, unit),
                shown(one.against, unit, signed=True) if one.against else "",
                one.verdict,
            ]
        )
    figures = book.create_sheet("全部指标")
    figures.append(COLUMNS)
    for cells in table_of(results, region):
        figures.append(cells)
    scenarios = book.create_sheet("情景")
    scenarios.append(["情景 scenario", "问题 question", "变化", "change"])
    for scenario, described in zip(results.scenarios, results.inputs.described, strict=True):
        for zh, en in described:
            scenarios.append([scenario.name, scenario.question, zh, en])
    for name, parameter, value in changed_parameters(results):
        scenarios.append([name, "", f"{parameter} = {value}", ""])
    meanings = book.create_sheet("指标定义")
    for told in FIGURE_NAMES.values():
        meanings.append([told.zh, told.en, told.unit.value, told.means_zh, told.means_en])
    assumed = book.create_sheet("假设与推算")
    for say in spoken():
        assumed.append(list(say))
    for sheet in book.worksheets:
        for column, width in zip("ABCDEFGHIJKLM", (34, 26, 30, 30, 26, *[16] * 8), strict=True):
            sheet.column_dimensions[column].width = width
    for cell in figures[1]:
        cell.font = Font(bold=True)
    figures.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
