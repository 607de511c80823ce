"""The OR-Library's p-median instances (Beasley 1985) with their known optima."""

from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import shortest_path

from simulations.siting.question import Floats

OPTIMA: dict[int, tuple[int, int]] = {
    1: (5819, 127),
    2: (4093, 98),
    3: (4250, 93),
    4: (3034, 74),
    5: (1355, 48),
    6: (7824, 84),
    7: (5631, 64),
    8: (4445, 55),
    9: (2734, 37),
    10: (1255, 20),
}
"""p-median and p-centre of each."""


def instance(shared: Path, nth: int) -> tuple[Floats, int]:
    """All shortest ways of one in the folder of public data, and how many sites."""
    words = (shared / "pmed" / f"pmed{nth}.txt").read_text().split()
    nodes, _, count = (int(word) for word in words[:3])
    edges = np.array(words[3:], float).reshape(-1, 3)
    lengths = np.full((nodes, nodes), np.inf)
    tails, heads = edges[:, 0].astype(int) - 1, edges[:, 1].astype(int) - 1
    for tail, head, length in zip(tails, heads, edges[:, 2], strict=True):
        lengths[tail, head] = lengths[head, tail] = length  # a repeated edge counts as last told
    return shortest_path(lengths, method="D"), count
