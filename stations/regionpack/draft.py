"""A pack while it is being checked: rows that still stand, and a way to take one out."""

from dataclasses import dataclass, field

from stations.regionpack.problems import Problem, Say, Severity
from stations.regionpack.rows import Row, Rows


@dataclass
class Draft:
    """Accepted rows by file and key; ``dropped`` remembers the keys of those that were not.

    ``incomplete`` are the files that could not be read whole.
    """

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    dropped: dict[str, set[str]] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def take(self, name: str, rows: Rows) -> None:
        """Add what was read from one file."""
        self.rows[name] = rows.accepted
        self.dropped[name] = set(rows.rejected)
        self.problems += rows.problems
        if not rows.complete:
            self.incomplete.add(name)

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
