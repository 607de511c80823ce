"""The files that a run can be handed out as, with their media types; without what makes them."""

FILES: dict[str, str] = {
    "results.csv": "text/csv",
    "results.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "report.html": "text/html",
    "report.pdf": "application/pdf",
    "chart-curve.png": "image/png",
    "chart-counties.png": "image/png",
    "chart-map.png": "image/png",
    "chart-difference.png": "image/png",
}
