from pathlib import Path

import msgspec
import numpy as np
import pytest

from simulations.reports.exporting import EXPORTS
from simulations.reports.names import FILES
from simulations.reports.page import as_html
from simulations.reports.tables import as_csv, headline_rows, shown
from simulations.results.figures import FIGURE_NAMES, Figure, Group, Key, Unit
from simulations.results.intervals import Estimate, difference, estimate
from simulations.results.measuring import Targets
from simulations.results.parts import Part
from simulations.results.run import Inputs, Results
from simulations.results.store import RunFolder, Told, collect, filtered, read_parquet
from simulations.scenarios import Scenario
from simulations.scenarios.applying import parameters_of
from tests.support.planned import shiyan

REQUIREMENTS = ("SIM-08", "QA-04")

RESPONSE = Key(Figure.RESPONSE_MEAN, Group.ALL, "")
CROSS = Key(Figure.CROSS_AREA, Group.COUNTY, "420325")
KEYS = (
    RESPONSE,
    CROSS,
    Key(Figure.RESPONSE_MEAN, Group.TOWNSHIP, "420325209"),
    Key(Figure.WITHIN, Group.MINUTES, "15"),
    Key(Figure.BY_TIER, Group.LEVEL, "county"),
)


def inputs(**fields: object) -> Inputs:
    scenarios = (Scenario(name="现状"), Scenario(name="房县加强", question="多两辆车？"))
    own = parameters_of(shiyan(), scenarios[0])
    raw = Inputs(
        pack="420300 十堰市", pack_version="2026.1", pack_digest="abc", network_version="def",
        code_version="1", scenarios=scenarios, parameters=(own, own), targets=Targets(),
        described=((("与现状相同", "as today"),), (("多两辆", "two more"),)), vehicles=(226, 228),
    )  # fmt: skip
    return msgspec.structs.replace(raw, **fields)


def part(scenario: int, replication: int, shift: float) -> Part:
    values = tuple(600.0 + 10 * replication + shift + n for n in range(len(KEYS)))
    keys = tuple((k.figure.value, k.group.value, k.of) for k in KEYS)
    return Part(scenario, replication, keys, values, (1,) * len(KEYS), "kernel 1")


@pytest.fixture
def results() -> Results:
    parts = [part(s, r, -30.0 * s - (r % 2)) for s in (0, 1) for r in range(6)]
    return collect(inputs(), parts)


def test_the_interval_is_students() -> None:
    found = estimate(np.array([1.0, 2.0, 3.0, 4.0, np.nan]))
    assert (found.mean, found.n) == (2.5, 4)
    assert found.half == pytest.approx(3.182446 * 1.2909944 / 2, rel=1e-5)


def test_one_replication_claims_no_interval() -> None:
    found = estimate(np.array([7.0]))
    assert (found.mean, found.half, found.sure) == (7.0, None, False)
    assert estimate(np.array([])).mean is None


def test_pairs_tell_apart_what_two_intervals_do_not() -> None:
    luck = np.array([10.0, 60.0, 20.0, 90.0, 40.0])
    base, other = luck, luck - np.array([1.0, 1.2, 0.9, 1.1, 1.0])
    one, two = estimate(base), estimate(other)
    assert abs((one.mean or 0.0) - (two.mean or 0.0)) < (one.half or 0.0)
    assert difference(other, base).sure


def test_parquet_keeps_figures_and_everything_that_led_to_them(
    tmp_path: Path, results: Results
) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(results.inputs)
    for scenario in (0, 1):
        for replication in range(6):
            made = part(scenario, replication, 0.0)
            folder.take(scenario, replication, msgspec.msgpack.encode(made))
    ended = folder.end(results.inputs)
    again = read_parquet(tmp_path / "results.parquet")
    assert again.inputs == ended.inputs
    assert again.inputs.kernel_version == "kernel 1"
    assert again.inputs.scenarios[1].name == "房县加强"
    for nth in (0, 1):
        for key in KEYS:
            assert again.values[nth][key].tolist() == ended.values[nth][key].tolist()


def test_another_question_in_the_same_folder_begins_anew(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(inputs())
    folder.take(0, 0, msgspec.msgpack.encode(part(0, 0, 0.0)))
    folder.begin(inputs())
    assert folder.finished() == {(0, 0)}
    folder.begin(inputs(pack_digest="another"))
    assert folder.finished() == frozenset()


def test_a_part_is_labelled_as_such_in_every_report(results: Results) -> None:
    cut = Results(inputs(partial=True), results.values)
    assert "部分结果" in as_html(cut, shiyan())
    assert "部分结果" not in as_html(results, shiyan())


def test_a_missing_replication_leaves_the_others_paired() -> None:
    parts = [part(0, r, 0.0) for r in range(4)] + [part(1, r, -30.0) for r in (0, 1, 3)]
    found = collect(inputs(), parts).difference(1, RESPONSE)
    assert (found.mean, found.half, found.n) == (-30.0, 0.0, 3)


def test_the_columns_can_be_cut_to_what_is_asked(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(inputs())
    for scenario in (0, 1):
        folder.take(scenario, 0, msgspec.msgpack.encode(part(scenario, 0, 0.0)))
    folder.end(inputs())
    told = msgspec.json.decode(filtered(folder.summary(), ["response_mean_s"], ["all"]), type=Told)
    assert told.columns.figure == ["response_mean_s"] * 2
    assert told.columns.scenario == [0, 1]
    assert told.columns.diff[0] is None


def test_the_report_says_question_answer_assumptions_and_definitions(results: Results) -> None:
    page = as_html(results, shiyan())
    for words in (
        "多两辆车？",
        "更好 better",
        "假设与推算",
        "非齐次泊松",
        "指标定义",
        "QA-04",
        "kernel 1",
    ):
        assert words in page
    assert page.count("data:image/png") >= 3
    assert "http" not in page  # self-contained: opens without a network


def test_minutes_and_per_cent_are_shown_and_differences_signed(results: Results) -> None:
    rows = {(r.scenario, r.key.figure): r for r in headline_rows(results)}
    assert shown(rows[0, Figure.RESPONSE_MEAN].here, Unit.SECONDS).startswith("10.4")
    worse = shown(rows[1, Figure.RESPONSE_MEAN].against, Unit.SECONDS, signed=True)
    assert worse.startswith("-0.5")
    assert rows[1, Figure.RESPONSE_MEAN].verdict == "更好 better"
    small = Estimate(0.0001, 0.00001, 30)
    queued = rows[1, Figure.RESPONSE_MEAN]._replace(against=small)
    assert queued.verdict == "差异极小 negligible"
    assert queued._replace(against=Estimate(None, None, 0)).verdict == ""


def test_a_csv_opens_in_a_spreadsheet_and_names_places(results: Results) -> None:
    text = as_csv(results, shiyan())
    assert text.startswith(b"\xef\xbb\xbf")
    assert "房县中坝乡" in text.decode("utf-8-sig")


def test_every_file_that_is_offered_can_be_made() -> None:
    assert set(FILES) == set(EXPORTS)


def test_every_figure_says_what_it_means() -> None:
    assert set(FIGURE_NAMES) == set(Figure)
    assert all(told.means_zh and told.means_en for told in FIGURE_NAMES.values())
