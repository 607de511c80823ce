"""Tiny OpenStreetMap files drawn as text, so that a test shows its map and its tags.

Letters stand in a picture, one step (1 km) per sign and line. A way is a line of letters with its
tags, a restriction names its ways::

    A.B.C
    ..D
    ---
    way main  A-B-C  highway=primary name=主街
    way lane  B-D    highway=service
    turn no_left_turn  main B lane
    node B  barrier=gate

``Imported.text()`` writes the network back in letters: ``A>B>C primary 4000m …``; the stretches'
inner vertices are shown, the arcs are sorted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from textwrap import dedent
from xml.sax.saxutils import quoteattr

from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.network import RoadNetwork
from geo.roads.osm import ImportReport, Surroundings, import_roads
from geo.roads.profiles import Profile
from geo.roads.traits import RoadClass, Trait

STEP_M = 1000.0
WEST, NORTH = 110.05, 32.15
LAT_STEP = STEP_M / METRES_PER_DEGREE
LON_STEP = LAT_STEP / cos(radians(NORTH))


def place_of(column: float, row: float) -> tuple[float, float]:
    """Longitude and latitude of a spot of the picture, as OSM rounds them."""
    return round(WEST + column * LON_STEP, 7), round(NORTH - row * LAT_STEP, 7)


@dataclass(frozen=True)
class Imported:
    """The network of a drawing, with its report."""

    network: RoadNetwork
    report: ImportReport
    letters: dict[str, tuple[float, float]]

    def text(self) -> str:
        """Every arc in letters, then the turn bans."""
        arcs = [self.arc_text(arc) for arc in range(self.network.arc_count)]
        bans = [f"not {self.path((a, b))}" for a, b in self.network.turns.pairs.tolist()]
        bans += [f"not {self.path(chain)}" for chain in self.network.turns.chains]
        return "\n".join([*sorted(arcs), *sorted(bans)]) + "\n"

    def arcs(self) -> list[str]:
        """Every arc as the letters it runs over, sorted."""
        return sorted(self.path((arc,)) for arc in range(self.network.arc_count))

    def arc(self, path: str) -> int:
        """The number of the arc that runs over these letters."""
        return next(a for a in range(self.network.arc_count) if self.path((a,)) == path)

    def path(self, arcs: tuple[int, ...]) -> str:
        """Letters that a sequence of arcs runs over."""
        words = [self._letters(arc) for arc in arcs]
        return words[0] + "".join(word[1:] for word in words[1:])

    def bans(self) -> list[str]:
        """Every forbidden sequence in letters, sorted."""
        return sorted(line[4:] for line in self.text().splitlines() if line.startswith("not "))

    def arc_text(self, arc: int) -> str:
        """One arc with all that is known of it."""
        network, traits = self.network, self.network.traits
        assert traits is not None
        parts = [self._letters(arc), RoadClass(int(traits.road_class[arc])).name.lower()]
        parts.append(f"{network.arc_metres[arc]:.0f}m {network.arc_seconds[arc]:.1f}s")
        if traits.limit_kmh[arc]:
            parts.append(f"limit={traits.limit_kmh[arc]}")
        parts += [flag.name.lower() for flag in Trait if traits.flags[arc] & flag and flag.name]
        for name in ("signals", "gates", "tolls", "rail_crossings"):
            count = getattr(traits, name)[arc]
            parts += [f"{name}={count}"] if count else []
        parts += [network.names[i] for i in (network.arc_name[arc], traits.reference[arc]) if i]
        return " ".join(parts)

    def _letters(self, arc: int) -> str:
        _, lon, lat = self.network.shape(arc)
        return "".join(
            next(
                letter
                for letter, spot in self.letters.items()
                if abs(spot[0] - x) < 1e-6 and abs(spot[1] - y) < 1e-6
            )
            for x, y in zip(lon, lat, strict=True)
        )


def draw(
    drawing: str,
    folder: Path,
    around: Surroundings | None = None,
    profile: Profile | None = None,
) -> Imported:
    """The network of a drawing, through a real .osm file."""
    path = folder / "drawing.osm"
    letters = write_osm(drawing, path)
    network, report = import_roads(path, around, profile)
    return Imported(network, report, letters)


def write_osm(drawing: str, path: Path) -> dict[str, tuple[float, float]]:
    """Write the .osm file of a drawing; the places of its letters."""
    picture, _, words = dedent(drawing).strip("\n").partition("---\n")
    letters = {
        sign: place_of(column, row)
        for row, line in enumerate(picture.splitlines())
        for column, sign in enumerate(line)
        if sign.isalnum()
    }
    lines = [line.split() for line in words.splitlines() if line.strip()]
    body = "\n".join([*_nodes(letters, lines), *_ways(lines), *_turns(lines)])
    path.write_text(f'<?xml version="1.0"?>\n<osm version="0.6">\n{body}\n</osm>\n', "utf-8")
    return letters


def _nodes(letters: dict[str, tuple[float, float]], lines: list[list[str]]) -> Iterator[str]:
    tags = {words[1]: words[2:] for words in lines if words[0] == "node"}
    for letter, (lon, lat) in sorted(letters.items()):
        inner = _tags(tags.get(letter, []))
        yield f'<node id="{ord(letter)}" version="1" lon="{lon}" lat="{lat}">{inner}</node>'


def _ways(lines: list[list[str]]) -> Iterator[str]:
    for number, words in enumerate((words for words in lines if words[0] == "way"), 1):
        refs = "".join(f'<nd ref="{ord(letter)}"/>' for letter in words[2].split("-"))
        yield f'<way id="{number}" version="1">{refs}{_tags(words[3:])}</way>'


def _turns(lines: list[list[str]]) -> Iterator[str]:
    ways = [words[1] for words in lines if words[0] == "way"]
    for number, words in enumerate((words for words in lines if words[0] == "turn"), 1):
        members = [word for word in words[2:] if "=" not in word]
        parts: list[str] = []
        for at, member in enumerate(members):
            role = "from" if at == 0 else "to" if at == len(members) - 1 else "via"
            kind = "way" if member in ways or member == "nowhere" else "node"
            ref = ord(member) if kind == "node" else _number(ways, member)
            parts.append(f'<member type="{kind}" ref="{ref}" role="{role}"/>')
        kinds = [] if words[1] == "-" else [f"restriction={words[1]}"]
        tags = _tags(["type=restriction", *kinds, *(w for w in words[2:] if "=" in w)])
        yield f'<relation id="{number}" version="1">{"".join(parts)}{tags}</relation>'


def _number(ways: list[str], name: str) -> int:
    return ways.index(name) + 1 if name in ways else 999


def _tags(words: list[str]) -> str:
    """``key=value`` words; a tilde in a value stands for a space."""
    pairs = (word.split("=", 1) for word in words)
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v.replace('~', ' '))}/>" for k, v in pairs)
