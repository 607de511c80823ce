"""Charts and maps of a run as PNG; every word in Chinese only where a font for it is installed."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from geo.regions.areas import AreaKind
from simulations.reports.tables import name_of
from simulations.results.figures import Figure, Group, Key
from simulations.results.run import Results
from stations.region import Region

SCENARIOS_DRAWN_MAX = 8
LABEL_MAX = 56
_FONTS = ("Noto Sans CJK", "Source Han", "WenQuanYi", "Noto Serif CJK", "SimHei", "PingFang")
DPI = 120


class ChartsMissing(ImportError):
    """matplotlib is not installed."""

    zh = "缺少 matplotlib，无图。改法：pip install 'liandong120[planning]'"
    en = "matplotlib is missing, no charts. Remedy: pip install 'liandong120[planning]'"


class Canvas:
    """A sheet to draw on, and whether Chinese can be written on it."""

    def __init__(self, figure: Any, chinese: bool) -> None:
        self.figure, self.chinese = figure, chinese

    def say(self, zh: str, en: str) -> str:
        """Words that this machine can draw; never boxes."""
        return f"{zh} · {en}" if self.chinese else en

    def name(self, name: str, fallback: str) -> str:
        """A name where it can be drawn, else its number or code."""
        return name if self.chinese or name.isascii() else fallback


@contextmanager
def sheet(width: float, height: float) -> Iterator[Canvas]:
    """A sheet of so many inches, with a Chinese font where one is installed."""
    try:
        import matplotlib as mpl
        from matplotlib import font_manager
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure as Sheet
    except ImportError as error:
        raise ChartsMissing from error
    known = sorted({font.name for font in font_manager.fontManager.ttflist})
    chinese = next((n for wanted in _FONTS for n in known if n.startswith(wanted)), None)
    family = [*([chinese] if chinese else []), "DejaVu Sans"]
    with mpl.rc_context({"font.family": family, "axes.unicode_minus": False, "font.size": 9}):
        figure = Sheet(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield Canvas(figure, chinese is not None)


def png(figure: Any) -> bytes:
    """A drawn sheet as a picture."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def curve(results: Results, region: Region) -> bytes:
    """How many calls are reached within so many minutes, one line a scenario."""
    with sheet(8, 4.2) as canvas:
        axes = canvas.figure.add_subplot()
        for nth in range(min(len(results.scenarios), SCENARIOS_DRAWN_MAX)):
            keys = results.keys(Figure.WITHIN, Group.MINUTES)
            x = [int(key.of) for key in keys]
            y = [100 * (results.estimate(nth, key).mean or 0.0) for key in keys]
            axes.plot(x, y, label=_label(canvas, results, nth), linewidth=1.6)
        axes.set_xlabel(canvas.say("从来电起的分钟", "minutes from the ring"))
        axes.set_ylabel(canvas.say("已到达，%", "reached, %"))
        axes.set_ylim(0, 100)
        axes.grid(alpha=0.3)
        _above(axes)
        return png(canvas.figure)


def by_county(results: Results, region: Region) -> bytes:
    """Mean response of each county with its interval, scenarios side by side."""
    with sheet(8, 4.2) as canvas:
        axes = canvas.figure.add_subplot()
        keys = results.keys(Figure.RESPONSE_MEAN, Group.COUNTY)
        drawn = min(len(results.scenarios), SCENARIOS_DRAWN_MAX)
        wide = 0.8 / max(drawn, 1)
        for nth in range(drawn):
            found = [results.estimate(nth, key) for key in keys]
            axes.bar(
                np.arange(len(keys)) + nth * wide,
                [(one.mean or 0.0) / 60 for one in found],
                wide,
                yerr=[(one.half or 0.0) / 60 for one in found],
                capsize=2,
                label=_label(canvas, results, nth),
            )
        names = [canvas.name(name_of(region, Group.COUNTY, key.of), key.of) for key in keys]
        axes.set_xticks(np.arange(len(keys)) + wide * (drawn - 1) / 2, names)
        axes.set_ylabel(canvas.say("平均反应，分钟", "mean response, min"))
        _above(axes)
        return png(canvas.figure)


def response_map(results: Results, region: Region, scenario: int = 0) -> bytes:
    """Mean response of each township of one scenario."""
    return _map(
        results,
        region,
        lambda key: results.estimate(scenario, key).mean,
        ("YlOrBr", 0.0, 45.0),
        ("平均反应，分钟", "mean response, min"),
    )


def difference_map(results: Results, region: Region, scenario: int = 1) -> bytes:
    """By how many minutes each township is sooner (blue) or later than in the first scenario."""
    return _map(
        results,
        region,
        lambda key: results.difference(scenario, key).mean,
        ("RdYlBu_r", -10.0, 10.0),
        ("与现状之差，分钟（蓝为更快）", "difference, min (blue: sooner)"),
    )


def _map(
    results: Results,
    region: Region,
    value: Callable[[Key], float | None],
    scale: tuple[str, float, float],
    words: tuple[str, str],
) -> bytes:
    import shapely

    with sheet(8, 6) as canvas:
        axes = canvas.figure.add_subplot()
        for area in region.areas:
            if area.kind is AreaKind.COUNTY:
                for part in shapely.get_parts(area.polygon):
                    lon, lat = np.array(part.exterior.coords).T
                    axes.plot(lon, lat, color="grey", linewidth=0.7)
        found = results.keys(Figure.RESPONSE_MEAN, Group.TOWNSHIP)
        keys = [key for key in found if key.of in region.townships]
        towns = [region.townships[key.of] for key in keys]
        seconds = np.array([value(key) for key in keys], dtype=np.float64)
        colours, low, high = scale
        drawn = axes.scatter(
            [town.point.lon for town in towns],
            [town.point.lat for town in towns],
            c=np.clip(seconds / 60, low, high),
            s=[12 + 160 * np.sqrt(town.population / 2e5) for town in towns],
            cmap=colours,
            vmin=low,
            vmax=high,
            edgecolors="black",
            linewidths=0.3,
        )
        axes.set_title(canvas.say(*words))
        canvas.figure.colorbar(drawn, ax=axes, shrink=0.8)
        south, north = axes.get_ylim()
        axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
        axes.set_axis_off()
        return png(canvas.figure)


def _label(canvas: Canvas, results: Results, nth: int) -> str:
    return canvas.name(results.scenarios[nth].name, f"scenario {nth}")[:LABEL_MAX]


def _above(axes: Any) -> None:
    """Names of the scenarios over the drawing, where they hide nothing."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=8)


CHARTS: dict[str, tuple[str, str, Callable[[Results, Region], bytes]]] = {
    "curve": ("若干分钟内到达的比例", "share reached within so many minutes", curve),
    "counties": ("各区县平均反应时间", "mean response by county", by_county),
    "map": ("各乡镇平均反应时间（第一情景）", "mean response by township (first)", response_map),
    "difference": ("各乡镇反应时间之差", "difference by township", difference_map),
}
"""Every chart by its name in an export; the last needs a second scenario."""


def charts_of(results: Results) -> tuple[str, ...]:
    """The names of the charts that this run can be drawn as."""
    return tuple(name for name in CHARTS if name != "difference" or len(results.scenarios) > 1)
