"""Every form in which a run is handed out, by the name of its file."""

from collections.abc import Callable

from simulations.reports.charts import CHARTS, ChartsMissing
from simulations.reports.page import as_html
from simulations.reports.printing import PrintingMissing, as_pdf
from simulations.reports.tables import as_csv
from simulations.reports.workbook import WorkbooksMissing, as_xlsx
from simulations.results.run import Results
from stations.region import Region

CANNOT = (ChartsMissing, PrintingMissing, WorkbooksMissing)
"""What an export raises where this machine lacks what it needs; each has ``zh`` and ``en``."""

EXPORTS: dict[str, tuple[str, Callable[[Results, Region], bytes]]] = {
    "results.csv": ("text/csv", as_csv),
    "results.xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_xlsx,
    ),
    "report.html": ("text/html", lambda results, region: as_html(results, region).encode()),
    "report.pdf": ("application/pdf", lambda results, region: as_pdf(as_html(results, region))),
    **{f"chart-{name}.png": ("image/png", draw) for name, (_, _, draw) in CHARTS.items()},
}
"""Media type and maker of each file."""
