"""``liandong partners``: who may hand alarms over, and with which key."""

import re
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from console.partners import Partner, PartnerStore
from console.settings import load_settings
from dispatch.domain.clock import wall_ms
from dispatch.domain.errors import Conflict
from dispatch.domain.partners import PARTNER_NAMES, PartnerKind
from geo.database import create_engine, migrate

CODE_USER_ERROR = 2

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

partners_app = typer.Typer(no_args_is_help=True, help="联动单位 / partner services")


@partners_app.command("add")
def add(
    code: Annotated[str, typer.Argument(help="代号，如 110-city / a code of your choice")],
    kind: Annotated[PartnerKind, typer.Option(help="类别 / kind")],
    name: Annotated[str, typer.Option(help="名称 / name")] = "",
) -> None:
    """登记联动单位并签发密钥（只显示一次） / register a partner and tell its key, once."""
    if not re.fullmatch(r"[a-z0-9-]{1,20}", code):
        _stop("代号只能用小写字母、数字和 -，最多 20 位 / a code has 1 to 20 of a–z, 0–9 and -")
    partner = Partner(code=code, kind=kind, name=name or PARTNER_NAMES[kind][0])
    try:
        key = _store().add(partner, wall_ms())
    except Conflict as refusal:
        _stop(f"{refusal.zh} / {refusal.en}")
    out.print(f"已登记 / registered: {partner.code} {partner.name}", markup=False)
    out.print(f"密钥，只显示这一次 / its key, told only now: {key}", markup=False, soft_wrap=True)


@partners_app.command("list")
def show() -> None:
    """联动单位一览 / all partners."""
    for partner in _store().load():
        state = "停用 closed" if partner.disabled else "有效 valid"
        line = f"{partner.code}  {partner.kind.value}  {partner.name}  {state}"
        out.print(line, markup=False)


@partners_app.command("close")
def close(code: Annotated[str, typer.Argument(help="代号 / code")]) -> None:
    """停用一个联动单位的密钥 / close a partner's key."""
    if not _store().disable(code):
        _stop(f"没有联动单位 {code} / there is no partner {code}")
    out.print(f"已停用 / closed: {code}", markup=False)


def _store() -> PartnerStore:
    engine = create_engine(load_settings().database_url)
    migrate.upgrade(engine)
    return PartnerStore(engine)


def _stop(text: str) -> NoReturn:
    err.print(text, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(CODE_USER_ERROR)
