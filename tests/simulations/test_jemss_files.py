"""A JEMSS model folder is read as data: by any layout that JEMSS takes, and never evaluated."""

import gzip
import math
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from simulations.jemss.config import read_config
from simulations.jemss.errors import ModelInvalid
from simulations.jemss.files import Found, find
from simulations.jemss.literals import Name, NotALiteral, literal, number
from simulations.jemss.model import read_calls, read_model
from simulations.jemss.rasters import read_raster
from simulations.jemss.roads import read_roads
from simulations.jemss.tables import Tables
from tests.support.jemss_models import write_small

REQUIREMENTS = ("SIM-02",)

BOX = np.array([-0.1, 0.2, -0.1, 0.2])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("8/60/24", 8 / 60 / 24),
        ("-(2 + 3) * 4", -20),
        ("true", True),
        ("Inf", math.inf),
        ("[1; 2; 3]", [1, 2, 3]),
        ("[highPriority, lowPriority]", [Name("highPriority"), Name("lowPriority")]),
        ('[:solver => "glpk", :v => v"2"]', [(Name(":solver"), "glpk"), (Name(":v"), "2")]),
        ("findNearestDispatchableAmb!", Name("findNearestDispatchableAmb!")),
    ],
)
def test_the_forms_that_models_use_are_values(text: str, value: object) -> None:
    assert literal(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "run(`rm -rf /`)", "exit()", "x = 1", "begin 1 end", "1; 2", "a.b", "[f(1)]", "$x",
        '"$(x)"',        "1 / 0", "", "((1)", "[" * 99, "1" * 20_000, "a[1]", "eval(1)", "@show 1",
    ],
)  # fmt: skip
def test_everything_else_is_code_and_refused(text: str) -> None:
    with pytest.raises(NotALiteral):
        literal(text)


def test_a_name_is_no_number() -> None:
    with pytest.raises(NotALiteral):
        number("pi")


def test_a_small_model_is_read(tmp_path: Path) -> None:
    model = read_model(read_config(write_small(tmp_path)))
    assert len(model.ambulance_station) == 4
    assert model.redispatch.tolist() == [[False] * 3, [True, False, False], [True, False, False]]
    assert model.travel.mode.tolist() == [[0, 0, 1]]


def test_columns_may_come_in_any_order_with_others_between(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    path = folder / "stations.csv"
    rows = [line.split(",") for line in path.read_text().splitlines()]
    mixed = [",".join([*row[::-1], "more"]) if len(row) > 3 else ",".join(row) for row in rows]
    path.write_text("\n".join(mixed))
    assert read_model(read_config(folder)).station_x.tolist() == [0.001, 0.039, 0.02]


def test_a_file_may_be_written_by_other_programs(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    plain = read_calls(find(folder, "calls.csv"), 1, BOX)
    for name in ("calls.csv", "stations.csv", "arcs.csv", "nodes.csv", "redispatch.csv"):
        text = (folder / name).read_text()
        lines = ["# written by hand", "", *text.splitlines()]
        wide = [f"{line},,," if "," in line else line for line in lines]
        (folder / name).write_bytes(b"\xef\xbb\xbf" + "\r\n".join(wide).encode())
    path = folder / "stations.csv"
    told = path.read_text().replace("capacity,,,", 'capacity,attributes,"a note"')
    told = told.replace("0.001,3,,,", '"0.001",3,"{""name"": ""A, \x85 B""}"')
    path.write_text(told, encoding="utf-8")
    model = read_model(read_config(folder))
    assert model.station_y.tolist() == [0.001, 0.002, 0.041]
    _read_all(folder)
    again = read_calls(model.file("calls"), 1, model.map)
    assert again.arrival.tolist() == plain.arrival.tolist()


def test_what_a_patient_who_stays_has_in_the_column_of_the_hospital_is_not_read(
    tmp_path: Path,
) -> None:
    folder = write_small(tmp_path)
    path = folder / "calls.csv"
    path.write_text(path.read_text().replace(",0,-1,0.008", ",0,-1,"))
    calls = read_calls(find(folder, "calls.csv"), 1, BOX)
    assert set(calls.handover[~calls.transport]) == {0.0}
    assert set(calls.handover[calls.transport]) == {0.008}


def test_older_names_of_columns_are_known(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    path = folder / "calls.csv"
    new = read_calls(find(folder, "calls.csv"), 1, BOX)
    text = path.read_text().replace("transport", "transfer")
    path.write_text(text.replace("handoverDuration", "transferDuration"))
    old = read_calls(find(folder, "calls.csv"), 1, BOX)
    assert old.handover.tolist() == new.handover.tolist()
    assert old.transport.tolist() == new.transport.tolist()


def test_files_may_be_gzipped_or_in_an_archive_beside_them(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    plain = {name: (folder / name).read_bytes() for name in ("nodes.csv", "arcs.csv")}
    with gzip.open(folder / "nodes.csv.gz", "wb") as packed:
        packed.write(plain["nodes.csv"])
    with zipfile.ZipFile(folder / "roads.zip", "w") as archive:
        archive.writestr("roads/arcs.csv", plain["arcs.csv"])
    for name in plain:
        (folder / name).unlink()
    model = read_model(read_config(folder))
    assert model.file("nodes").data == plain["nodes.csv"]
    roads = read_roads(model.file("nodes"), model.file("arcs"), 2, (88.99, 111.32))
    assert len(roads.x) == 25


def test_paths_into_another_copy_of_jemss_are_looked_for_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "demand").mkdir()
    (tmp_path / "demand" / "one.tif").write_bytes(b"II")
    found = find(tmp_path, "$jemssDir/data/cities/x/demand/one.tif")
    assert found.path == tmp_path / "demand" / "one.tif"


def _broken(folder: Path, name: str, old: str, new: str) -> str:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ModelInvalid) as refused:
        _read_all(folder)
    return refused.value.en


def _read_all(folder: Path) -> None:
    model = read_model(read_config(folder))
    read_roads(model.file("nodes"), model.file("arcs"), 2, (1.0, 1.0))
    read_calls(model.file("calls"), 1, model.map)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("stations.csv", "capacity", "room", ()),
        ("stations.csv", "index,x,y", "index,x,z", ("stations.csv", "no column y")),
        ("ambulances.csv", "2,1,1", "2,9,1", ("row 4", "stationIndex", "'9'", "≤ 3")),
        ("ambulances.csv", "2,1,1", "3,1,1", ("row 4", "index", "should be 2")),
        ("arcs.csv", "1,1,2,", "1,1,77,", ("toNode", "'77'")),
        ("arcs.csv", "1,1,2,", "1,1,1,", ("ends where it starts",)),
        ("arcs.csv", "undirected", "both", ("arcForm", "directed")),
        ("arcs.csv", "undirected", "directed", ("parts",)),
        ("travel.csv", "1,lowPriority,2", "1,lowPriority,3", ("travelModeIndex",)),
        ("travel.csv", "1,lowPriority,2\n", "", ("nothing for lowPriority",)),
        ("travel.csv", "lowPriority", "run(`x`)", ("priority", "use one of")),
        ("map.csv", "-0.1,0.2,-0.1", "0.3,0.2,-0.1", ("xMax", "not above")),
        ("redispatch.csv", "medPriority,highPriority,1", "highPriority,lowPriority,1", ("circle",)),
        ("redispatch.csv", "medPriority,high", "lowPriority,high", ("row 8", "a row already")),
        ("calls.csv", "startTime", "begin", ("no column startTime",)),
        ("calls.csv", "\n1,", "\n2,", ("row 7", "index", "should be 1")),
        ("calls.csv", ",0.0006,", ",-1,", ("row 7", "dispatchDelay", "'-1'", "≥ 0")),
        ("calls.csv", ",0.0006,", ",1e400,", ("row 7", "dispatchDelay", "'1e400'")),
        ("stations.csv", "0.039", "7.5", ("row 4", "column x", "'7.5'", "outside the map")),
        ("nodes.csv", "nodes,", "knots,", ("no table nodes",)),
        ("sim_config.xml", "<stations>stations.csv</stations>", "", ("names no <stations>",)),
        ("sim_config.xml", "stations.csv", "$(rm)x.csv", ("holds code",)),
        ("sim_config.xml", "<resim>false", "<resim>run(`x`)", ("holds code", "<resim>")),
        ("sim_config.xml", "findNearestDispatchableAmb!", "mine()", ("holds code",)),
        ("sim_config.xml", "findNearestDispatchableAmb!", "mine", ("unknown", "findNearest")),
        ("sim_config.xml", "<simConfig>", "<!DOCTYPE a><simConfig>", ("DOCTYPE",)),
        ("sim_config.xml", "</simConfig>", "", ("no whole XML",)),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, name: str, old: str, new: str, told: tuple[str, ...]
) -> None:
    folder = write_small(tmp_path)
    if not told:  # a column that nobody reads
        (folder / name).write_text((folder / name).read_text().replace(old, new))
        read_model(read_config(folder))
        return
    message = _broken(folder, name, old, new)
    for part in told:
        assert part in message


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    (folder / "hospitals.csv").unlink()
    with pytest.raises(ModelInvalid, match=r"hospitals\.csv.*Remedy"):
        read_model(read_config(folder))


def test_a_model_without_a_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelInvalid, match=r"sim_config\.xml"):
        read_config(tmp_path)


def test_a_calls_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelInvalid, match="no table calls"):
        Tables(Found(tmp_path / "calls.csv", b"\x00\x01garbage"))["calls"]


def _tiff(z: np.ndarray[tuple[int, int], np.dtype[np.float64]], packed: bool) -> bytes:
    body = z.astype("<f8").tobytes()
    body = zlib.compress(body) if packed else body
    scale, tie = struct.pack("<3d", 0.5, 0.25, 0), struct.pack("<6d", 0, 0, 0, 10, 20, 0)
    height, width = z.shape
    entries = [
        (256, 3, 1, width), (257, 3, 1, height), (258, 3, 1, 64), (259, 3, 1, 8 if packed else 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, height), (279, 4, 1, len(body)),
        (339, 3, 1, 3), (33550, 12, 3, 8 + len(body)), (33922, 12, 6, 8 + len(body) + 24),
    ]  # fmt: skip
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", *entry) for entry in entries
    )
    at = 8 + len(body) + len(scale) + len(tie)
    return b"II*\x00" + struct.pack("<I", at) + body + scale + tie + directory


@pytest.mark.parametrize("packed", [False, True])
def test_a_geotiff_is_read_with_its_south_first(tmp_path: Path, packed: bool) -> None:
    raster = read_raster(Found(tmp_path, _tiff(np.array([[1.0, 2, 3], [4, 5, 6]]), packed)))
    assert raster.x.tolist() == [10.25, 10.75, 11.25]
    assert raster.y.tolist() == [19.625, 19.875]
    assert raster.z.tolist() == [[4, 1], [5, 2], [6, 3]]


def test_an_xyz_file_is_read_and_a_broken_raster_refused(tmp_path: Path) -> None:
    raster = read_raster(Found(tmp_path, b"0.05 0.05 2\n0.15 0.05 1\n0.05 0.15 3\n0.15 0.15 4\n"))
    assert raster.z.tolist() == [[2, 3], [1, 4]]
    for data in (b"II*\x00\x08\x00\x00\x00\x00\x00", b"hello", b"", b"1 2 3\n"):
        with pytest.raises(ModelInvalid, match="no raster"):
            read_raster(Found(tmp_path, data))


def test_the_model_of_auckland_is_read(shared_data: Path) -> None:
    folder = shared_data / "jemss_auckland"
    model = read_model(read_config(folder))
    assert len(model.ambulance_station) == 16
    calls = read_calls(find(folder, "calls_1.csv"), 4, model.map)
    assert len(calls) == 4220
