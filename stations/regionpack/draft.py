"""A pack while it is being checked: rows that still stand, and a way to take one out."""

from dataclasses import dataclass, field

from stations.regionpack.problems import Problem, Say, Severity
from stations.regionpack.rows import Row


@dataclass
class Draft:
    """Accepted rows by file and key; ``dropped`` remembers the keys of those that were not."""

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    dropped: dict[str, set[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(
        self,
        row: Row,
        column: str,
        value: object,
        message: Say,
        remedy: Say,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a problem of a row that stays for now."""
        self.problems.append(Problem.at(row.place, column, value, message, remedy, severity))

    def drop(self, file: str, key: str) -> None:
        """Take a row out; what refers to it follows."""
        self.rows[file].pop(key, None)
        self.dropped[file].add(key)
