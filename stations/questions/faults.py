"""What is wrong with a file of questions, said so that whoever wrote it can put it right."""

from collections.abc import Sequence
from typing import NamedTuple


class Fault(NamedTuple):
    """One finding: file, field, what stands there, what is wrong and what to do."""

    file: str
    field: str
    value: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


class QuestionsInvalid(ValueError):
    """KeyQuestion files that cannot be used; ``faults`` holds everything that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{f.zh} / {f.en}" for f in map(_line, self.faults)))


def _line(fault: Fault) -> Fault:
    place = f"{fault.file} {fault.field} = “{fault.value}”"
    return fault._replace(
        zh=f"{place}：{fault.zh}。改法：{fault.remedy_zh}",
        en=f"{fault.en}. Remedy: {fault.remedy_en}",
    )
