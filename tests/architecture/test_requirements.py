"""The page of requirements claims nothing that no scenario or test shows."""

from tests.requirements import LEVELS, STATES, TARGET, list_shown, load_areas, render

NEEDS = [need for area in load_areas() for need in area["needs"]]


def test_the_page_is_the_one_that_its_sources_generate() -> None:
    assert TARGET.read_text(encoding="utf-8") == render(), "run: make docs"


def test_what_is_done_is_shown() -> None:
    shown = list_shown()
    done = [need["id"] for need in NEEDS if need["state"] == "done"]
    assert [need for need in done if not shown[need]] == []


def test_tests_show_known_requirements_only_and_every_play_shows_one() -> None:
    shown = list_shown()
    assert set(shown) <= {need["id"] for need in NEEDS}
    plays = {path for paths in shown.values() for path in paths}
    folder = TARGET.parents[1] / "tests" / "scenarios"
    assert set(folder.glob("test_*.py")) <= plays


def test_every_row_has_words_a_level_and_a_state() -> None:
    for need in NEEDS:
        assert all(need[language] for language in ("zh", "en")), need["id"]
        assert need["level"] in LEVELS
        assert need["state"] in STATES
        assert need["state"] != "partly" or need.get("left"), f"{need['id']}: what is left?"
