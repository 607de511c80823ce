"""Where in a TOML text a value stands, so that a mistake is found in an editor."""

import re

_TABLE = re.compile(r"\s*\[(\[?)\s*([^\]]+?)\s*\]")


class Lines:
    """The line of each field of a text; the rows of ``[[table]]`` count from 0."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, int] = {}
        counts: dict[str, int] = {}
        table = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _TABLE.match(line):
                table = header[2].replace('"', "").replace(" ", "")
                if header[1]:
                    counts[table] = counts.get(table, -1) + 1
                    table = f"{table}.{counts[table]}"
                self._lines.setdefault(table, number)
            elif found := re.match(r"\s*[\"']?([^\"'=\s]+)[\"']?\s*=", line):
                key = f"{table}.{found[1]}" if table else found[1]
                self._lines.setdefault(key, number)

    def of(self, field: str) -> int:
        """The line of a dotted field, of what it stands in, or 0 where there is no text."""
        while field:
            if field in self._lines:
                return self._lines[field]
            field = field.rpartition(".")[0]
        return 0


NO_LINES = Lines("")
"""A scenario that came as JSON has fields and no lines."""
