"""How well the fitted laws fit, as one picture: what was measured, and the curve put through it."""

from math import log
from typing import Any

import numpy as np

from simulations.calibration.demand import APART_SD
from simulations.calibration.fitting import Calibration
from simulations.reports.charts import Canvas, png, sheet

NAMED_MAX = 6
"""So many townships are named; the others are dots."""


def draw(calibration: Calibration) -> bytes:
    """One panel a duration: shares by minute, the log-normal density, n and both tests; then the
    townships' calls against those that their people let expect."""
    fits = [fit for fit in calibration.fits if fit.n > 1]
    panels = len(fits) + bool(calibration.townships)
    with sheet(9, 2.6 * max(1, (panels + 1) // 2)) as canvas:
        for nth, fit in enumerate(fits):
            axes = canvas.figure.add_subplot((panels + 1) // 2, 2, nth + 1)
            minutes = np.array(calibration.samples[fit.name]) / 60
            most = float(np.percentile(minutes, 99)) * 1.1
            axes.hist(minutes, bins=30, range=(0, most), density=True, color="#9db8d2")
            x = np.linspace(most / 400, most, 400)
            sigma, mu = max(fit.sigma_log, 1e-6), log(fit.median_s / 60)
            density = np.exp(-((np.log(x) - mu) ** 2) / (2 * sigma**2))
            axes.plot(x, density / (x * sigma * np.sqrt(2 * np.pi)), color="#a3261d")
            axes.set_title(
                f"{canvas.say(fit.zh, fit.en)} n={fit.n} "
                f"D={fit.ks_d:.3f}/{fit.ks_limit:.3f} A²={fit.ad_a2:.2f}/{fit.ad_limit}"
            )
            axes.set_xlabel(canvas.say("分钟", "min"))
            axes.set_yticks([])
        if calibration.townships:
            axes = canvas.figure.add_subplot((panels + 1) // 2, 2, panels)
            _townships(axes, canvas, calibration)
        return png(canvas.figure)


def _townships(axes: Any, canvas: Canvas, calibration: Calibration) -> None:
    """A dot each, and the band in which chance alone leaves nearly all of them."""
    towns = calibration.townships
    most = max(max(one.expected, one.calls) for one in towns) * 1.15
    x = np.linspace(0, most, 200)
    band = APART_SD * np.sqrt(x)
    axes.fill_between(x, np.maximum(x - band, 0), x + band, color="#e3ebf3")
    axes.plot(x, x, color="#a3261d")
    axes.scatter([one.expected for one in towns], [one.calls for one in towns], s=9)
    for one in towns[:NAMED_MAX]:
        if abs(one.apart_sd) > APART_SD:
            axes.annotate(
                f"{canvas.name(one.name, one.code)} ×{one.factor:.2g}",
                (one.expected, one.calls),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
            )
    axes.set_xlim(0, max(one.expected for one in towns) * 1.35)
    axes.set_ylim(0, most)
    axes.set_title(canvas.say("乡镇呼叫", "calls of townships"))
    axes.set_xlabel(canvas.say("按人口预期", "expected by people"))
