"""What a city model can have wrong: always a file, a place in it, the value and the remedy."""

from pathlib import Path


class ModelInvalid(ValueError):
    """A city model that cannot be simulated, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


def at_cell(path: Path, row: int, column: str, value: object, zh: str, en: str) -> ModelInvalid:
    """A value that will not do; ``row`` counts the lines of the file from 1."""
    return ModelInvalid(
        f"{path}：第 {row} 行，{column} 列，值 {value!r}：{zh}",
        f"{path}: row {row}, column {column}, value {value!r}: {en}",
    )
