import asyncio
from collections.abc import Callable
from typing import Any

from simulations.day.chance import Chance
from simulations.day.crews import Crews
from simulations.day.frames import RoadsFrame
from simulations.day.hands import Hands
from simulations.day.link import Refused
from simulations.day.picture import Picture
from simulations.day.views import ProblemView
from tests.support.day_world import (
    CLINIC,
    HOME,
    NOON_MS,
    RecordingLink,
    changes,
    incident,
    region,
    task,
)

SCENE = (110.85, 32.65)
MINUTE_MS = 60_000
ANSWERS: dict[str, Any] = {
    "/api/tasks/I1-01/route": {"points": [[HOME.lon, HOME.lat], SCENE], "passed_s": [0, 600]},
    "/api/vehicles/V001/route": {"points": [SCENE, [HOME.lon, HOME.lat]], "passed_s": [0, 600]},
    "/api/tasks/I1-01/hospitals": [{"code": "H1"}, {"code": "H2"}],
}


def vehicle(state: str, **more: Any) -> dict[str, Any]:
    plain = {"id": "V001", "state": state, "since_ms": NOON_MS, "task_id": None}
    return {**plain, "incident_id": None, **more}


def on_task(state: str, *earlier: str, **more: Any) -> Any:
    """The board while V001 is in this state of its task."""
    duty = {**task(state, *earlier), **more}
    busy = vehicle(state, task_id="I1-01", incident_id="I1")
    return changes(vehicles=[busy], incidents=[incident(duty)])


class Garage:
    """The crews of the small country, with hands and a recorded line."""

    def __init__(self, link: RecordingLink) -> None:
        self.link = link
        self.picture = Picture()
        self.now_ms = NOON_MS
        self.crews = Crews(
            region=region(),
            picture=self.picture,
            now_ms=lambda: self.now_ms,
            chance=Chance(120),
            link=link,
            hands=Hands(),
        )
        self.body = self.crews.bodies["V001"]

    async def beat(self, now_ms: int, board: Any = None) -> None:
        if board is not None:
            self.picture.merge(board)
        self.now_ms = now_ms
        self.crews.beat(now_ms)
        for _ in range(6):
            await asyncio.sleep(0)

    @property
    def pressed(self) -> list[Any]:
        return [body.get("state", path) for _, path, body, _ in self.link.said]


def play(story: Callable[[Garage], Any], link: RecordingLink | None = None) -> Garage:
    async def act() -> Garage:
        garage = Garage(link or RecordingLink(ANSWERS))
        await story(garage)
        return garage

    return asyncio.run(act())


def test_an_order_is_acknowledged_by_the_crew_itself() -> None:
    async def story(garage: Garage) -> None:
        await garage.beat(NOON_MS + 1000, on_task("assigned"))
        assert garage.pressed == []
        await garage.beat(NOON_MS + 26_000)

    [(user, path, body, _)] = play(story).link.said
    assert (user, path) == ("crew-V001", "/api/tasks/I1-01/status")
    assert body["state"] == "acked"
    assert NOON_MS + 5_000 <= body["at_ms"] <= NOON_MS + 25_000


def test_a_crew_drives_the_systems_way_and_presses_when_it_is_there() -> None:
    async def story(garage: Garage) -> None:
        await garage.beat(NOON_MS + 1000, on_task("en_route", "assigned", "acked"))
        assert garage.body.is_moving(NOON_MS + 2 * MINUTE_MS)
        await garage.beat(NOON_MS + 2 * MINUTE_MS)
        assert garage.pressed == []
        await garage.beat(NOON_MS + 12 * MINUTE_MS)

    garage = play(story)
    [(_, _, body, _)] = garage.link.said
    assert body["state"] == "on_scene"
    assert 0.85 * 600_000 <= body["at_ms"] - NOON_MS <= 1.15 * 600_000
    assert garage.body.at(NOON_MS + 12 * MINUTE_MS).point.lon == SCENE[0]


def test_after_a_restart_a_crew_goes_on_from_where_the_system_saw_it_last() -> None:
    fix = {"lon": 110.83, "lat": 32.63, "at_ms": NOON_MS + 5 * MINUTE_MS}

    async def story(garage: Garage) -> None:
        garage.picture.merge(on_task("en_route", "assigned", "acked"))
        seen = vehicle("en_route", task_id="I1-01", incident_id="I1", fix=fix)
        garage.picture.merge(changes(vehicles=[seen]))
        garage.crews.find_vehicles()
        assert garage.body.at(NOON_MS).point.lon == 110.83
        await garage.beat(NOON_MS + 6 * MINUTE_MS)

    garage = play(story)
    assert garage.body.leg is not None
    assert garage.body.leg.start_ms == NOON_MS + 5 * MINUTE_MS


def test_a_patient_in_the_vehicle_goes_to_a_proposed_hospital() -> None:
    async def story(garage: Garage) -> None:
        await garage.beat(
            NOON_MS + 60 * MINUTE_MS, on_task("at_patient", "assigned", "acked", "en_route")
        )

    [(_, _, body, _)] = play(story).link.said
    if body["state"] == "loaded":
        assert body["hospital_code"] in ("H1", "H2")
    else:
        assert body["reason"]


class NoRoad(RecordingLink):
    """The system gives no way, for as long as there is a reason."""

    def __init__(self, code: str) -> None:
        super().__init__(ANSWERS)
        self.code = code

    async def get(self, user: str, path: str, kind: Any) -> Any:
        if self.code:
            raise Refused(422, ProblemView(code=self.code))
        return await super().get(user, path, kind)


def test_a_crew_that_is_given_no_way_drives_by_sight() -> None:
    async def story(garage: Garage) -> None:
        await garage.beat(NOON_MS + 1000, on_task("loaded", "assigned", hospital_code="H1"))

    garage = play(story, NoRoad("router_failed"))
    assert garage.body.at(NOON_MS + 10**8).point == CLINIC


def test_a_crew_that_no_open_road_leads_on_stands_before_the_barrier() -> None:
    async def story(garage: Garage) -> None:
        await garage.beat(NOON_MS + 1000, on_task("loaded", "assigned", hospital_code="H1"))
        await garage.beat(NOON_MS + 60 * MINUTE_MS)

    garage = play(story, NoRoad("unreachable"))
    assert garage.body.at(NOON_MS + 10**8).point == HOME
    assert garage.pressed == [], "nobody arrives who cannot drive"


def closing(at_ms: int, *closures: dict[str, Any]) -> Callable[[Garage], None]:
    """The system begins to drive by these closures."""

    def tell(garage: Garage) -> None:
        known = tuple(garage.picture.restrictions)
        garage.picture.merge(changes(restrictions=list(closures), removed={"restrictions": known}))
        garage.picture.merge(changes(restrictions=list(closures)))
        garage.picture.hear_of_roads(RoadsFrame(version="x", changed_ms=at_ms))

    return tell


BRIDGE = {"id": "R1", "from_ms": NOON_MS, "until_ms": None}


def test_a_closure_on_the_way_turns_the_crew_round_where_it_is() -> None:
    half_way = (110.825, 32.625)
    detour = {"points": [half_way, [HOME.lon, HOME.lat], SCENE], "passed_s": [0, 300, 1500]}

    async def story(garage: Garage) -> None:
        await garage.beat(NOON_MS + 1000, on_task("en_route", "assigned", "acked"))
        errand = garage.body.errand
        at_ms = NOON_MS + 5 * MINUTE_MS
        seen = garage.body.at(at_ms).point
        garage.link.answers = {**ANSWERS, "/api/tasks/I1-01/route": detour}
        await garage.beat(at_ms)
        assert garage.body.at(at_ms + MINUTE_MS).point.lon > seen.lon
        closing(at_ms, BRIDGE)(garage)
        await garage.beat(at_ms)
        assert garage.body.at(at_ms).point == seen, "it does not jump"
        assert garage.body.at(at_ms + 3 * MINUTE_MS).point.lon < seen.lon, "it drives back"
        assert garage.body.errand == errand
        await garage.beat(at_ms + MINUTE_MS)
        await garage.beat(at_ms + 40 * MINUTE_MS)

    garage = play(story)
    assert garage.pressed == ["on_scene"]
    assert garage.body.at(NOON_MS + 10**8).point.lon == SCENE[0]


def test_who_waits_before_a_barrier_drives_on_when_it_is_lifted() -> None:
    link = NoRoad("unreachable")

    async def story(garage: Garage) -> None:
        closing(NOON_MS, BRIDGE)(garage)
        await garage.beat(NOON_MS + 1000, on_task("en_route", "assigned", "acked"))
        assert garage.body.leg is None
        link.code = ""
        await garage.beat(NOON_MS + MINUTE_MS)
        assert garage.body.leg is None, "nothing has changed that would be worth asking again"
        closing(NOON_MS + 2 * MINUTE_MS)(garage)
        await garage.beat(NOON_MS + 2 * MINUTE_MS)
        assert garage.body.is_moving(NOON_MS + 3 * MINUTE_MS)

    play(story, link)


def test_new_speeds_of_the_hour_send_nobody_another_way() -> None:
    async def story(garage: Garage) -> None:
        closing(NOON_MS, BRIDGE)(garage)
        news = garage.picture.road_news
        closing(NOON_MS + MINUTE_MS, BRIDGE)(garage)
        assert garage.picture.road_news == news
        over = {**BRIDGE, "until_ms": NOON_MS + 2 * MINUTE_MS}
        closing(NOON_MS + 3 * MINUTE_MS, over)(garage)
        assert garage.picture.road_news == news + 1

    play(story)


def test_a_crew_that_is_told_no_place_waits_for_one() -> None:
    async def story(garage: Garage) -> None:
        nowhere = incident(task("en_route", "assigned", "acked"), location=None)
        busy = vehicle("en_route", task_id="I1-01", incident_id="I1")
        await garage.beat(NOON_MS + 1000, changes(vehicles=[busy], incidents=[nowhere]))
        assert garage.body.leg is None
        found = incident(task("en_route", "assigned", "acked"))
        await garage.beat(NOON_MS + MINUTE_MS, changes(incidents=[found]))

    assert play(story).body.leg is not None


def test_a_free_crew_drives_home_and_says_so() -> None:
    async def story(garage: Garage) -> None:
        await garage.beat(NOON_MS + 1000, changes(vehicles=[vehicle("available_mobile")]))
        await garage.beat(NOON_MS + 1000)
        assert garage.pressed == []
        await garage.beat(NOON_MS + 12 * MINUTE_MS)
        await garage.beat(
            NOON_MS + 12 * MINUTE_MS, changes(vehicles=[vehicle("available_station")])
        )

    garage = play(story)
    assert garage.pressed == ["/api/vehicles/V001/returned"]
    assert garage.body.errand is None
    assert garage.body.at(NOON_MS + 13 * MINUTE_MS).point == HOME


def test_an_order_on_the_way_home_stops_the_drive_home() -> None:
    async def story(garage: Garage) -> None:
        await garage.beat(NOON_MS, changes(vehicles=[vehicle("available_mobile")]))
        await garage.beat(NOON_MS + 2 * MINUTE_MS)
        await garage.beat(NOON_MS + 2 * MINUTE_MS, on_task("assigned"))

    garage = play(story)
    assert not garage.body.is_moving(NOON_MS + 3 * MINUTE_MS)


def test_a_scene_that_moves_turns_the_vehicle_round() -> None:
    async def story(garage: Garage) -> None:
        await garage.beat(NOON_MS + 1000, on_task("en_route", "assigned", "acked"))
        first = garage.body.errand
        duty = task("en_route", "assigned", "acked")
        moved = incident(duty, location={"lon": 110.70, "lat": 32.60})
        await garage.beat(NOON_MS + 3 * MINUTE_MS, changes(incidents=[moved]))
        assert garage.body.errand != first
        assert garage.body.leg is not None
        assert garage.body.leg.start_ms == NOON_MS + 3 * MINUTE_MS

    play(story)


def test_who_signed_on_by_name_presses_the_buttons_while_the_day_drives() -> None:
    async def story(garage: Garage) -> None:
        people = {"crew": [{"name": "王师傅"}], "task_id": "I1-01", "incident_id": "I1"}
        manned = changes(vehicles=[vehicle("en_route", **people)])
        garage.picture.merge(on_task("en_route", "assigned", "acked"))
        await garage.beat(NOON_MS + 1000, manned)
        assert garage.body.is_moving(NOON_MS + 2 * MINUTE_MS)
        await garage.beat(NOON_MS + 12 * MINUTE_MS)

    garage = play(story)
    assert garage.pressed == []
    assert garage.body.at(NOON_MS + 12 * MINUTE_MS).point.lon == SCENE[0]
