"""Recommended against chosen, and tiers and borders: what the reports make of orders."""

from collections.abc import Iterator

import msgspec
import pytest
from typer.testing import CliRunner, Result

from console.cli.quality import report_app
from console.history.quality_reports import areas_csv, choices_csv
from dispatch.domain import events as e
from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.actors import Actor, Role
from dispatch.domain.choices import OverrideCode
from dispatch.domain.commands import IncidentDetails
from dispatch.domain.decisions import Considered, Decision
from dispatch.quality.areas import areas
from dispatch.quality.choices import DEVIATIONS_MAX, choices
from dispatch.quality.sendings import Sending, sendings
from stations.region import Region
from stations.status import Origin, VehicleState
from tests.support.planned import shiyan
from tests.support.running import STREET, Running, run_server

REQUIREMENTS = ("QA-04", "QA-05")

MINUTE_MS = 60_000
FROM_MS, TO_MS = 10_000 * MINUTE_MS, 20_000 * MINUTE_MS
WANG = Actor(user="wang", name="王", role=Role.DISPATCHER, unit="420325")


def vehicles_of(region: Region, county: str) -> list[str]:
    return [v.id for v in region.vehicles.values() if v.county_code == county]


OWN, NEXT_DOOR = (vehicles_of(shiyan(), county) for county in ("420325", "420323"))


def listed(best: str, chosen: str, /, **minutes: float) -> Decision:
    """A list of two with their promised minutes; the first is the recommended one."""
    first, second = minutes["recommended"], minutes["chosen"]
    considered = [(best, first)] if best == chosen else [
        (best, first), (chosen, second),
    ]  # fmt: skip
    return Decision(
        answer_id="a", policy="closest", basis="road", network_version="v", computed_ms=0,
        chosen_rank=1 + (best != chosen), recommended=best, override_reason=None,
        considered=tuple(
            Considered(vehicle_id=v, eta_s=m * 60, fit=True, codes=()) for v, m in considered
        ),
        passed_over=(), recommended_eta_s=first * 60, chosen_eta_s=second * 60,
        asking=shiyan().centre_of_county("420325"),
    )  # fmt: skip


def story(
    nth: int,
    vehicle: str,
    decision: Decision | None,
    arrives_min: float | None,
    kind: IncidentKind = IncidentKind.RESCUE,
) -> Iterator[e.AnyEvent]:
    """One event in 房县 from the first call to the arrival, ``nth`` hours after the beginning."""
    at_ms, incident = FROM_MS + nth * 60 * MINUTE_MS, f"I-{nth}"
    yield e.IncidentOpened(
        at_ms=at_ms, by=WANG, incident_id=incident, kind=kind, owner_unit=WANG.unit,
        first_call_ms=at_ms - MINUTE_MS,
    )  # fmt: skip
    yield e.IncidentDescribed(
        at_ms=at_ms, by=WANG, incident_id=incident, details=IncidentDetails(),
        county_code="420325", township_code="420325100",
    )  # fmt: skip
    yield e.VehicleDispatched(
        at_ms=at_ms, by=WANG, task_id=f"{incident}-1", incident_id=incident, acceptance_id="x",
        vehicle_id=vehicle, eta_ms=None, eta_basis="", decision=decision,
    )  # fmt: skip
    if arrives_min is not None:
        reached_ms = at_ms + round(arrives_min * MINUTE_MS)
        yield e.TaskStepped(
            at_ms=reached_ms, by=WANG, task_id=f"{incident}-1", state=VehicleState.ON_SCENE,
            origin=Origin.TERMINAL, received_ms=reached_ms,
        )  # fmt: skip


def of(*stories: Iterator[e.AnyEvent]) -> list[Sending]:
    return sendings([event for one in stories for event in one], FROM_MS, TO_MS)


def test_who_sends_the_recommended_one_follows_and_who_sends_another_is_told_what_it_costs() -> (
    None
):
    apart = msgspec.structs.replace(
        listed(OWN[0], OWN[1], recommended=8, chosen=13),
        override_code=OverrideCode.ROAD_KNOWN, override_reason="桥封了", chosen_rank=2,
    )  # fmt: skip
    orders = of(
        story(0, OWN[0], listed(OWN[0], OWN[0], recommended=8, chosen=8), 9),
        story(1, OWN[1], apart, 12),
        story(2, OWN[1], None, 5),
    )
    report = choices(orders, shiyan(), FROM_MS, TO_MS)
    lines = {(line.group, line.of): line for line in report.lines}
    whole = lines["all", ""]
    assert (whole.orders, whole.recommended, whole.followed) == (3, 2, 1)
    assert whole.followed_share == 0.5
    assert whole.lost_mean_min == whole.lost_max_min == 5.0
    assert whole.late_mean_min == 0.0, "a minute late, a minute early"
    assert whole.without_reason == 0
    assert lines["reason", "road_known"].orders == 1
    assert lines["person", "wang"].orders == 3
    assert (report.ranks["1"], report.ranks["2"], report.ranks["unlisted"]) == (1, 1, 0)
    [one] = report.deviations
    assert (one.chosen, one.recommended, one.lost_min) == (OWN[1], OWN[0], 5.0)
    assert (one.arrived_after_min, one.promised_min) == (12.0, 8.0)
    assert "桥封了" in choices_csv(report).decode("utf-8-sig")


def test_another_vehicle_without_a_word_is_counted_as_such() -> None:
    told = listed(OWN[0], OWN[1], recommended=8, chosen=8)
    report = choices(of(story(0, OWN[1], told, 9)), shiyan(), FROM_MS, TO_MS)
    assert report.lines[0].without_reason == 1
    assert not [line for line in report.lines if line.group == "reason"]


def test_drills_are_left_out_even_where_that_was_said_later() -> None:
    told = listed(OWN[0], OWN[0], recommended=8, chosen=8)
    turned = e.IncidentDescribed(
        at_ms=FROM_MS, by=WANG, incident_id="I-1",
        details=IncidentDetails(kind=IncidentKind.DRILL),
    )  # fmt: skip
    events = [
        *story(0, OWN[0], told, 9, IncidentKind.TEST), *story(1, OWN[0], told, 9), turned,
        *story(2, OWN[0], told, 9),
    ]  # fmt: skip
    assert [one.incident_id for one in sendings(events, FROM_MS, TO_MS)] == ["I-2"]


def test_only_orders_of_the_asked_time_count_but_arrivals_after_it_do() -> None:
    told = listed(OWN[0], OWN[0], recommended=8, chosen=8)
    events = [*story(0, OWN[0], told, 9), *story(2, OWN[0], told, 90)]
    late = sendings(events, FROM_MS + 120 * MINUTE_MS, FROM_MS + 121 * MINUTE_MS)
    assert [(one.incident_id, one.drive_s) for one in late] == [("I-2", 5400.0)]


def test_a_neighbours_vehicle_is_a_crossing_that_saves_what_the_own_one_would_have_needed() -> None:
    orders = of(
        story(0, NEXT_DOOR[0], listed(NEXT_DOOR[0], OWN[0], recommended=12, chosen=12), 12),
        story(1, OWN[0], listed(OWN[0], OWN[0], recommended=8, chosen=8), 9),
        story(2, OWN[0], listed(OWN[0], OWN[0], recommended=8, chosen=8), None),
        story(3, OWN[0], listed(OWN[0], OWN[0], recommended=8, chosen=8), 9, IncidentKind.TRANSFER),
    )
    # The neighbour's promises twelve minutes where the own county's would need twenty.
    orders[0].decision = msgspec.structs.replace(
        listed(NEXT_DOOR[0], OWN[0], recommended=12, chosen=20), chosen_eta_s=720.0
    )
    report = areas(orders, shiyan(), FROM_MS, TO_MS)
    whole = report.lines[0]
    assert (whole.reached, whole.crossed, whole.saved) == (2, 1, 1), "reached emergencies alone"
    assert whole.crossed_share == 0.5
    assert whole.saved_mean_min == 8.0
    assert whole.response_mean_min == 11.5, "from the first call, a minute before the order"
    assert whole.city_share + whole.county_share + whole.township_share == pytest.approx(1)
    [crossing] = report.crossings
    assert (crossing.ground_name, crossing.helper_name) == ("房县急救中心", "竹山县急救中心")
    assert "房县" in areas_csv(report).decode("utf-8-sig")


def test_of_very_many_deviations_the_newest_are_told_and_all_are_counted() -> None:
    told = listed(OWN[0], OWN[1], recommended=8, chosen=9)
    [one] = of(story(0, OWN[1], told, 9))
    orders = [
        msgspec.structs.replace(one, task_id=f"T{n}", at_ms=one.at_ms + n)
        for n in range(DEVIATIONS_MAX + 5)
    ]
    report = choices(orders, shiyan(), FROM_MS, TO_MS)
    assert report.lines[0].orders == DEVIATIONS_MAX + 5
    assert len(report.deviations) == DEVIATIONS_MAX
    assert report.deviations[0].task_id == f"T{DEVIATIONS_MAX + 4}"


def report(*arguments: object) -> Result:
    return CliRunner().invoke(report_app, [*map(str, arguments)])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2026-13-01"), "--from 2026-13-01：不是日期"),
        (("--from", "2026-01-31", "--to", "2026-01-30"), "末日早于首日"),
        (("--from", "2026-01-31", "--database", "sqlite:////nowhere/at/all.sqlite"), "数据库"),
    ],
)
def test_what_cannot_be_reported_is_told_with_the_remedy(
    arguments: tuple[str, ...], said: str
) -> None:
    done = report("choices", *arguments)
    assert done.exit_code == 2, done.output
    assert said in done.output.replace("\n", "")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_server(tmp_path_factory.mktemp("quality")) as running:
        yield running


def test_a_real_order_against_the_list_is_in_the_report_of_its_own_leaders_alone(
    server: Running,
) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    first, second = [c for c in ranking["ranked"] if c["group"] == "ready"][:2]
    desk.do(
        f"/incidents/{incident_id}/dispatch",
        {
            "vehicle_id": second["vehicle_id"], "answer_id": ranking["answer_id"],
            "override_code": "keep_cover", "override_reason": "=留一辆",
        },
    )  # fmt: skip
    at_ms = desk.get(f"/incidents/{incident_id}").json()["opened_ms"]
    span = f"from_ms={at_ms - 60_000}&to_ms={at_ms + 600_000}"
    told = server.seat("leader-city").get(f"/reports/choices?{span}").json()
    [apart] = told["deviations"]
    assert apart["chosen"] == second["vehicle_id"]
    assert apart["recommended"] == first["vehicle_id"]
    assert apart["code"] == "keep_cover"
    file = server.seat("quality").get(f"/reports/choices.csv?{span}")
    assert "'=留一辆" in file.content.decode("utf-8-sig"), "no formula for a spreadsheet"
    elsewhere = server.seat("leader-zhuxi").get(f"/reports/choices?{span}").json()
    assert elsewhere["deviations"] == []
    areas_told = server.seat("leader-city").get(f"/reports/areas?{span}").json()
    assert areas_told["lines"][0]["reached"] == 0, "nobody is there yet"
    assert server.seat("quality").get(f"/reports/areas.csv?{span}").status_code == 200
    assert desk.get(f"/reports/choices?{span}").status_code == 403
    wrong = server.seat("quality").get("/reports/areas?from_ms=5&to_ms=5")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_span")
