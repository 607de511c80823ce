"""Coverage as a picture (PNG): minutes to the nearest crew, or what another fleet changes."""

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.regions.areas import AreaKind
from geo.routing.matrices import appearing_whole
from simulations.coverage.change import Change
from simulations.coverage.surface import Surface
from stations.region import Region

STEPS_MIN = (0.0, 8.0, 12.0, 15.0, 20.0, 30.0, 45.0, 60.0)
CHANGE_MAX_MIN = 15.0
_CJK = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "SimHei", "PingFang SC")


class PicturesMissing(ImportError):
    """matplotlib is not installed."""

    zh = "缺少 matplotlib。改法：pip install 'liandong120[planning]'"
    en = "matplotlib is missing. Remedy: pip install 'liandong120[planning]'"


def draw(found: Surface | Change, region: Region, path: Path, title_zh: str, title_en: str) -> None:
    """One map with the counties' borders, stations and a legend; sizes follow the people.

    Without a Chinese font it says so in English, instead of drawing boxes.
    """
    try:
        import matplotlib as mpl
        from matplotlib import font_manager
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PicturesMissing from error
    known = {font.name for font in font_manager.fontManager.ttflist}
    chinese = next((name for name in _CJK if name in known), None)
    with mpl.rc_context({"font.family": [*([chinese] if chinese else []), "DejaVu Sans"]}):
        figure = Figure(figsize=(11, 8), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        _borders(axes, region)
        drawn = _changed(axes, found) if isinstance(found, Change) else _minutes(axes, found)
        words = "change, min" if isinstance(found, Change) else "min"
        figure.colorbar(drawn, ax=axes, label=f"分钟 {words}" if chinese else words, shrink=0.7)
        _stations(axes, region)
        axes.set_title(
            f"{title_zh}\n{title_en}" if chinese else f"{title_en}\n(no Chinese font here)"
        )
        south, north = axes.get_ylim()
        axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
        axes.set_axis_off()
        with appearing_whole(path) as temporary:
            figure.savefig(temporary, dpi=130, format="png")


def _spread(found: Surface) -> dict[str, Any]:
    """Where the marks stand and how large they are."""
    places = found.places
    lon = np.array([point.lon for point in places.points])
    lat = np.array([point.lat for point in places.points])
    size = 6 + 260 * np.sqrt(places.people / max(1.0, places.people.max()))
    if places.cell_km:
        size = np.full(len(places), max(3.0, 9.0 * places.cell_km))
    return {"x": lon, "y": lat, "s": size, "marker": "s" if places.cell_km else "o"}


def _minutes(axes: Any, found: Surface) -> Any:
    from matplotlib import colormaps
    from matplotlib.colors import BoundaryNorm

    colours = colormaps["YlOrBr"].with_extremes(bad="black")
    shown = np.ma.masked_invalid(np.minimum(found.first_min, 1e6))
    shown[~np.isfinite(found.first_min)] = np.ma.masked
    norm = BoundaryNorm(STEPS_MIN, colours.N, extend="max")
    return axes.scatter(
        **_spread(found), c=shown, cmap=colours, norm=norm, linewidths=0.2, edgecolors="black"
    )


def _changed(axes: Any, found: Change) -> Any:
    shown = np.clip(found.minutes, -CHANGE_MAX_MIN, CHANGE_MAX_MIN)
    return axes.scatter(
        **_spread(found.after),
        c=shown,
        cmap="RdBu_r",
        vmin=-CHANGE_MAX_MIN,
        vmax=CHANGE_MAX_MIN,
        linewidths=0.2,
        edgecolors="black",
    )


def _borders(axes: Any, region: Region) -> None:
    for area in region.areas:
        if area.kind is AreaKind.COUNTY:
            for part in shapely.get_parts(area.polygon):
                lon, lat = np.array(part.exterior.coords).T
                axes.plot(lon, lat, color="grey", linewidth=0.7)


def _stations(axes: Any, region: Region) -> None:
    used = {vehicle.station_code for vehicle in region.vehicles.values()}
    points = [unit.point for unit in region.units.values() if unit.code in used]
    axes.scatter(
        [p.lon for p in points], [p.lat for p in points], marker="^", s=14, color="navy", zorder=3
    )
