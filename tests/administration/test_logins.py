"""Logins as administrators change them, on both databases."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from console.people.accounts import Account, Accounts, token_hash_of
from console.people.administration import Administration, make_password
from dispatch.domain.actors import Role
from dispatch.domain.errors import Refusal
from geo.database import writing
from tests.support.administrators import (
    CITY,
    CITY_STATION,
    COUNTY,
    COUNTY_STATION,
    ROOT,
    YUNYANG,
)

REQUIREMENTS = ("ORG-03", "ORG-04")


def planner(username: str = "zhao", unit: str = COUNTY) -> Account:
    return Account(username=username, name="赵", role=Role.PLANNER, unit=unit)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as raised:
        act()
    assert raised.value.zh
    assert raised.value.remedy
    return raised.value


def key() -> str:
    return str(uuid4())


def test_a_password_is_told_once_and_opens_the_door(
    administration: Administration, accounts: Accounts
) -> None:
    told = administration.create(ROOT, "k1", planner())
    again = administration.create(ROOT, "k1", planner())
    assert told == again
    entered = accounts.log_in("zhao", told.password)
    assert entered is not None
    assert [u.last_login_ms is not None for u in administration.list_users(ROOT)] == [
        False,
        False,
        True,
    ]
    anew = administration.reset(ROOT, key(), "zhao")
    assert accounts.log_in("zhao", told.password) is None
    assert accounts.find(token_hash_of(entered[0])) is None
    assert accounts.log_in("zhao", anew.password) is not None


def test_whoever_is_disabled_or_gets_another_role_is_out_at_once(
    administration: Administration, accounts: Accounts
) -> None:
    told = administration.create(ROOT, key(), planner())
    for changes in ({"role": Role.OBSERVER}, {"disabled": True}):
        entered = accounts.log_in("zhao", told.password)
        assert entered is not None
        administration.change(ROOT, "zhao", changes)
        token_hash = token_hash_of(entered[0])
        assert accounts.find_cached(token_hash) is None
        assert accounts.find(token_hash) is None
    assert accounts.log_in("zhao", told.password) is None
    administration.change(ROOT, "zhao", {"disabled": False})
    assert accounts.log_in("zhao", told.password) is not None


def test_a_county_manages_its_own_logins_and_does_not_know_of_others(
    administration: Administration,
) -> None:
    administration.create(YUNYANG, key(), planner("own"))
    administration.create(ROOT, key(), planner("others", CITY))
    assert {u.username for u in administration.list_users(YUNYANG)} == {"own", "yy"}
    assert {c.username for c in administration.list_changes(YUNYANG, None, 50)} == {"own"}
    assert len(administration.list_changes(ROOT, None, 50)) == 2
    assert refused(lambda: administration.change(YUNYANG, "others", {"name": "x"})).status == 404
    assert refused(lambda: administration.reset(YUNYANG, key(), "root")).status == 404
    up = planner("above", CITY)
    assert refused(lambda: administration.create(YUNYANG, key(), up)).status == 403
    assert refused(lambda: administration.change(YUNYANG, "own", {"unit": CITY})).status == 403
    door = Account(username="door", name="网关", role=Role.GATEWAY, unit=COUNTY)
    assert refused(lambda: administration.create(YUNYANG, key(), door)).field == "role"


def test_the_last_administrator_of_the_city_cannot_be_locked_out(
    administration: Administration,
) -> None:
    for changes in ({"disabled": True}, {"role": Role.PLANNER}, {"unit": COUNTY}):
        refusal = refused(partial(administration.change, ROOT, "root", changes))
        assert refusal.code == "last_administrator"
    second = Account(username="second", name="副", role=Role.ADMIN, unit=CITY)
    administration.create(ROOT, key(), second)
    administration.change(ROOT, "root", {"disabled": True})
    again = refused(lambda: administration.change(ROOT, "second", {"disabled": True}))
    assert again.code == "last_administrator"
    administration.change(ROOT, "yy", {"disabled": True})


def test_a_crew_belongs_to_a_vehicle_of_its_own_station(administration: Administration) -> None:
    def crew(vehicle_id: str | None, unit: str, role: Role = Role.CREW) -> Account:
        return Account(username="c1", name="车组", role=role, unit=unit, vehicle_id=vehicle_id)

    for account, field in (
        (crew(None, COUNTY_STATION), "vehicle_id"),
        (crew("V056", COUNTY_STATION, Role.PLANNER), "vehicle_id"),
        (crew("V999", COUNTY_STATION), "vehicle_id"),
        (crew("V056", CITY_STATION), "unit"),
        (crew("V056", "nowhere"), "unit"),
        (crew(None, COUNTY, Role.SYSTEM), "role"),
    ):
        assert refused(partial(administration.create, ROOT, key(), account)).field == field
    assert administration.create(YUNYANG, key(), crew("V056", COUNTY_STATION)).user.sessions == 0
    assert (
        refused(lambda: administration.create(YUNYANG, key(), crew("V056", COUNTY_STATION))).code
        == "user_exists"
    )


def test_every_change_is_kept_with_before_and_after_and_never_a_password(
    administration: Administration, engine: Engine
) -> None:
    told = administration.create(ROOT, key(), planner())
    administration.change(ROOT, "zhao", {"name": "赵二"})
    administration.change(ROOT, "zhao", {"name": "赵二"})  # nothing is changed, nothing is noted
    anew = administration.reset(YUNYANG, key(), "zhao")
    kept = administration.list_changes(ROOT, None, 50)
    assert [(c.by_user, c.what) for c in kept] == [
        ("yy", "password"),
        ("root", "change"),
        ("root", "create"),
    ]
    assert (kept[1].before or {})["name"] == "赵"
    assert (kept[1].after or {})["name"] == "赵二"
    assert kept[2].before is None
    assert administration.list_changes(ROOT, kept[1].id, 50) == kept[2:]
    with engine.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM user_change")).all())
    assert told.password not in rows
    assert anew.password not in rows
    assert "scrypt" not in rows


@pytest.mark.parametrize("act", ["DELETE FROM user_change", "UPDATE user_change SET what = 'x'"])
def test_the_database_itself_keeps_the_record(
    administration: Administration, engine: Engine, act: str
) -> None:
    administration.create(ROOT, key(), planner())
    with pytest.raises(DBAPIError, match="only ever added to"), writing(engine) as connection:
        connection.execute(text(act))
    assert len(administration.list_changes(ROOT, None, 50)) == 1


def test_passwords_can_be_read_out_and_are_never_the_same() -> None:
    made = {make_password() for _ in range(100)}
    assert len(made) == 100
    assert not set("".join(made)) & set("0O1lI")
    assert {len(one) for one in made} == {14}
