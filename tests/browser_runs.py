"""How tests in a browser are run: figures told at the end, and a second try, never a silent one.

With ``--second-try`` a browser test that failed is run once more: its module's server and even the
browser are ended first, for the failure may lie in them. A test that passes only then is told at
the end with ↻ and its first failure: a race to be found and mended, not hidden.
"""

import pytest
from _pytest.runner import runtestprotocol

TRIED_AGAIN = "tried again"
FIGURE = "figure"
"""The property of a test under which a figure travels from a worker to the end of the run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--second-try", action="store_true", help="try failed browser tests once more")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a browser test, at most twice; anything else is left to pytest."""
    if not item.config.getoption("--second-try") or item.get_closest_marker("browser") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    failed = [report for report in reports if report.failed]
    if failed:
        for report in (*failed, *_end_everything(item)):
            report.outcome = TRIED_AGAIN  # type: ignore[assignment]
            item.ihook.pytest_runtest_logreport(report=report)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _end_everything(item: pytest.Item) -> list[pytest.TestReport]:
    """Servers and browser too, although they are there for more than one test; what went wrong."""
    ending = pytest.CallInfo.from_call(
        lambda: item.session._setupstate.teardown_exact(None), when="teardown"
    )
    return [pytest.TestReport.from_item_and_call(item, ending)] if ending.excinfo else []


def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport,
) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    if report.outcome != TRIED_AGAIN:
        return None
    return TRIED_AGAIN, "↻", ("TRIED AGAIN", {"yellow": True})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that were measured, and which tests were tried again with their first failure."""
    called = (r for reports in terminalreporter.stats.values() for r in reports)
    figures = [
        value
        for report in called
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == FIGURE
    ]
    if figures:
        terminalreporter.section("figures")
    for line in figures:
        terminalreporter.write_line(str(line))
    tried = terminalreporter.getreports(TRIED_AGAIN)
    if tried:
        terminalreporter.section("tried again: a race in a page or in a test, to be mended")
    for report in tried:
        terminalreporter.write_line(f"↻ {report.nodeid} ({report.when})", yellow=True)
        terminalreporter.write_line(report.longreprtext)
