"""What is wrong with a scenario, row by row, in both languages, with the remedy."""

from collections.abc import Sequence

from stations.regionpack.problems import Problem, Say, render


class ScenarioInvalid(ValueError):
    """A scenario that cannot be simulated; ``problems`` holds every reason at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.lines()))

    def __reduce__(self) -> tuple[type["ScenarioInvalid"], tuple[tuple[Problem, ...]]]:
        """So that a worker's finding reaches whoever asked."""
        return type(self), (self.problems,)

    def lines(self) -> list[str]:
        """Lines to print, Chinese first."""
        return render(self.problems)


def problem(file: str, line: int, field: str, value: object, what: Say, remedy: Say) -> Problem:
    """One finding; ``line`` 0 where there is no file."""
    return Problem.at((file, line), field, value, what, remedy)
