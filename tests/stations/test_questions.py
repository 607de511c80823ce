"""Key questions, guidance cards, the table of foreign codes: what is shipped, what is refused."""

import shutil
from pathlib import Path

import pytest

import stations.questions.reading as reading
from stations.questions import QuestionsInvalid, built_in, read_book
from stations.questions.book import FIRST_SET
from stations.questions.checks import steps_of

SET = """
id = "universal"
version = "1"
zh = "首问"
en = "First"
sources = ["a book"]

[[question]]
id = "awake"
zh = "清醒吗"
en = "Awake?"
answer = [{ id = "yes", zh = "是", en = "yes" }, { id = "no", zh = "否", en = "no", urgency = "I" }]

[[question]]
id = "breathing"
zh = "有呼吸吗"
en = "Breathing?"
answer = [{ id = "yes", zh = "是", en = "yes" },
  { id = "no", zh = "否", en = "no", cards = ["cpr"] }]
"""
CARDS = """
[[card]]
id = "cpr"
version = "1"
zh = "心肺复苏"
en = "CPR"
sources = ["a book"]
step = [{ zh = "按", en = "push" }]
"""


def book_of(folder: Path, first: str = SET, cards: str = CARDS, **more: str) -> Path:
    (folder / "sets").mkdir(exist_ok=True)
    (folder / "sets" / "universal.toml").write_text(first, "utf-8")
    for name, text in more.items():
        (folder / "sets" / f"{name}.toml").write_text(text, "utf-8")
    (folder / "cards.toml").write_text(cards, "utf-8")
    shutil.copy(reading.HERE / "determinants.toml", folder)
    return folder


def faults_of(folder: Path) -> list[tuple[str, str, str, str]]:
    with pytest.raises(QuestionsInvalid) as invalid:
        read_book(folder)
    assert all(f.zh and f.en and f.remedy_zh and f.remedy_en for f in invalid.value.faults)
    return [(f.file, f.field, f.value, f.zh) for f in invalid.value.faults]


def test_what_is_shipped_ends_leads_everywhere_and_names_its_sources() -> None:
    book = built_in()
    assert len(book.sets) >= 14
    assert all(one.sources and one.version for one in book.sets)
    assert all(card.sources and card.version for card in book.cards)
    asked = {question for node in steps_of(book).values() for question in node}
    assert {set_id for set_id, _ in asked} >= book.by_id.keys() - {FIRST_SET}


def test_nobody_is_asked_more_than_a_dozen_questions() -> None:
    ahead = steps_of(built_in())

    def longest(node: tuple[str, str]) -> int:
        return 1 + max((longest(to) for to in ahead[node]), default=0)

    assert longest((FIRST_SET, "awake")) <= 12


def test_a_metronome_keeps_to_the_pace_of_compressions() -> None:
    paces = {card.id: card.per_min for card in built_in().cards if card.per_min}
    assert paces.keys() == {"cpr", "cpr_child"}
    assert all(100 <= pace <= 120 for pace in paces.values())


def test_a_complaint_proposes_the_sets_that_know_its_words() -> None:
    proposed = [one.id for one in built_in().proposed("我妈突然胸口疼，出冷汗")]
    assert proposed == ["chest_pain"]
    assert built_in().proposed("") == ()


def test_a_centres_own_set_stands_for_the_one_that_comes_with_the_program(tmp_path: Path) -> None:
    (tmp_path / "sets").mkdir()
    own = (reading.HERE / "sets" / "stroke.toml").read_text("utf-8").replace("2026.1", "十堰 3")
    (tmp_path / "sets" / "own_stroke.toml").write_text(own, "utf-8")
    book = read_book(tmp_path, built_in())
    assert book.by_id["stroke"].version == "十堰 3"
    assert book.by_id["burns"] == built_in().by_id["burns"]
    assert book.cards == built_in().cards


def test_a_small_book_can_be_read(tmp_path: Path) -> None:
    assert [one.id for one in read_book(book_of(tmp_path)).sets] == ["universal"]


def test_an_unknown_target_is_named_with_what_would_do(tmp_path: Path) -> None:
    folder = book_of(
        tmp_path,
        SET.replace(
            'en = "yes" }, { id = "no", zh = "否", en = "no", u',
            'en = "yes", next = "pulse" }, { id = "no", zh = "否", en = "no", u',
        ),
    )
    assert faults_of(folder) == [
        ("sets/universal.toml", "question[0].answer[0].next", "pulse", "没有这个去处")
    ]


def test_a_set_that_cannot_end_is_refused(tmp_path: Path) -> None:
    folder = book_of(tmp_path, SET.replace('cards = ["cpr"]', 'next = "awake"'))
    assert faults_of(folder) == [
        ("sets/universal.toml", "question.id", "awake", "问题集绕回此问，永不结束")
    ]


def test_two_sets_that_lead_to_each_other_never_end_either(tmp_path: Path) -> None:
    first = SET.replace('cards = ["cpr"]', 'next = "set:second"')
    second = SET.replace('"universal"', '"second"').replace(
        'cards = ["cpr"]', 'next = "set:universal"'
    )
    fault = faults_of(book_of(tmp_path, first, second=second))[0]
    assert fault[3] == "问题集绕回此问，永不结束"


def test_a_question_that_nobody_is_asked_is_refused(tmp_path: Path) -> None:
    ends = SET.replace(
        'zh = "是", en = "yes" }, { id = "no", zh = "否", en = "no", urgency = "I" }',
        'zh = "是", en = "yes", next = "end" }, { id = "no", zh = "否", en = "no", next = "end" }',
    )
    assert faults_of(book_of(tmp_path, ends)) == [
        ("sets/universal.toml", "question.id", "breathing", "没有哪个答案会问到它")
    ]


@pytest.mark.parametrize(
    ("before", "after", "field", "value", "said"),
    [
        ('en = "Awake?"\n', "", "question[0].en", "", "缺少译文"),
        ('en = "Awake?"', 'en = " "', "question[0].en", " ", "缺少译文"),
        ('id = "breathing"', 'id = "awake"', "question.id", "awake", "编号出现 2 次"),
        ('urgency = "I"', 'urgency = "V"', "question[0].answer[1].urgency", "V", "值不对"),
        ('urgency = "I"', 'urgent = "I"', "question[0].answer[1].urgent", "I", "不认识的项"),
        ('["cpr"]', '["crp"]', "question[1].answer[1].cards", "crp", "没有这张指导卡"),
        ('version = "1"', 'version = ""', "version", "", "缺少版本或依据"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_by_file_field_and_value(
    tmp_path: Path, before: str, after: str, field: str, value: str, said: str
) -> None:
    assert before in SET
    folder = book_of(tmp_path, SET.replace(before, after, 1))
    assert faults_of(folder) == [("sets/universal.toml", field, value, said)]


def test_the_same_set_twice_names_both_files(tmp_path: Path) -> None:
    folder = book_of(tmp_path, again=SET)
    assert ("sets/universal.toml", "id", "universal", "编号已用于 sets/again.toml") in faults_of(
        folder
    )


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file, _, _, said = faults_of(book_of(tmp_path, "id = "))[0]
    assert file == "sets/universal.toml"
    assert said.startswith("无法读取")


@pytest.mark.parametrize(
    ("code", "grade"),
    [("9-E-1", "I"), ("26-c-2", "II"), ("26-A-7", "III"), ("33-O-1", "IV"), ("33-Ω-1", "IV"),
     ("9", None), ("", None), ("9-Z-1", None)],
)  # fmt: skip
def test_a_foreign_code_is_read_by_its_letter(code: str, grade: str | None) -> None:
    assert built_in().determinants.grade_of(code) == grade
