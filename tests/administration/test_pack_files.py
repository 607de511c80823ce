"""Packs as files and rows: what is written says the same, what is compared can be taken."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations import regionpack
from stations.regionpack.contents import (
    BYTES_MAX,
    FILES_MAX,
    ZIP_BYTES_MAX,
    ZipRefused,
    digest,
    from_zip,
    read_folder,
    to_zip,
    write_folder,
)
from stations.regionpack.differences import ChangeKind, RowChange, compare, take
from stations.regionpack.trial import read_contents
from stations.regionpack.writing import (
    ALL_TABLES,
    Pack,
    key_of,
    keys_by_line,
    read_pack,
    read_rows,
    write_pack,
    write_rows,
)

REQUIREMENTS = ("ORG-01", "ORG-07")

SHIYAN = regionpack.builtin("shiyan")

_CELL = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Z"), exclude_characters="\ufeff"), max_size=6
)
_TABLES = ("vehicles.csv", "kposts.csv", "transfer_legs.csv")


@st.composite
def tables(draw: st.DrawFn) -> dict[str, dict[str, dict[str, str]]]:
    """Some rows of tables with keys of one, two and three columns."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for file in draw(st.sets(st.sampled_from(_TABLES))):
        table = ALL_TABLES[file]
        rows = {}
        keys = st.text("AB1", min_size=1, max_size=2)
        for _ in range(draw(st.integers(1, 4))):
            cells = {c.name: draw(keys) for c in table.columns[: table.key_columns]}
            for column in table.columns[table.key_columns :]:
                if cell := draw(_CELL):
                    cells[column.name] = cell
            rows[key_of(table, cells)] = cells
        found[file] = rows
    return found


PACKS = st.builds(
    Pack,
    tables(),
    st.dictionaries(st.sampled_from(("pack.toml", "areas.geojson")), st.binary(max_size=3)),
)


@settings(max_examples=150)
@given(PACKS, PACKS)
def test_what_was_compared_can_be_taken(old: Pack, new: Pack) -> None:
    changes = compare(old, new)
    assert take(old, changes) == new
    assert compare(take(old, changes), new) == ()
    assert all(c.before != c.after for c in changes)


@settings(max_examples=100)
@given(tables())
def test_rows_come_back_from_the_file_they_were_written_to(
    given_tables: dict[str, dict[str, dict[str, str]]],
) -> None:
    for file, rows in given_tables.items():
        written = write_rows(ALL_TABLES[file], rows)
        assert read_rows(ALL_TABLES[file], written) == rows
        assert list(keys_by_line(ALL_TABLES[file], written).values()) == list(rows)


def test_a_pack_nobody_changed_is_written_to_the_same_bytes() -> None:
    contents = read_folder(SHIYAN)
    assert write_pack(read_pack(contents), contents) == contents
    assert to_zip(contents) == to_zip(dict(reversed(contents.items())))
    assert from_zip(to_zip(contents)) == contents
    assert digest(from_zip(to_zip(contents))) == digest(contents)


def test_one_row_is_changed_and_every_other_line_stays_as_it_was() -> None:
    contents = read_folder(SHIYAN)
    pack = read_pack(contents)
    key, cells = next(iter(pack.tables["vehicles.csv"].items()))
    change = RowChange("vehicles.csv", key, cells, {**cells, "plate": "鄂C·99999"})
    assert (change.kind, change.fields) == (ChangeKind.CHANGED, ("plate",))
    written = write_pack(take(pack, [change]), contents)
    old, new = (text["vehicles.csv"].decode().splitlines() for text in (contents, written))
    assert len(old) == len(new)
    assert [n for n, line in enumerate(old) if line != new[n]] == [1]


def test_a_pack_is_read_out_of_memory_as_out_of_its_folder(tmp_path: Path) -> None:
    region, problems = read_contents(read_folder(SHIYAN), SHIYAN)
    assert region is not None
    assert problems == []
    assert region.vehicles == regionpack.load(SHIYAN).vehicles
    write_folder({"a.csv": b"1"}, tmp_path / "out", beside=None)
    assert (tmp_path / "out" / "a.csv").read_bytes() == b"1"


def test_a_zip_with_the_folder_itself_in_it_is_understood() -> None:
    assert from_zip(_zip({"shiyan/pack.toml": b"x", "shiyan/questions/sets/a.toml": b"y"})) == {
        "pack.toml": b"x",
        "questions/sets/a.toml": b"y",
    }


def test_what_is_no_part_of_a_pack_is_left_out() -> None:
    given_files = {
        "pack.toml": b"x",
        "__MACOSX/._pack.toml": b"",
        ".git/a.toml": b"",
        "run.sh": b"",
    }
    assert from_zip(_zip(given_files)) == {"pack.toml": b"x"}


@pytest.mark.parametrize(
    "name", ["../outside.csv", "/etc/units.csv", "a\\..\\b.csv", "c:units.csv", "a/b/c/d/e/f.csv"]
)
def test_a_path_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(ZipRefused, match="leads out"):
        from_zip(_zip({"pack.toml": b"x", name: b"x"}))


def test_a_link_in_a_zip_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("units.csv")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ZipRefused, match="leads out"):
        from_zip(buffer.getvalue())


def test_a_zip_that_swells_beyond_all_measure_is_refused() -> None:
    bomb = _zip({"pack.toml": b"\0" * (BYTES_MAX + 1)})
    assert len(bomb) < 200_000
    with pytest.raises(ZipRefused, match="larger than"):
        from_zip(bomb)
    lying = bomb.replace((BYTES_MAX + 1).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(ZipRefused):
        from_zip(lying)
    many = _zip({f"{n}.csv": b"" for n in range(FILES_MAX + 1)})
    with pytest.raises(ZipRefused, match="more than"):
        from_zip(many)
    with pytest.raises(ZipRefused, match="larger than"):
        from_zip(b"\0" * (ZIP_BYTES_MAX + 1))


@pytest.mark.parametrize("spoilt", [b"", b"PK\x03\x04 nothing", b"no zip at all" * 100])
def test_what_is_no_zip_is_refused_in_words(spoilt: bytes) -> None:
    with pytest.raises(ZipRefused, match="readable zip"):
        from_zip(spoilt)


def test_a_locked_or_cut_zip_is_refused() -> None:
    whole = _zip({"pack.toml": b"x" * 1000})
    with pytest.raises(ZipRefused):
        from_zip(whole[: len(whole) // 2])


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
