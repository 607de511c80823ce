from simulations.calibration.comparing import NEAR_S
from simulations.calibration.demand import CASES_MIN
from simulations.calibration.fitting import calibrate
from simulations.results.figures import FIGURE_NAMES, HEADLINES
from tests.planning_example import PAGE, rewritten, run, shown
from tests.support.planned import shiyan

REQUIREMENTS = ("SIM-03", "SIM-07")


def output_of(command: str) -> str:
    """What the page shows below a command, without the folding of its tables."""
    text = PAGE.read_text("utf-8")
    start = text.index(f"$ liandong plan {command}")
    return text[start : text.index("```", start)]


def test_the_page_shows_what_the_quick_commands_really_print() -> None:
    quick = [one for one in shown(PAGE.read_text("utf-8")) if " plan check " in one.command]
    assert quick
    for one in quick:
        assert run(one.command) == one.output


def test_the_page_shows_every_headline_of_a_comparison_in_its_order() -> None:
    page = output_of("compare")
    found = [page.find(f"\n{FIGURE_NAMES[figure].zh}") for figure in HEADLINES]
    assert -1 not in found
    assert found == sorted(found)


def test_the_page_shows_every_step_and_parameter_that_a_journal_teaches() -> None:
    page = output_of("calibrate")
    learned = calibrate(shiyan(), [])
    words = [*(fit.zh for fit in learned.fits), *(term.zh for term in learned.terms)]
    found = [page.find(f"\n{zh}") for zh in words]
    assert -1 not in found, words[found.index(-1)]
    assert f"少于 {CASES_MIN} 例" in page


def test_the_page_shows_the_figures_of_a_replayed_day() -> None:
    page = output_of("replay")
    assert all(f"\n{FIGURE_NAMES[figure].zh}" in page for figure in HEADLINES)
    assert f"within {NEAR_S / 60:g} min" in page


def test_outputs_are_put_below_their_commands() -> None:
    text = "a\n```console\n$ liandong x\nold\n```\nb\n```console\n$ liandong y\n```\n"
    fresh = rewritten(text, lambda command: f"did {command}\n")
    assert fresh == (
        "a\n```console\n$ liandong x\ndid liandong x\n```\n"
        "b\n```console\n$ liandong y\ndid liandong y\n```\n"
    )
