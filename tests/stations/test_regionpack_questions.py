"""A pack's own questions: what differs counts, what is wrong is told like any other row."""

from pathlib import Path

import pytest

from stations.questions import built_in
from stations.questions.reading import HERE
from stations.regionpack import PackInvalid, check, load
from tests.stations.region_packs import write_pack

REQUIREMENTS = ("CALL-09",)


def own_set(pack: Path, text: str) -> None:
    (pack / "questions" / "sets").mkdir(parents=True)
    (pack / "questions" / "sets" / "stroke.toml").write_text(text, "utf-8")


def test_a_pack_without_questions_asks_those_of_the_program(tmp_path: Path) -> None:
    assert load(write_pack(tmp_path)).questions == built_in()


def test_a_pack_with_a_set_of_its_own_asks_that_one(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    shipped = (HERE / "sets" / "stroke.toml").read_text("utf-8")
    own_set(pack, shipped.replace('version = "2026.1"', 'version = "本市 2"'))
    assert load(pack).questions.by_id["stroke"].version == "本市 2"


def test_a_wrong_set_is_a_problem_of_the_pack_with_file_field_value_and_remedy(
    tmp_path: Path,
) -> None:
    pack = write_pack(tmp_path)
    shipped = (HERE / "sets" / "stroke.toml").read_text("utf-8")
    own_set(pack, shipped.replace('cards = ["stroke"]', 'cards = ["strike"]'))
    problems = [p for p in check(pack) if p.file.startswith("questions/")]
    assert [(p.file, p.field, p.value) for p in problems] == [
        ("questions/sets/stroke.toml", "cards", "strike")
    ]
    assert all(p.remedy_zh and p.remedy_en for p in problems)
    with pytest.raises(PackInvalid, match="strike"):
        load(pack)
