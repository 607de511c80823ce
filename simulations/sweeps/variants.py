"""A sweep file: one scenario varied over a grid, or drawn at random (Monte-Carlo).

[scenario]                     # as in a scenario file
name = "房县"
[grid]                         # every combination
"vehicles.0.count" = [1, 2, 3]
"policy.choice" = ["closest", "own_county_first"]
[random]                       # or: so many drawn sets of values
samples = 50
[random.values]
"parameters.on_scene_mean_s" = [600, 900]      # uniform between the two
"""

import dataclasses
import itertools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import numpy as np
from numpy.random import PCG64DXSM, Generator, SeedSequence

from simulations.scenarios.lines import Lines
from simulations.scenarios.problems import ScenarioInvalid, problem
from simulations.scenarios.reading import from_json
from simulations.scenarios.scenario import Scenario
from stations.regionpack.problems import Problem, Say

VARIANTS_MAX = 2000

Range = tuple[float, float]


class Random(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many variants, each with values drawn from ranges."""

    samples: Annotated[int, msgspec.Meta(ge=1, le=VARIANTS_MAX)] = 20
    seed: Annotated[int, msgspec.Meta(ge=0)] = 1
    values: dict[str, Range] = {}


class Variants(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One scenario and how it is varied. ``baseline``: today is run beside them."""

    scenario: dict[str, Any]
    grid: dict[str, list[Any]] = {}
    random: Random = Random(samples=1)
    baseline: bool = True

    def scenarios(self) -> list[Scenario]:
        """Every variant, named after what is varied in it; today first.

        ``ScenarioInvalid`` for a field that is not there or a value that cannot be.
        """
        if empty := [name for name, values in self.grid.items() if not values]:
            raise ScenarioInvalid([_nothing(name) for name in empty])
        made = [self._variant(values) for values in self._values()]
        if len(made) > VARIANTS_MAX:
            raise ScenarioInvalid([_too_many(len(made))])
        return [made[0].as_baseline(), *made] if self.baseline else made

    def place_of(self, field: str) -> str:
        """Where in the file a field of a variant comes from."""
        varied = {"grid": set(self.grid), "random.values": set(self.random.values)}
        part = next((name for name, fields in varied.items() if field in fields), "scenario")
        return f"{part}.{field}"

    def _values(self) -> Iterator[dict[str, Any]]:
        names = list(self.grid)
        grid = itertools.product(*(self.grid[name] for name in names))
        fixed = [dict(zip(names, values, strict=True)) for values in grid]
        if not self.random.values:
            yield from fixed
            return
        chance = Generator(PCG64DXSM(SeedSequence([self.random.seed])))
        low, high = np.array(list(self.random.values.values()), dtype=np.float64).T
        for drawn in chance.uniform(low, high, (self.random.samples, len(low))).tolist():
            for values in fixed:
                yield {**values, **dict(zip(self.random.values, drawn, strict=True))}

    def _variant(self, values: dict[str, Any]) -> Scenario:
        raw = msgspec.json.decode(msgspec.json.encode(self.scenario))
        for field, value in values.items():
            _put(raw, field, value)
        told = "，".join(f"{field}={_short(value)}" for field, value in values.items())
        name = str(raw.get("name", ""))
        raw["name"] = f"{name}（{told}）"[:120] if told else name
        return from_json(raw, "sweep")


def read_sweep(path: Path) -> list[Scenario]:
    """Every variant of a sweep's file. ``ScenarioInvalid`` names the lines of what it cannot mean,
    ``OSError`` an absent file."""
    variants = read_variants(path)
    try:
        return variants.scenarios()
    except ScenarioInvalid as invalid:
        lines = Lines(path.read_text("utf-8-sig"))
        told = (
            dataclasses.replace(one, file=path.name, line=lines.of(variants.place_of(one.field)))
            for one in invalid.problems
        )
        raise ScenarioInvalid(list(told)) from None


def read_variants(path: Path) -> Variants:
    """The sweep of a file. ``ScenarioInvalid`` for what it cannot mean, ``OSError`` for no file."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8-sig")), Variants)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        what = Say("读不懂", f"cannot be read: {error}")
        remedy = Say(
            "写 [scenario] 和 [grid] 或 [random]", "write [scenario] and [grid] or [random]"
        )
        raise ScenarioInvalid([problem(path.name, 0, "", "", what, remedy)]) from None


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _put(raw: Any, field: str, value: Any) -> None:
    """Set a dotted field; rows of a table by their number from 0."""
    *above, last = field.split(".")
    for key, onward in zip(above, field.split(".")[1:], strict=True):
        if isinstance(raw, dict) and key not in raw and onward.isdigit():
            raise _nowhere(field)
        raw = _row(raw, key, field) if isinstance(raw, list) else raw.setdefault(key, {})
    if isinstance(raw, dict):
        raw[last] = value
    else:
        raise _nowhere(field)


def _row(rows: list[Any], key: str, field: str) -> Any:
    if not key.isdigit() or int(key) >= len(rows):
        raise _nowhere(field)
    return rows[int(key)]


def _nothing(field: str) -> Problem:
    what = Say("没有取值", "has no values")
    remedy = Say("至少写一个，如 [1.0, 1.5]", "write one at least, such as [1.0, 1.5]")
    return problem("sweep", 0, field, "", what, remedy)


def _too_many(count: int) -> Problem:
    what = Say(f"有 {count} 个组合", f"makes {count} variants")
    remedy = Say(f"减到 {VARIANTS_MAX} 以内", f"keep to {VARIANTS_MAX}")
    return problem("sweep", 0, "grid", count, what, remedy)


def _nowhere(field: str) -> ScenarioInvalid:
    what = Say("情景里没有这一处", "is nowhere in the scenario")
    remedy = Say(
        "写成 demand.factor 或 vehicles.0.count", "such as demand.factor, vehicles.0.count"
    )
    return ScenarioInvalid([problem("sweep", 0, field, "", what, remedy)])
