"""The printable page as PDF, where a Chromium is installed; nowhere else is one needed."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHIN_S = 120.0


class PrintingMissing(RuntimeError):
    """No Chromium, or it made nothing."""

    zh = "没有可用的 Chromium，无法生成 PDF。改法：安装 chromium，或用浏览器打开 HTML 打印"
    en = "no Chromium that works, no PDF. Remedy: install chromium, or print the HTML page"


def as_pdf(html: str) -> bytes:
    """The page as PDF. Raises ``PrintingMissing``."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise PrintingMissing
    with TemporaryDirectory(prefix="liandong-pdf-") as name:
        folder = Path(name)
        page, made = folder / "report.html", folder / "report.pdf"
        page.write_text(html, "utf-8")
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [
            browser, "--headless", "--disable-gpu", *sandbox, "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}", page.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, timeout=WITHIN_S, check=True, capture_output=True)
            return made.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise PrintingMissing from error
