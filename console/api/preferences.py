"""How a login likes its screens (个人布局): asked for at the start, saved as it changes."""

import asyncio
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Response
from pydantic import Field

from console.api.bodies import Body
from console.api.shared import Running
from console.api.views import answer, shows
from console.people.auth import LoggedIn
from console.people.preferences import Preferences, Saved

router = APIRouter(prefix="/preferences", tags=["preferences 个人布局"])

COLUMNS_MAX, COLUMN_BOARDS_MAX = 6, 4
WINDOWS_MAX, WINDOW_BOARDS_MAX = 12, 6
PIXELS_MAX = 32_767

BoardId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
"""Which boards there are is the console's own business; here they are only names."""


class ColumnBody(Body):
    """A column of the desk: its boards from above, and how much room they take."""

    boards: list[BoardId] = Field(min_length=1, max_length=COLUMN_BOARDS_MAX)
    width_percent: int = Field(100, ge=40, le=250)
    """Of the width that the column's first board has by itself."""
    split_percent: int | None = Field(None, ge=15, le=85)
    """The first board's share of the height where there are several; None as the console does."""


class WindowBody(Body):
    """A window of boards: what it shows and where it stands, in pixels of all screens together."""

    boards: list[BoardId] = Field(min_length=1, max_length=WINDOW_BOARDS_MAX)
    left: int = Field(0, ge=-PIXELS_MAX, le=PIXELS_MAX)
    top: int = Field(0, ge=-PIXELS_MAX, le=PIXELS_MAX)
    width: int = Field(1280, ge=200, le=PIXELS_MAX)
    height: int = Field(800, ge=150, le=PIXELS_MAX)


class PreferencesBody(Body):
    """All of it at once; ``base_version`` is what the console had last seen."""

    base_version: int = Field(0, ge=0, le=2**31 - 1)
    columns: list[ColumnBody] = Field(default_factory=list, max_length=COLUMNS_MAX)
    windows: list[WindowBody] = Field(default_factory=list, max_length=WINDOWS_MAX)
    theme: Literal["dark", "light"] | None = None
    muted: bool | None = None
    language: Literal["zh-CN", "en"] | None = None


class DeskColumnView(msgspec.Struct, frozen=True, kw_only=True):
    """A column of the desk."""

    boards: tuple[str, ...]
    width_percent: int
    split_percent: int | None = None


class BoardWindowView(msgspec.Struct, frozen=True, kw_only=True):
    """A window of boards."""

    boards: tuple[str, ...]
    left: int
    top: int
    width: int
    height: int


class PreferencesView(msgspec.Struct, frozen=True, kw_only=True):
    """What a login has saved; version 0 is nothing yet, and no columns are the console's own."""

    version: int
    saved_ms: int | None = None
    columns: tuple[DeskColumnView, ...] = ()
    windows: tuple[BoardWindowView, ...] = ()
    theme: str | None = None
    muted: bool | None = None
    language: str | None = None


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept as text; a field that a later release adds is passed over by this one."""

    columns: tuple[DeskColumnView, ...] = ()
    windows: tuple[BoardWindowView, ...] = ()
    theme: str | None = None
    muted: bool | None = None
    language: str | None = None


@router.get("", **shows(PreferencesView))
async def get_preferences(login: LoggedIn, system: Running) -> Response:
    """What this login has saved last, at whichever machine."""
    kept = await asyncio.to_thread(Preferences(system.engine).find, login.account.username)
    content = msgspec.json.decode(kept.content, type=_Content)
    view = PreferencesView(
        version=kept.version, saved_ms=kept.saved_ms, **msgspec.structs.asdict(content)
    )
    return answer(view)


@router.put("", **shows(Saved))
async def put_preferences(body: PreferencesBody, login: LoggedIn, system: Running) -> Response:
    """Save all of it; the last writer wins and is told over which saving it wrote unseen."""
    content = body.model_dump_json(exclude={"base_version"}, exclude_none=True)
    saved = await asyncio.to_thread(
        Preferences(system.engine).save, login.account.username, content, body.base_version
    )
    return answer(saved)
