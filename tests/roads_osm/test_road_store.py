"""The file a network is kept in: the same network back, and no damaged one ever."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from geo.roads import store
from geo.roads.network import BuildReport, RoadNetwork
from geo.roads.segments import RoadSegment
from geo.roads.store import StoreInvalid
from geo.roads.turns import TurnBans
from tests.roads_osm.osm_drawing import draw
from tests.roads_osm.test_turn_bans import CROSSING, DUAL


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    signs = "\n    turn no_u_turn out1 gap in2\n    turn no_u_turn gap E gap"
    return draw(DUAL + signs, tmp_path).network


def test_a_network_comes_back_as_it_was(tmp_path: Path, network: RoadNetwork) -> None:
    path = tmp_path / "roads.network"
    store.save(network, path, {"file": "hubei.osm.pbf"})
    loaded = store.load(path)
    for field in fields(RoadNetwork):
        ours, theirs = getattr(network, field.name), getattr(loaded, field.name)
        if isinstance(ours, np.ndarray):
            assert np.array_equal(ours, theirs), field.name
            assert ours.dtype == theirs.dtype, field.name
            assert not theirs.flags.writeable, field.name
    assert loaded.names == network.names
    assert loaded.report == network.report
    assert loaded.turns.chains == network.turns.chains
    assert np.array_equal(loaded.turns.pairs, network.turns.pairs)
    assert loaded.traits is not None
    assert network.traits is not None
    for name, values in vars(network.traits).items():
        assert np.array_equal(values, getattr(loaded.traits, name)), name
    assert store.origin_of(path) == {"file": "hubei.osm.pbf"}
    store.verify(path)


def test_the_versions_it_carries_are_those_of_its_arrays(
    tmp_path: Path, network: RoadNetwork
) -> None:
    path = tmp_path / "roads.network"
    store.save(network, path)
    loaded = store.load(path)
    carried = loaded.network_version, loaded.shape_version
    del vars(loaded)["network_version"], vars(loaded)["shape_version"]
    assert carried == (loaded.network_version, loaded.shape_version)


def test_drawn_roads_without_traits_can_be_kept_too(tmp_path: Path) -> None:
    line = ((110.0, 32.0), (110.1, 32.0))
    drawn = RoadNetwork.build([RoadSegment(coordinates=line, road_class="road")], {"road": 60.0})
    store.save(drawn, tmp_path / "drawn")
    assert store.load(tmp_path / "drawn").traits is None


def test_any_changed_byte_is_refused_naming_the_file(tmp_path: Path, network: RoadNetwork) -> None:
    path = tmp_path / "roads.network"
    store.save(network, path)
    whole = path.read_bytes()
    unnoticed: list[int] = []
    refusals: list[StoreInvalid] = []
    for position in range(0, len(whole), 7):
        changed = bytes([whole[position] ^ 0x10])
        path.write_bytes(whole[:position] + changed + whole[position + 1 :])
        try:
            store.load(path)
            unnoticed.append(position)
        except StoreInvalid as error:
            refusals.append(error)
    assert all("roads.network" in error.zh and "roads.network" in error.en for error in refusals)
    assert all(whole[position] == 0 for position in unnoticed), "only the padding may change"
    assert len(unnoticed) < len(refusals) / 4


def test_two_swapped_values_pass_the_quick_look_but_not_the_thorough_one(
    tmp_path: Path, network: RoadNetwork
) -> None:
    path = tmp_path / "roads.network"
    store.save(network, path)
    whole = path.read_bytes()
    first, second = (np.float64(v).tobytes() for v in network.node_lon[[0, -1]])
    swapped = whole.replace(first, b"#" * 8, 1).replace(second, first, 1)
    path.write_bytes(swapped.replace(b"#" * 8, second, 1))
    store.load(path)
    with pytest.raises(StoreInvalid, match="node_lon"):
        store.verify(path)


@pytest.mark.parametrize("size", [0, 10, 100, 3000])
def test_a_cut_off_file_is_refused(tmp_path: Path, network: RoadNetwork, size: int) -> None:
    path = tmp_path / "roads.network"
    store.save(network, path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(StoreInvalid, match=r"roads\.network"):
        store.load(path)


def test_another_version_is_refused_with_the_remedy(tmp_path: Path, network: RoadNetwork) -> None:
    path = tmp_path / "roads.network"
    store.save(network, path)
    whole = bytearray(path.read_bytes())
    whole[7] = 99
    path.write_bytes(whole)
    with pytest.raises(StoreInvalid, match="liandong region roads"):
        store.load(path)


def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, network: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    path = folder / "roads.network"
    store.save(network, path)
    before = path.read_bytes()

    def disk_full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", disk_full)
    with pytest.raises(OSError, match="No space"):
        store.save(draw(CROSSING, tmp_path).network, path)
    assert path.read_bytes() == before
    assert list(folder.iterdir()) == [path]


@pytest.mark.slow
def test_a_network_of_a_million_and_a_half_nodes_loads_at_once(
    tmp_path: Path, shared_data: Path
) -> None:
    path = tmp_path / "large.network"
    store.save(_large(shared_data), path)
    store.load(path)
    loaded = store.load(path)
    assert loaded.node_count > 1_500_000


def _large(shared_data: Path) -> RoadNetwork:
    """The topology of New England; every stretch is straight."""
    with np.load(shared_data / "graphs" / "ne.npz") as graph:
        tail, head = graph["tail"].astype(np.int32), graph["head"].astype(np.int32)
        lon, lat, seconds = graph["lon"], graph["lat"], graph["w"] / 1000.0
        metres = graph["len_m"].astype(np.float64)
    arcs = len(tail)
    ends = np.stack([tail, head], axis=1).reshape(-1)
    return RoadNetwork(
        node_lon=lon.astype(np.float64),
        node_lat=lat.astype(np.float64),
        arc_tail=tail,
        arc_head=head,
        arc_reverse=np.full(arcs, -1, dtype=np.int32),
        arc_metres=metres,
        arc_seconds=seconds,
        arc_schematic=np.zeros(arcs, dtype=np.bool_),
        arc_island=np.zeros(arcs, dtype=np.bool_),
        arc_name=np.zeros(arcs, dtype=np.int32),
        arc_first=np.arange(0, 2 * arcs + 1, 2, dtype=np.int32),
        shape_lon=lon[ends].astype(np.float64),
        shape_lat=lat[ends].astype(np.float64),
        shape_at=np.tile([0.0, 1.0], arcs),
        names=("",),
        report=BuildReport(0, len(lon), arcs, 0, 0, 0, 1, 0),
        turns=TurnBans.of(()),
    )
