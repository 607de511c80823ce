"""How well the fitted laws fit, as one picture: what was measured, and the curve put through it."""

from math import log

import numpy as np

from simulations.calibration.fitting import Calibration
from simulations.reports.charts import png, sheet


def draw(calibration: Calibration) -> bytes:
    """One panel a duration: shares by minute, the log-normal density, n and both tests."""
    fits = [fit for fit in calibration.fits if fit.n > 1]
    with sheet(9, 2.6 * max(1, (len(fits) + 1) // 2)) as canvas:
        for nth, fit in enumerate(fits):
            axes = canvas.figure.add_subplot((len(fits) + 1) // 2, 2, nth + 1)
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
        return png(canvas.figure)
