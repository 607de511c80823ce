"""The settings class, its generated reference, and what a person sees who mistypes one."""

import subprocess
import sys

import pytest

from console.settings import Settings, SettingsInvalid, read_settings, variable_of
from console.settings_reference import TARGET, render


def test_the_reference_page_is_the_one_the_class_generates() -> None:
    assert TARGET.read_text(encoding="utf-8") == render(), "run: make docs"


def test_every_setting_is_explained_in_both_languages() -> None:
    for name, field in Settings.model_fields.items():
        assert field.title, name
        assert field.description, name


def test_a_number_has_both_its_bounds() -> None:
    for name, field in Settings.model_fields.items():
        if field.annotation in (int, float):
            kinds = {type(rule).__name__ for rule in field.metadata}
            assert kinds >= {"Ge", "Le"}, name


def test_an_empty_environment_gives_settings_that_need_nothing_installed() -> None:
    settings = read_settings({})
    assert settings.host == "127.0.0.1"
    assert settings.port == 8120
    assert settings.database_url.startswith("sqlite:")


def test_every_wrong_value_is_named_at_once_with_its_remedy() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings({"LIANDONG_PORT": "abc", "LIANDONG_CLOCK": "sundial", "LIANDONG_PROT": "1"})
    problems = {problem.variable: problem for problem in caught.value.problems}
    assert set(problems) == {"LIANDONG_PORT", "LIANDONG_CLOCK", "LIANDONG_PROT"}
    assert "1 … 65535" in problems["LIANDONG_PORT"].en
    assert "real | simulated" in problems["LIANDONG_CLOCK"].zh
    assert "Did you mean LIANDONG_PORT?" in problems["LIANDONG_PROT"].en


def test_origins_are_given_as_people_type_a_list() -> None:
    given = {variable_of("allowed_origins"): "http://desk-1:8120/, http://desk-2:8120"}
    assert read_settings(given).allowed_origins == ("http://desk-1:8120", "http://desk-2:8120")


def test_a_database_password_is_never_shown() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings({"LIANDONG_DATABASE_URL": "mysql://desk:secret@host/db"})
    assert "secret" not in str(caught.value)


def test_a_wrong_value_stops_the_start_with_code_2_and_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from console.settings import load_settings; load_settings()"],
        env={"LIANDONG_PORT": "99999", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "LIANDONG_PORT = '99999'" in done.stderr
    assert "监听端口" in done.stderr
    assert "Traceback" not in done.stderr
