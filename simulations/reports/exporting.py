"""Makes every form in which a run is handed out, by the name of its file (``names.FILES``)."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from simulations.reports.charts import CHARTS, ChartsMissing
from simulations.reports.page import as_html
from simulations.reports.printing import PrintingMissing, as_pdf
from simulations.reports.tables import as_csv
from simulations.reports.workbook import WorkbooksMissing, as_xlsx
from simulations.results.run import Results
from simulations.results.store import RESULTS, read_parquet
from stations import regionpack
from stations.region import Region

CANNOT = (ChartsMissing, PrintingMissing, WorkbooksMissing)
"""What an export raises where this machine lacks what it needs; each has ``zh`` and ``en``."""

EXPORTS: dict[str, Callable[[Results, Region], bytes]] = {
    "results.csv": as_csv,
    "results.xlsx": as_xlsx,
    "report.html": lambda results, region: as_html(results, region).encode(),
    "report.pdf": lambda results, region: as_pdf(as_html(results, region)),
    **{f"chart-{name}.png": draw for name, (_, _, draw) in CHARTS.items()},
}


def export(folder: str, pack: str, file: str) -> bytes:
    """One file of a run that has ended. Called in worker processes."""
    return EXPORTS[file](read_parquet(Path(folder) / RESULTS), _region(pack))


@lru_cache(maxsize=2)
def _region(pack: str) -> Region:
    return regionpack.load(Path(pack))
