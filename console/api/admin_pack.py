"""The region pack (地区包) for the administrator's page: rows, drafts, dry runs, editions, zips."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from console.api import bodies
from console.api.admin_views import (
    EditionChanges,
    EditionView,
    PackView,
    RowsView,
    TrialView,
    change_views,
    edition_view,
    pack_view,
    rows_view,
    trial_view,
)
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.packs.drafts import Edit, check_reach, edited
from console.packs.in_force import Trial, moved_on
from console.people.accounts import Login
from console.people.auth import Wished, only_for
from console.system import System
from dispatch.domain.actors import Role
from dispatch.domain.errors import Forbidden, Refusal
from stations.questions.writing import to_toml
from stations.reach import NOWHERE, Reach
from stations.regionpack.contents import Contents, ZipRefused, from_zip, to_zip
from stations.regionpack.differences import compare
from stations.regionpack.writing import read_pack

router = APIRouter(prefix="/admin/pack", tags=["administration 管理"])

Managing = Annotated[Login, Depends(only_for(Role.ADMIN))]
Hash = Annotated[str, Field(min_length=64, max_length=64)]
Reason = Annotated[str, Field(min_length=2, max_length=200)]
File = Annotated[str, Field(min_length=1, max_length=100)]
QuestionFile = Annotated[
    str,
    Field(
        pattern=r"^questions/(\d{4}-\d\d-\d\d/)?(sets/[a-z0-9_]{1,40}|cards|determinants)\.toml$"
    ),
]
QuestionText = Annotated[str, Field(max_length=200_000)] | dict[str, Any]
"""A file as text, or as a form has filled it in."""
EDITS_MAX = 2_000


class EditBody(bodies.Body):
    """One row as it is to be; ``key`` is empty for a new row, ``cells`` null to remove it."""

    file: File
    key: str = Field("", max_length=200)
    cells: dict[Annotated[str, Field(max_length=60)], str] | None = Field(None, max_length=40)


class DraftBody(bodies.Body):
    """Rows and question files that are to be otherwise, and from which pack on they were edited."""

    hash: Hash
    edits: list[EditBody] = Field([], max_length=EDITS_MAX)
    files: dict[QuestionFile, QuestionText | None] = Field({}, max_length=100)


class TakeBody(DraftBody):
    """A draft that is to come into force, and why."""

    reason: Reason


@router.get("", **shows(PackView))
async def pack(system: Running, login: Managing) -> Response:
    """What is in force, what waits for the next start, every edition, every table."""
    reach, now_ms = _reach(system, login), system.clock.now_ms()
    return answer(await asyncio.to_thread(pack_view, system.packs, reach, now_ms))


@router.get("/tables/{file}", **shows(RowsView))
async def rows(file: Id, system: Running, login: Managing) -> Response:
    """The rows of a table that are this administrator's."""
    return answer(rows_view(system.packs, file, _reach(system, login)))


@router.post("/check", **shows(TrialView))
async def check(body: DraftBody, system: Running, login: Managing) -> Response:
    """Dry run (预览): the draft's errors, differences and conflicts; nothing happens."""
    trial = await _try_draft(system, login, body)
    return answer(trial_view(system.packs, trial))


@router.post("/edition", **shows(EditionView))
async def put_into_force(
    body: TakeBody, system: Running, login: Managing, wish: Wished
) -> Response:
    """Put a draft into force, all of it or nothing."""
    done = await asyncio.to_thread(system.packs.done, wish.actor, wish.key)
    if done is not None:
        return answer(edition_view(done))
    trial = await _try_draft(system, login, body)
    return answer(await _take(system, trial, wish, body.reason))


@router.post("/import", **shows(TrialView))
async def try_import(request: Request, system: Running, login: Managing) -> Response:
    """Dry run of a whole pack as a zip; nothing happens."""
    trial = await _try_zip(system, login, request)
    return answer(trial_view(system.packs, trial))


@router.post("/import/edition", **shows(EditionView))
async def take_import(
    request: Request,
    system: Running,
    login: Managing,
    wish: Wished,
    hash: Annotated[Hash, Query(description="the pack that the dry run compared with")],
    reason: Annotated[Reason, Query()],
) -> Response:
    """Put a whole pack from a zip into force, all of it or nothing."""
    done = await asyncio.to_thread(system.packs.done, wish.actor, wish.key)
    if done is not None:
        return answer(edition_view(done))
    _expect(system, hash)
    trial = await _try_zip(system, login, request)
    return answer(await _take(system, trial, wish, reason))


@router.get("/export", response_class=Response)
async def export(
    system: Running, login: Managing, number: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """The pack in force, or an edition, as a zip that is the same to the byte each time."""
    _need_whole(system, login)
    packs = system.packs
    if number is None:
        contents: Contents = packs.contents
    else:
        contents = await asyncio.to_thread(packs.contents_of, number)
    zipped = await asyncio.to_thread(to_zip, contents)
    name = f"{packs.region.meta.code}-{number or (packs.edition.number if packs.edition else 0)}"
    headers = {"Content-Disposition": f'attachment; filename="region-{name}.zip"'}
    return Response(zipped, media_type="application/zip", headers=headers)


@router.get("/editions/{number}", **shows(EditionChanges))
async def edition(number: int, system: Running, login: Managing) -> Response:
    """What an edition changed of the one before it."""
    _need_whole(system, login)
    packs = system.packs
    contents = await asyncio.to_thread(packs.contents_of, number)
    former = await asyncio.to_thread(packs.contents_before, number)
    changes = compare(read_pack(former), read_pack(contents))
    return answer(EditionChanges(number=number, changes=change_views(packs, changes)))


async def _try_draft(system: System, login: Login, body: DraftBody) -> Trial:
    edits = [Edit(one.file, one.key, one.cells) for one in body.edits]
    files = {name: _content(given) for name, given in body.files.items()}
    _expect(system, body.hash)
    return await _try(system, login, edited(system.packs, edits, files))


def _content(given: str | dict[str, Any] | None) -> bytes | None:
    if given is None:
        return None
    text = given if isinstance(given, str) else to_toml(given)
    return text.encode("utf-8", "replace")


async def _try_zip(system: System, login: Login, request: Request) -> Trial:
    _need_whole(system, login)
    content = await request.body()
    try:
        contents = await asyncio.to_thread(from_zip, content)
    except ZipRefused as refused:
        problem = refused.problem
        raise Refusal(
            "zip_refused",
            problem.message_zh,
            problem.message_en,
            field="zip",
            value=problem.file,
            remedy=f"{problem.remedy_zh} / {problem.remedy_en}",
        ) from None
    return await _try(system, login, contents)


async def _try(system: System, login: Login, contents: Contents) -> Trial:
    async with system.packs_at_once:
        trial = await asyncio.to_thread(system.packs.try_out, contents)
    check_reach(trial.changes, _reach(system, login))
    return trial


async def _take(system: System, trial: Trial, wish: Wished, reason: str) -> EditionView:
    packs = system.packs
    facts = {
        "at_ms": system.clock.now_ms(),
        "journal_seq": system.readside.board.seq,
        "reason": reason,
    }
    async with system.packs_at_once:
        edition = await asyncio.to_thread(
            lambda: packs.put_into_force(trial, wish.actor, wish.key, **facts)
        )
        packs.take(trial, edition)
        system.register_changed()
    return edition_view(edition)


def _expect(system: System, hash: str) -> None:
    if hash != system.packs.hash:
        raise moved_on()


def _reach(system: System, login: Login) -> Reach:
    return system.region.reaches.get(login.account.unit, NOWHERE)


def _need_whole(system: System, login: Login) -> None:
    if not _reach(system, login).whole:
        raise Forbidden(
            "out_of_reach",
            "整包导入导出和历史版本只供市中心管理员",
            "whole packs and their editions are the city centre's",
            remedy="请市中心管理员办理 / ask the administrator of the city centre",
        )
