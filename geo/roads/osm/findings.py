"""What an import met that a person should know: counted always, spelled out up to a bound."""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

EXAMPLES_MAX = 20
"""Examples kept of each finding; a province has thousands, and nobody reads past the first."""


class Words(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


class Finding(Enum):
    """A kind of finding and what to call it."""

    AREA = Words("面状道路，未导入", "roads drawn as areas, left out")
    CLOSED = Words("禁止通行的道路，未导入", "closed roads, left out")
    TOO_LOW = Words("限高、限宽或限重，救护车不能通过", "too low, narrow or weak for an ambulance")
    TIMED = Words("分时段通行，按全天通行导入", "open at certain hours only, taken as always open")
    CONTRADICTION = Words(
        "标签互相矛盾，从严处理", "tags contradict each other; the strict one won"
    )
    UNKNOWN_VALUE = Words("标签值不认识，已忽略", "tag values not understood, ignored")
    UNKNOWN_SPEED = Words("限速写法不认识，用等级默认值",
                          "speed limits not understood; the class default holds")  # fmt: skip
    FERRY_WITHOUT_CARS = Words("渡口未注明可载车，未导入",
                               "ferries that are not said to carry cars, left out")  # fmt: skip
    MISSING_NODE = Words("线上的点不在文件中，该段截断", "vertices missing in the file; cut there")
    ZERO_LENGTH = Words("长度为零的线段，已合并", "pieces of no length, merged")
    DUPLICATE = Words("重复绘制的线段，保留一条", "pieces drawn twice, one kept")
    OUTSIDE = Words("在本地区及外扩范围之外，未导入", "pieces outside the region and its margin")
    BARRIER = Words("路障处断开", "cut at a barrier that an ambulance cannot pass")
    TURN_UNKNOWN = Words("转向限制的种类不认识", "turn restrictions of an unknown kind, ignored")
    TURN_EXEMPT = Words("转向限制，救护车除外", "turn restrictions that exempt ambulances")
    TURN_TIMED = Words(
        "分时段的转向限制，未采用", "turn restrictions at certain hours, not applied"
    )
    TURN_NOWHERE = Words("转向限制所指的道路不存在或不相接",
                         "turn restrictions whose roads are missing or do not meet")  # fmt: skip
    TURN_UNCLEAR = Words("转向限制的驶入或驶出方向不明确，未采用",
                         "turn restrictions that do not say which side, ignored")  # fmt: skip


@dataclass
class Findings:
    """Counts and examples by kind. ``subject`` names the object that is being read."""

    counts: dict[Finding, int] = field(default_factory=dict)
    examples: dict[Finding, list[str]] = field(default_factory=dict)
    subject: str = ""

    def add(self, kind: Finding, detail: str = "", count: int = 1) -> None:
        """Note one more, or ``count`` more."""
        if count <= 0:
            return
        self.counts[kind] = self.counts.get(kind, 0) + count
        kept = self.examples.setdefault(kind, [])
        if len(kept) < EXAMPLES_MAX and (self.subject or detail):
            kept.append(" ".join(part for part in (self.subject, detail) if part))
