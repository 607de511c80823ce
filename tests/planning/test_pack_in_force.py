"""Which pack a planner's command goes by: the one in force on the server, editions included."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli.plan import plan_app
from console.packs.own import own_pack_folder
from console.packs.store import PackStore
from console.settings import load_settings
from dispatch.journal.stored import open_journal
from geo.database import DatabaseUnusable, create_engine
from stations import regionpack
from stations.regionpack.contents import digest, read_folder, to_zip

REQUIREMENTS = ("ORG-01", "SIM-07")

SHIYAN = regionpack.builtin("shiyan")
OLD, NEW = "十堰市", "十堰试算市"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A server's own, made but without an edition."""
    url = f"sqlite:///{tmp_path / 'd.sqlite'}"
    monkeypatch.setenv("LIANDONG_DATABASE_URL", url)
    monkeypatch.setenv("LIANDONG_PLANNING_FOLDER", str(tmp_path / "planning"))
    open_journal(url).close()
    return url


def put_into_force(url: str, content: bytes) -> None:
    engine = create_engine(url)
    facts = {"at_ms": 1, "journal_seq": 0, "by_user": "x", "by_name": "x", "reason": "x"}
    hashes = dict.fromkeys(("hash", "former_hash", "folder_hash"), digest({"x": content}))
    store = PackStore(engine, "420300")
    after = max((one.number for one in store.list_editions()), default=0)
    store.add(after, content, f"wish-{after}", **facts, **hashes)
    engine.dispose()


def renamed() -> bytes:
    files = read_folder(SHIYAN)
    manifest = files["pack.toml"].decode("utf-8")
    assert OLD in manifest
    files["pack.toml"] = manifest.replace(OLD, NEW).encode()
    return to_zip(files)


def test_a_server_without_editions_plans_on_the_folder_it_begins_with(database: str) -> None:
    assert own_pack_folder(load_settings()) == SHIYAN


def test_a_machine_that_has_never_served_plans_on_the_folder_and_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANDONG_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert own_pack_folder(load_settings()) == SHIYAN
    assert not list(tmp_path.iterdir())


def test_the_edition_in_force_is_laid_out_once_and_loaded_from_there(database: str) -> None:
    put_into_force(database, renamed())
    folder = own_pack_folder(load_settings())
    assert regionpack.load(folder).meta.name == NEW
    made = (folder / "pack.toml").stat().st_mtime_ns
    assert own_pack_folder(load_settings()) == folder
    assert (folder / "pack.toml").stat().st_mtime_ns == made
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], "nothing half made"


def test_an_edition_that_cannot_be_read_any_more_gives_way_to_the_one_before(
    database: str,
) -> None:
    put_into_force(database, renamed())
    put_into_force(database, to_zip({"pack.toml": b"schema = 1\n"}))
    assert regionpack.load(own_pack_folder(load_settings())).meta.name == NEW


def test_a_command_goes_by_the_edition_unless_a_pack_is_named(database: str) -> None:
    put_into_force(database, renamed())
    own = CliRunner().invoke(plan_app, ["fleet"])
    assert own.exit_code == 0, own.output
    assert NEW in own.output
    named = CliRunner().invoke(plan_app, ["fleet", "shiyan"])
    assert NEW not in named.output


def test_a_database_that_does_not_answer_is_told_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "d.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("LIANDONG_DATABASE_URL", f"sqlite:///{broken}")
    with pytest.raises(DatabaseUnusable, match="--region"):
        own_pack_folder(load_settings())
    told = CliRunner().invoke(plan_app, ["fleet"])
    assert told.exit_code == 2
    assert "读不了现行地区包" in told.output
