"""Places by name: how long the index takes to build, and a query to be answered, while typed.

A prefecture of 50,000 names is made from the pack's own townships and hospitals and from villages
put together out of common parts of village names; queries are names as people type them.
"""

import gc
from random import Random
from time import perf_counter, thread_time

from geo.coordinates import Point
from geo.gazetteer.folding import fold_names
from geo.gazetteer.index import PlaceIndex
from geo.gazetteer.place import Place, PlaceKind
from geo.gazetteer.sounding import sounds_of
from stations.places import places_of
from tests.bench.figures import Effort, Table, spread
from tests.bench.shift import shiyan

NAMES = {Effort.FULL: 50_000, Effort.QUICK: 50_000, Effort.SMOKE: 2_000}
QUERIES = {Effort.FULL: 2_000, Effort.QUICK: 400, Effort.SMOKE: 10}
BUILDS = {Effort.FULL: 5, Effort.QUICK: 2, Effort.SMOKE: 1}

_FRONT = "上下东西南北中新老大小前后长石白黄青龙金"
_FIRST = "柳杨李王张刘陈桃松竹梅马牛羊鹰虎泉井桥庙寺塘堰窑岩洞云花茶药盐铁银玉沙泥"
_SECOND = "树家子坪湾沟河山岭坡垭坝湖潭口堡寨店铺营庄园田地头脑嘴咀岗包梁峪冲垱畈"
_LAST = ("村", "村", "村委会", "社区", "小学", "卫生室", "桥", "一组", "")

WAYS = ("whole name", "first half", "full pinyin", "pinyin, half", "initials", "one slip")


def measure(effort: Effort) -> list[Table]:
    """The tables of this bench."""
    chance = Random(1)
    places = _places(NAMES[effort], chance)
    areas = {county.code: county.name for county in shiyan().counties.values()}
    builds: list[float] = []
    for _ in range(BUILDS[effort]):
        gc.collect()
        started = perf_counter()
        index = PlaceIndex(places, areas)
        builds.append(perf_counter() - started)
    building = Table(
        "The index of places, built at the start in a thread beside it",
        [{"places": len(places), **spread(builds, p99=False)}],
    )
    return [building, _answers(index, places, QUERIES[effort], chance)]


def _answers(index: PlaceIndex, places: list[Place], rounds: int, chance: Random) -> Table:
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    found: dict[str, int] = dict.fromkeys(WAYS, 0)
    at_work: list[float] = []
    for nth in range(-len(WAYS), rounds):
        way = WAYS[nth % len(WAYS)]
        place = chance.choice(places)
        query = _typed(place.name, way, chance)
        started, worked = perf_counter(), thread_time()
        answers = index.find(query, place.point, 10)
        seconds, worked_s = perf_counter() - started, thread_time() - worked
        if nth >= 0:
            at_work.append(worked_s)
            took[way].append(seconds)
            found[way] += any(answer.place.name == place.name for answer in answers)
    rows = [
        {
            "typed": way,
            **spread(took[way]),
            "in the first ten": f"{found[way] / len(took[way]):.1%}",
        }
        for way in WAYS
        if took[way]
    ]
    everything = [seconds for part in took.values() for seconds in part]
    return Table(
        f"A query while it is typed, {len(places)} places",
        [
            *rows,
            {"typed": "all", **spread(everything)},
            {"typed": "all, processor time", **spread(at_work)},
        ],
        (
            "processor time leaves out the waiting for a core that others use",
            "each asked from near the place that is meant; a slip is one wrong character,",
            "which in a name of two or three makes another name of it",
        ),
    )


def _typed(name: str, way: str, chance: Random) -> str:
    (folded,) = fold_names([name])
    sounds = sounds_of([folded])
    spelled = sounds.spelled[0]
    if way == "one slip":
        at = chance.randrange(len(name))
        return name[:at] + chance.choice(_FIRST) + name[at + 1 :]
    return {
        "whole name": name,
        "first half": name[: (len(name) + 1) // 2],
        "full pinyin": spelled,
        "pinyin, half": spelled[: (len(spelled) + 1) // 2],
        "initials": sounds.initials[0],
    }[way]


def _places(count: int, chance: Random) -> list[Place]:
    places = list(places_of(shiyan()))
    seats = list(shiyan().townships.values())
    while len(places) < count:
        seat = chance.choice(seats)
        name = chance.choice(_FIRST) + chance.choice(_SECOND) + chance.choice(_LAST)
        if chance.random() < 0.5:
            name = chance.choice(_FRONT) + name
        places.append(
            Place(
                id=f"village:{len(places)}",
                name=name,
                kind=PlaceKind.VILLAGE,
                point=Point(
                    seat.point.lon + chance.gauss(0, 0.05), seat.point.lat + chance.gauss(0, 0.05)
                ),
                areas=(seat.county_code, seat.code),
            )
        )
    return places
