import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulations.results.parts import Part
from simulations.scenarios import ScenarioInvalid
from simulations.sweeps.executors import ClusterUnreachable, Crew, dask_cluster, local_processes
from simulations.sweeps.sweeping import Progress, Sweep, Task, Work, WorkersCannotLive
from simulations.sweeps.variants import Random, Variants, read_sweep, read_variants
from tests.support.planned import (
    always_killed,
    counted,
    dead_at_once,
    dead_before,
    killed_once,
    mistaken,
    nothing_to_make_ready,
    spec,
)

REQUIREMENTS = ("SIM-08",)


def swept(
    folder: Path, work: Work, crew: Crew | None = None, **how: Any
) -> tuple[Progress, list[Task]]:
    taken: list[Task] = []
    own = crew or local_processes(2)
    specs = [spec(folder), spec(folder, name="y")]
    sweep = Sweep(
        specs,
        own,
        lambda task, part: taken.append(task),
        work=work,
        make_ready=nothing_to_make_ready,
        done=how.pop("done", frozenset()),
    )
    try:
        return sweep.run(**how), taken
    finally:
        own.close()


ALL = {Task(scenario, replication) for scenario in (0, 1) for replication in range(4)}


@pytest.mark.slow
def test_every_replication_of_every_scenario_is_run_once(tmp_path: Path) -> None:
    progress, taken = swept(tmp_path, counted)
    assert set(taken) == ALL
    assert (progress.done, progress.total, progress.partial) == (8, 8, False)
    runs = [path.read_text().splitlines() for path in tmp_path.glob("ran-*")]
    assert len(runs) == 8
    assert all(len(lines) == 1 for lines in runs)
    assert str(os.getpid()) not in {line for lines in runs for line in lines}


@pytest.mark.slow
def test_finished_replications_are_not_run_again(tmp_path: Path) -> None:
    done = frozenset({Task(0, 0), Task(1, 0), Task(0, 1)})
    progress, taken = swept(tmp_path, counted, done=done)
    assert set(taken) == ALL - done
    assert progress.done == 8
    assert not (tmp_path / "ran-0-1").exists()


@pytest.mark.slow
def test_a_worker_that_dies_does_not_stop_the_sweep(tmp_path: Path) -> None:
    progress, taken = swept(tmp_path, killed_once)
    assert (tmp_path / "killed").exists()
    assert set(taken) == ALL
    assert progress.failed == ()


@pytest.mark.slow
def test_a_replication_that_always_kills_its_worker_is_given_up_and_the_rest_completes(
    tmp_path: Path,
) -> None:
    progress, taken = swept(tmp_path, always_killed)
    assert set(taken) == {task for task in ALL if task.replication != 1}
    assert progress.partial
    assert len(progress.failed) == 2
    assert all("replication 1" in said for said in progress.failed)


@pytest.mark.slow
def test_a_replication_that_cannot_be_run_is_told_and_the_rest_completes(tmp_path: Path) -> None:
    progress, taken = swept(tmp_path, mistaken)
    assert len(taken) == 6
    assert len(progress.failed) == 2
    assert "no such road" in progress.failed[0]


@pytest.mark.slow
def test_a_cancelled_sweep_keeps_what_is_finished_and_says_that_it_is_a_part(
    tmp_path: Path,
) -> None:
    seen: list[tuple[bool, int]] = []
    progress, taken = swept(
        tmp_path, counted, crew=local_processes(1),
        on_progress=lambda p: seen.append((p.preparing, p.done)),
        cancelled=lambda: bool(seen) and seen[-1][1] >= 2,
    )  # fmt: skip
    assert seen[:2] == [(True, 0), (False, 1)]  # that it prepares is told before anything is done
    assert progress.cancelled
    assert progress.partial
    assert 2 <= len(taken) < 8
    assert {task.replication for task in taken[:2]} == {0}  # scenarios can be compared early


@pytest.mark.slow
def test_workers_that_cannot_live_are_told_and_not_tried_forever(tmp_path: Path) -> None:
    crew = local_processes(1)
    sweep = Sweep(
        [spec(tmp_path, replications=30)],
        crew,
        lambda task, part: None,
        work=dead_at_once,
        make_ready=dead_before,
    )
    try:
        with pytest.raises(WorkersCannotLive, match="__main__"):
            sweep.run()
    finally:
        crew.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_dask_cluster_with_workers_of_its_own_runs_a_sweep(tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        crew = dask_cluster(cluster.scheduler_address, timeout_s=60)
        assert crew.workers == 2
        progress, taken = swept(tmp_path, counted, crew)
    assert set(taken) == ALL
    assert progress.done == 8
    workers = {path.read_text().strip() for path in tmp_path.glob("ran-*")}
    assert str(os.getpid()) not in workers


def test_an_unreachable_cluster_is_told_with_its_remedy() -> None:
    with pytest.raises(ClusterUnreachable, match=re.escape("tcp://127.0.0.1:1")) as caught:
        dask_cluster("tcp://127.0.0.1:1", timeout_s=1)
    assert "核对地址" in caught.value.zh


def test_a_grid_has_every_combination_beside_today() -> None:
    raw = {"name": "房县", "vehicles": [{"do": "add", "station": "420325S01"}]}
    grid: dict[str, list[Any]] = {
        "vehicles.0.count": [1, 2, 3],
        "policy.choice": ["closest", "own_county_first"],
    }
    scenarios = Variants(scenario=raw, grid=grid).scenarios()
    assert len(scenarios) == 7
    assert scenarios[0].vehicles == ()
    assert {(s.vehicles[0].count, s.policy.choice.value) for s in scenarios[1:]} == {
        (count, choice) for count in (1, 2, 3) for choice in ("closest", "own_county_first")
    }
    assert len({s.name for s in scenarios}) == 7


def test_monte_carlo_draws_within_its_ranges_and_the_same_again() -> None:
    values = {"parameters.on_scene_mean_s": (600.0, 900.0), "demand.factor": (0.8, 1.4)}
    variants = Variants(scenario={"name": "x"}, random=Random(samples=20, seed=3, values=values))
    drawn = variants.scenarios()[1:]
    assert len(drawn) == 20
    assert all(600 <= s.parameters["on_scene_mean_s"] <= 900 for s in drawn)  # type: ignore[operator]
    assert all(0.8 <= s.demand.factor <= 1.4 for s in drawn)
    assert variants.scenarios() == variants.scenarios()


def test_a_sweep_over_something_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid, match=r"vehicles\.4\.count"):
        Variants(scenario={"name": "x"}, grid={"vehicles.4.count": [1]}).scenarios()
    with pytest.raises(ScenarioInvalid, match="没有这个字段"):
        Variants(scenario={"name": "x"}, grid={"demand.colour": [1]}).scenarios()
    file = tmp_path / "sweep.toml"
    file.write_text("[grid]\n", "utf-8")
    with pytest.raises(ScenarioInvalid, match=r"sweep\.toml"):
        read_variants(file)


@pytest.mark.parametrize(
    ("text", "line", "field", "zh"),
    [
        ('[scenario]\nname = "x"\n[grid]\n"demand.factor" = []\n', 4, "demand.factor", "没有取值"),
        (
            '[scenario]\nname="x"\n[grid]\n"policy.border"=["open"]\n"demand.factor"=[1, -1]\n',
            5,
            "demand.factor",
            "不可为负",
        ),
        (
            '[scenario]\nname = "x"\ndays = 0\n[grid]\n"demand.factor" = [1]\n',
            3,
            "days",
            "数值过小",
        ),
    ],
)
def test_a_mistake_in_a_sweep_is_told_by_its_line(
    tmp_path: Path, text: str, line: int, field: str, zh: str
) -> None:
    file = tmp_path / "sweep.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioInvalid) as caught:
        read_sweep(file)
    [one] = caught.value.problems
    assert (one.file, one.line, one.field, one.message_zh) == ("sweep.toml", line, field, zh)


def test_a_part_keeps_what_it_measured_through_the_wire() -> None:
    part = Part(1, 2, (("response_mean_s", "all", ""),), (None,), (0,))
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(part), type=Part)
    assert again == part
    (value,) = again.named().values()
    assert value != value  # nothing was there to be measured: not a number, never 0
