"""Surfaces that OpenStreetMap composes of several ways: a lake with islands, a wide river."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry


class Composed(NamedTuple):
    """A relation: what it is, the ways around it, the ways around its holes."""

    tags: dict[str, str]
    outer: tuple[int, ...]
    inner: tuple[int, ...]


class Surfaces:
    """Relations first, then the lines of their ways in any order, then the surfaces.

    ``rims`` has a place for every way that is needed; None until its line has come by.
    """

    def __init__(self) -> None:
        self.rims: dict[int, BaseGeometry | None] = {}
        self._relations: list[Composed] = []

    def take(self, relation: Any) -> None:
        """Note a multipolygon."""
        tags = dict(relation.tags)
        if tags.get("type") != "multipolygon":
            return
        ways = [(member.role, member.ref) for member in relation.members if member.type == "w"]
        inner = tuple(way for role, way in ways if role == "inner")
        outer = tuple(way for role, way in ways if role != "inner")
        self._relations.append(Composed(tags, outer, inner))
        self.rims |= dict.fromkeys((*outer, *inner))

    def composed(self) -> Iterator[tuple[dict[str, str], BaseGeometry]]:
        """Each surface that closes; an extract that cuts one off leaves the closed part of it."""
        for tags, outer, inner in self._relations:
            surface = self._closed(outer)
            if not surface.is_empty:
                yield tags, surface.difference(self._closed(inner))

    def _closed(self, ways: tuple[int, ...]) -> BaseGeometry:
        lines = [line for way in ways if (line := self.rims[way]) is not None]
        return shapely.union_all(list(shapely.polygonize(lines).geoms))
