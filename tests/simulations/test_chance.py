import subprocess
import sys
from statistics import mean, median

import pytest

from simulations.day.chance import Chance


def test_a_draw_depends_on_its_name_and_not_on_the_order_of_drawing() -> None:
    chance = Chance(120)
    first = chance.uniform("task", 1, "depart")
    chance.uniform("something", "else")
    assert chance.uniform("task", 1, "depart") == first
    assert Chance(120).uniform("task", 1, "depart") == first
    assert Chance(121).uniform("task", 1, "depart") != first


def test_another_process_draws_the_same() -> None:
    code = "from simulations.day.chance import Chance; import sys; "
    code += "sys.stdout.write(repr(Chance(7).lognormal(100, 0.5, 'a', 1)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert float(told.stdout) == Chance(7).lognormal(100, 0.5, "a", 1)


def test_draws_have_the_distribution_they_are_asked_for() -> None:
    chance, many = Chance(1), range(4000)
    assert mean(chance.uniform(i) for i in many) == pytest.approx(0.5, abs=0.02)
    assert median(chance.lognormal(100, 0.5, i) for i in many) == pytest.approx(100, rel=0.05)
    assert mean(chance.happens(0.12, i) for i in many) == pytest.approx(0.12, abs=0.02)
    assert mean(chance.poisson(2.5, i) for i in many) == pytest.approx(2.5, rel=0.05)
    assert mean(chance.poisson(96.0, i) for i in many) == pytest.approx(96, rel=0.02)
    counts = [chance.index((1, 0, 3), i) for i in many]
    assert counts.count(1) == 0
    assert counts.count(2) / len(counts) == pytest.approx(0.75, abs=0.03)


def test_nothing_expected_means_nothing_happens() -> None:
    assert {Chance(1).poisson(0.0, i) for i in range(50)} == {0}
