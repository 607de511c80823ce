"""Forbidden turns become forbidden words: the copies of junctions at which one may be half-way in.

An Aho-Corasick automaton over the forbidden sequences. Its states are their beginnings; each is
one copy of the junction it ends at, and has a copy of every arc that may be driven on from there.
"""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from geo.roads.turns import TurnBans
from geo.routing.contracted.compiled import Ints

Word = tuple[int, ...]


class Expanded(NamedTuple):
    """See ``Graph`` for what the arrays mean."""

    node_count: int
    tail: Ints
    head: Ints
    copy_of: Ints
    junction_of: Ints
    bonds: Ints


def expand(node_count: int, tail: Ints, head: Ints, reverse: Ints, bans: TurnBans) -> Expanded:
    """The graph with a copy of a junction for each beginning of a forbidden sequence."""
    words = {tuple(pair) for pair in bans.pairs.tolist()} | set(bans.chains)
    _check(words, tail, head)
    beginnings = sorted({word[:k] for word in words for k in range(1, len(word))})
    node_of = {word: node_count + i for i, word in enumerate(beginnings)}

    def after(driven: Word) -> int:
        """The node reached by these arcs: a copy if they end with a beginning."""
        for k in range(len(driven)):
            if (node := node_of.get(driven[k:])) is not None:
                return node
        return int(head[driven[-1]])

    leaving = _leaving({int(head[word[-1]]) for word in beginnings}, tail)
    copies = sorted(
        (arc, node_of[word], after((*word, arc)))
        for word in beginnings
        for arc in leaving[int(head[word[-1]])]
        if not any((*word[k:], arc) in words for k in range(len(word)))
    )
    copied = np.array(copies, dtype=np.int32).reshape(-1, 3)
    heads = head.copy()
    for word in beginnings:
        if len(word) == 1:
            heads[word[0]] = node_of[word]
    all_tail = np.concatenate([tail, copied[:, 1]])
    all_head = np.concatenate([heads, copied[:, 2]])
    bonds = _bonds(all_tail, all_head, reverse, copied[:, 0])
    junctions = head[[word[-1] for word in beginnings]]
    copy_of = np.ascontiguousarray(copied[:, 0])
    return Expanded(node_count + len(beginnings), all_tail, all_head, copy_of, junctions, bonds)


def _check(words: set[Word], tail: Ints, head: Ints) -> None:
    """Refuse a sequence that cannot be driven at all."""
    for word in words:
        whole = len(word) > 1 and all(0 <= arc < len(tail) for arc in word)
        if not whole or any(head[a] != tail[b] for a, b in pairwise(word)):
            raise ValueError(
                f"转向限制 {word} 的路段不相连：请重新导入路网 / turn ban {word}: its arcs do not "
                f"follow each other; import the roads again"
            )


def _leaving(junctions: set[int], tail: Ints) -> dict[int, list[int]]:
    """The arcs that leave each of these junctions."""
    leaving: defaultdict[int, list[int]] = defaultdict(list)
    for arc in np.flatnonzero(np.isin(tail, list(junctions))).tolist():
        leaving[int(tail[arc])].append(arc)
    return leaving


def _bonds(tail: Ints, head: Ints, reverse: Ints, copy_of: Ints) -> Ints:
    """What joins the exits of each stretch, and its entries, where copies tore them apart."""
    entries: defaultdict[int, set[int]] = defaultdict(set)
    touched = set(copy_of.tolist())
    both = np.flatnonzero(reverse >= 0)
    touched |= set(both[head[both] != tail[reverse[both]]].tolist())
    for k, arc in enumerate(copy_of.tolist(), start=len(reverse)):
        entries[arc].add(int(tail[k]))
    bonds: set[tuple[int, int]] = set()
    for arc in touched:
        sides = [arc] if reverse[arc] < 0 else [arc, int(reverse[arc])]
        enter = sorted({int(tail[a]) for a in sides}.union(*(entries[a] for a in sides)))
        leave = sorted({int(head[a]) for a in sides})
        for group in (enter, leave):
            bonds |= {(a, b) for i, a in enumerate(group) for b in group[i + 1 :]}
    return np.array(sorted(bonds), dtype=np.int32).reshape(-1, 2)
