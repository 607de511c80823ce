"""Runs on disk: every finished replication at once, the whole as Parquet with all that led to it.

A run's folder holds ``inputs.json`` (written first), ``parts/`` (one small file a replication,
so that a run that was cut off goes on where it stopped) and, when it has ended, ``results.parquet``
(one row a figure, group and replication; the inputs again in its metadata) and ``calls-N.json``.
"""

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulations.results.figures import Figure, Group, Key
from simulations.results.parts import Part
from simulations.results.run import Inputs, Results
from simulations.results.summary import Summary, summarise

METADATA_KEY = b"liandong"
RESULTS = "results.parquet"
SUMMARY = "summary.json"
INPUTS = "inputs.json"


class Told(msgspec.Struct, frozen=True):
    """What a page needs of a run: what led to it, and its figures in columns."""

    inputs: Inputs
    columns: Summary


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parts = path / "parts"

    @property
    def ended(self) -> bool:
        """Whether there are figures to be read, of a part at least."""
        return (self.path / SUMMARY).exists()

    def begin(self, inputs: Inputs) -> None:
        """Keep the inputs; parts of another question are thrown away."""
        self._parts.mkdir(parents=True, exist_ok=True)
        packed = msgspec.json.format(msgspec.json.encode(inputs), indent=1)
        kept = self.path / INPUTS
        if not kept.exists() or kept.read_bytes() != packed:
            shutil.rmtree(self._parts)
            self._parts.mkdir()
            _write(kept, packed)

    def finished(self) -> frozenset[tuple[int, int]]:
        """Scenario and replication of every part that is there."""
        return frozenset(
            (int(scenario), int(replication))
            for file in self._parts.glob("*.part")
            for scenario, _, replication in [file.stem.partition("-")]
        )

    def take(self, scenario: int, replication: int, part: bytes) -> None:
        """Keep a finished part."""
        _write(self._parts / f"{scenario}-{replication}.part", part)

    def parts(self) -> Iterable[Part]:
        """Every finished part, by scenario and replication."""
        for scenario, replication in sorted(self.finished()):
            data = (self._parts / f"{scenario}-{replication}.part").read_bytes()
            yield msgspec.msgpack.decode(data, type=Part)

    def end(self, inputs: Inputs) -> Results:
        """Write the Parquet file and the kept calls; the parts stay for a run that goes on."""
        parts = list(self.parts())
        for part in parts:
            if part.calls is not None:
                _write(self.path / f"calls-{part.scenario}.json", msgspec.json.encode(part.calls))
        results = collect(inputs, parts)
        write_parquet(results, self.path / RESULTS)
        told = Told(results.inputs, summarise(results))
        _write(self.path / SUMMARY, msgspec.json.encode(told))
        return results

    def summary(self) -> bytes:
        """The columns of a run that has ended, as JSON."""
        return (self.path / SUMMARY).read_bytes()

    def calls(self, scenario: int) -> bytes:
        """The kept calls of a scenario's first replication, as JSON. ``OSError`` without them."""
        return (self.path / f"calls-{scenario}.json").read_bytes()

    def results(self) -> Results:
        """The figures of a run that has ended."""
        return read_parquet(self.path / RESULTS)


def collect(inputs: Inputs, parts: Iterable[Part]) -> Results:
    """Parts joined: replication by replication, so that the same index is the same luck."""
    found: list[dict[int, dict[Key, float]]] = [{} for _ in inputs.scenarios]
    kernel = inputs.kernel_version
    for part in parts:
        found[part.scenario][part.replication] = part.named()
        kernel = part.kernel or kernel
    values = []
    for rows in found:
        upto = max(rows, default=-1) + 1
        keys = dict.fromkeys(key for _, row in sorted(rows.items()) for key in row)
        values.append(
            {key: np.array([rows.get(r, {}).get(key, np.nan) for r in range(upto)]) for key in keys}
        )
    return Results(msgspec.structs.replace(inputs, kernel_version=kernel), tuple(values))


def write_parquet(results: Results, path: Path) -> None:
    """One row a figure, group and replication; inputs in the metadata. Appears whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names: list[list[str]] = [[], [], []]
    scenario, replication, values = [], [], []
    for nth, by_key in enumerate(results.values):
        for key, row in by_key.items():
            scenario.append(np.full(len(row), nth, dtype=np.int32))
            replication.append(np.arange(len(row), dtype=np.int32))
            values.append(row)
            for column, name in zip(names, key, strict=True):
                column.append(str(name))
    lengths = [len(row) for row in values]
    row_of = np.repeat(np.arange(len(lengths)), lengths)
    table = pa.table(
        {
            "scenario": np.concatenate([np.empty(0, np.int32), *scenario]),
            "replication": np.concatenate([np.empty(0, np.int32), *replication]),
            **{
                name: pa.array(column, pa.string()).dictionary_encode().take(pa.array(row_of))
                for name, column in zip(("figure", "group", "of"), names, strict=True)
            },
            "value": np.concatenate([np.empty(0), *values]),
        },
        metadata={METADATA_KEY: msgspec.json.encode(results.inputs)},
    )
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    pq.write_table(table, temporary, compression="zstd")
    temporary.replace(path)


def read_parquet(path: Path) -> Results:
    """The results of a file. ``OSError`` where there is none, ``ValueError`` for another file."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    metadata = (table.schema.metadata or {}).get(METADATA_KEY)
    if metadata is None:
        raise ValueError(f"{path}: 不是规划结果文件 / holds no planning results")
    inputs = msgspec.json.decode(metadata, type=Inputs)
    found: list[dict[Key, dict[int, float]]] = [{} for _ in inputs.scenarios]
    columns = [table.column(name).to_pylist() for name in table.column_names]
    for scenario, replication, figure, group, of, value in zip(*columns, strict=True):
        key = Key(Figure(figure), Group(group), of)
        found[scenario].setdefault(key, {})[replication] = value
    return Results(inputs, tuple({k: _dense(row) for k, row in rows.items()} for rows in found))


def _dense(row: dict[int, float]) -> NDArray[np.float64]:
    return np.array([row.get(r, np.nan) for r in range(max(row) + 1)])


def filtered(packed: bytes, figures: Sequence[str] | None, groups: Sequence[str] | None) -> bytes:
    """A packed ``Told`` with only the rows of these figures and groups."""
    if not figures and not groups:
        return packed
    told = msgspec.json.decode(packed, type=Told)
    columns = told.columns
    kept = [
        nth
        for nth, (figure, group) in enumerate(zip(columns.figure, columns.group, strict=True))
        if (not figures or figure in figures) and (not groups or group in groups)
    ]
    parts = {
        name: [getattr(columns, name)[nth] for nth in kept] for name in columns.__struct_fields__
    }
    return msgspec.json.encode(Told(told.inputs, Summary(**parts)))


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_bytes(data)
    temporary.replace(path)
