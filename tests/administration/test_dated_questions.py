"""Questions with a day: checked when they are written, in force by themselves when it comes."""

import threading
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from console.packs.question_views import question_views
from dispatch.domain.clock import SimulatedClock
from stations import regionpack
from stations.organisation import day_in_china
from stations.questions import built_in, text_of
from stations.questions.reading import HERE
from stations.questions.writing import to_toml
from stations.regionpack import check, load
from stations.taking import take_questions_due
from tests.stations.region_packs import write_pack
from tests.support.running import STREET, Running, Seat, run_server

REQUIREMENTS = ("CALL-09", "CALL-10", "ORG-01")

BURNS = "questions/sets/burns.toml"
HOUR_MS = 3_600_000
DAY, NEXT_DAY = "2026-11-21", "2026-11-22"
NOON = 1_795_233_600_000
"""12:00 on 2026-11-21 in China."""


def burns(version: str, *edits: tuple[str, str]) -> str:
    text = text_of("sets/burns.toml").replace("2026.1", version)
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def lay(pack: Path, name: str, text: str) -> None:
    path = pack / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_every_set_card_and_code_of_the_program_reads_the_same_after_a_form_wrote_it() -> None:
    for path in sorted(HERE.rglob("*.toml")):
        given = tomllib.loads(path.read_text("utf-8"))
        assert tomllib.loads(to_toml(given)) == given, path.name


def test_what_a_form_leaves_wrong_is_written_as_it_is_and_told_by_the_check(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    given = tomllib.loads(text_of("sets/burns.toml"))
    given["question"][0]["answer"][0] |= {"urgency": "V", "zh": 'a"\\\n\x7f'}
    lay(pack, BURNS, to_toml(given))
    (problem,) = (p for p in check(pack) if p.file == BURNS)
    assert (problem.field, problem.value) == ("question[0].answer[0].urgency", "V")
    assert to_toml({"question": "none"}) == 'question = "none"\n'


def test_a_coming_set_stands_over_the_one_before_and_is_checked_now(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    lay(pack, BURNS, burns("本市 1"))
    lay(pack, f"questions/{NEXT_DAY}/sets/burns.toml", burns("本市 2"))
    lay(pack, f"questions/{NEXT_DAY}/cards.toml", "")
    region = load(pack)
    assert region.questions.by_id["burns"].version == "本市 1"
    (coming,) = region.coming_questions
    assert coming.day == NEXT_DAY
    assert coming.book.by_id["burns"].version == "本市 2"
    assert coming.book.by_id["stroke"] == built_in().by_id["stroke"]
    lay(pack, "questions/2026-13-01/sets/burns.toml", burns("x"))
    lay(pack, "questions/2027-01-01/sets/burns.toml", burns("y", ('"III"', '"VI"')))
    told = {(p.file, p.value) for p in check(pack) if p.file.startswith("questions/")}
    assert told == {
        ("questions/2026-13-01", "2026-13-01"),
        ("questions/2027-01-01/sets/burns.toml", "VI"),
    }


def test_the_day_changes_the_book_once_and_who_is_asking_goes_on_by_the_former(
    tmp_path: Path,
) -> None:
    pack = write_pack(tmp_path)
    lay(pack, f"questions/{NEXT_DAY}/sets/burns.toml", burns("本市 2"))
    region = load(pack)
    assert not take_questions_due(region, NOON)
    assert not take_questions_due(region, NOON + 43_199_999)
    assert take_questions_due(region, NOON + 43_200_000)
    assert not take_questions_due(region, NOON + 43_200_000)
    assert region.questions.by_id["burns"].version == "本市 2"
    assert region.questions_of({"burns": "2026.1"}) == built_in()
    assert region.questions_of({"burns": "本市 2"}) == region.questions
    assert region.questions_of({"burns": "nobody knows"}) == region.questions
    assert region.questions_of({}) == region.questions


def test_the_page_lists_what_is_in_force_and_what_comes(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    files = {
        BURNS: burns("本市 1"),
        f"questions/{DAY}/sets/burns.toml": burns("本市 2"),
        f"questions/{NEXT_DAY}/sets/burns.toml": burns("本市 3"),
        f"questions/{NEXT_DAY}/cards.toml": "",
    }
    for name, text in files.items():
        lay(pack, name, text)
    region = load(pack)
    take_questions_due(region, NOON)
    views = list(question_views(region, {n: t.encode() for n, t in files.items()}))
    assert [(v.version, v.from_day, v.in_force) for v in views if v.id == "burns"] == [
        ("本市 2", DAY, True),
        ("本市 3", NEXT_DAY, False),
    ]
    assert [(v.from_day, v.in_force) for v in views if v.id == "cards"] == [
        ("", True),
        (NEXT_DAY, False),
    ]
    assert [v.file for v in views if v.id == "stroke"] == ["questions/sets/stroke.toml"]


def day_after(now_ms: int) -> str:
    """The next day in China."""
    return day_in_china(now_ms + 24 * HOUR_MS)


def to_midnight(server: Running) -> None:
    """The training clock is set to the next day; everything else goes on as it would."""
    clock = server.system.clock
    assert isinstance(clock, SimulatedClock)
    clock._base_ms += 24 * HOUR_MS


def test_at_a_running_server_a_set_takes_force_on_its_day_and_a_triage_ends_by_the_one_it_began(
    tmp_path: Path,
) -> None:
    region = replace(load(regionpack.builtin("shiyan")))
    with run_server(tmp_path, region=region, wait_for_roads=False, clock="simulated") as server:
        admin, desk = server.seat("admin"), server.seat("city")
        pack = admin.get("/admin/pack").json()
        day = day_after(server.system.clock.now_ms())
        content = next(q["content"] for q in pack["questions"] if q["id"] == "burns")
        content["question"][0]["id"] = "voice"
        file = f"questions/{day}/sets/burns.toml"
        body = {"hash": pack["hash"], "files": {file: content}}

        told = admin.post("/admin/pack/check", body).json()
        assert not told["can_be_taken"]
        assert "2026.1" in told["conflicts"][0]["zh"]
        content["version"] = "本市 2"
        told = admin.post("/admin/pack/check", body).json()
        (change,) = told["changes"]
        assert (change["from_day"], change["waits"]) == (day, False)
        assert {f["name"] for f in change["fields"]} >= {"version", "question #"}
        admin.do("/admin/pack/edition", {**body, "reason": "新版烧伤问题"})

        assert [q["in_force"] for q in _burns(admin)] == [True, False]
        incident = server.call_in(location=STREET)
        first = {"set_id": "burns", "question_id": "airway", "answer_id": "no"}
        desk.do(f"/incidents/{incident}/triage", {"answers": [first]})
        other = server.call_in(location=STREET)
        to_midnight(server)
        eventually(lambda: [q["version"] for q in _burns(admin)] == ["本市 2"])

        book = desk.get("/triage").json()
        assert [_version(book), _version(book["former"][0])] == ["本市 2", "2026.1"]
        second = {"set_id": "burns", "question_id": "size", "answer_id": "small"}
        desk.do(f"/incidents/{incident}/triage", {"answers": [first, second], "revision": 1})
        refused = desk.post(f"/incidents/{other}/triage", {"answers": [first]})
        assert refused.json()["code"] == "question_not_asked"
        desk.do(f"/incidents/{other}/triage", {"answers": [{**first, "question_id": "voice"}]})


def _burns(admin: Seat) -> list[dict[str, Any]]:
    return [q for q in admin.get("/admin/pack").json()["questions"] if q["id"] == "burns"]


def _version(book: dict[str, Any]) -> str:
    return str(next(one["version"] for one in book["sets"] if one["id"] == "burns"))


def eventually(there: Callable[[], bool]) -> None:
    """Looked at again until it is so."""
    pause = threading.Event()
    for _ in range(600):
        if there():
            return
        pause.wait(0.1)
    raise AssertionError("it never came")
