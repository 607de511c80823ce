"""The command ``liandong``: start the server or the demo, and the chores of whoever runs it.

What goes wrong is told in Chinese and English with the remedy, and ends with code 2.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy import Engine

from console import logs, settings_reference
from console.app import create_app
from console.cli.basemap import make_base_map
from console.cli.demo import demo, train
from console.cli.intakes import check_mapping
from console.cli.new_region import new_region
from console.cli.packs import region_diff, region_export, region_import
from console.cli.partners import partners_app
from console.cli.plan import plan_app
from console.cli.planning import roads_app
from console.cli.quality import report_app
from console.cli.road_engine import prepare_region
from console.cli.roads import import_roads
from console.cli.simulate import simulate_jemss
from console.cli.terminals import simulate_terminals
from console.cli.told import err, out, stop_with, told
from console.composition import build, load_region, pack_folder
from console.demo import PASSWORD
from console.https import address, encryption
from console.packs.in_force import region_in_force
from console.packs.store import PackStore
from console.people.accounts import PASSWORD_LENGTH_MIN, Account, AccountExists, Accounts
from console.serving import listen, serve
from console.settings import Settings, load_settings
from console.system import release
from dispatch.domain.actors import LOGINS, Role
from dispatch.journal.anchor import verify
from dispatch.journal.stored import open_journal
from geo.database import create_engine, migrate
from geo.database.cluster import PrivateCluster
from stations import regionpack

CODE_FINDINGS = 1

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="联动120：三级联动的急救调度 / ambulance dispatch across city, county and township",
)
region_app = typer.Typer(no_args_is_help=True, help="地区包 / region packs")
journal_app = typer.Typer(no_args_is_help=True, help="日志 / the journal")
user_app = typer.Typer(no_args_is_help=True, help="账号 / logins")
database_app = typer.Typer(no_args_is_help=True, help="私有 PostGIS / a private PostGIS")
docs_app = typer.Typer(no_args_is_help=True, help="参考页 / reference pages")
terminals_app = typer.Typer(no_args_is_help=True, help="车载终端 / vehicle terminals")
intake_app = typer.Typer(no_args_is_help=True, help="其他定位来源 / other sources of positions")
simulate_app = typer.Typer(no_args_is_help=True, help="模拟 / simulations")
for name, group in (
    ("region", region_app),
    ("roads", roads_app),
    ("journal", journal_app),
    ("user", user_app),
    ("database", database_app),
    ("docs", docs_app),
    ("simulate", simulate_app),
    ("terminals", terminals_app),
    ("intake", intake_app),
    ("partners", partners_app),
    ("plan", plan_app),
    ("report", report_app),
):
    app.add_typer(group, name=name)


@app.command("serve")
def serve_until_stopped() -> None:
    """启动服务 / start the server."""
    settings = load_settings()
    logs.set_up(settings)
    with told():
        encryption(settings)  # before anything else, so that a wrong file is told at once
        listener = listen(settings.host, settings.port)
        system = build(settings)
        if system.accounts.is_empty():
            err.print("还没有账号：liandong user add / no logins yet: liandong user add")
        serve(system, listener, lambda: out.print(address(settings)))


app.command()(demo)
app.command()(train)


@simulate_app.command("day")
def simulate_day(
    url: Annotated[str, typer.Option(help="服务地址 / the server's address")],
    seed: Annotated[int, typer.Option(help="随机种子 / seed of the day")] = 120,
    password: Annotated[str, typer.Option(help="演示账号的密码 / the demo's password")] = PASSWORD,
) -> None:
    """来电、车组与定位，只用公开接口 / callers, crews and GPS, through the public interfaces."""
    from simulations.day.main import main as run_day  # the server must not wait for it to load

    logs.set_up(load_settings())
    run_day(url, seed=seed, password=password)


@region_app.command("check")
def region_check(path: Path) -> None:
    """检查地区包，一次列出全部问题 / check a pack; tells every problem at once."""
    problems = regionpack.check(path)
    for line in regionpack.render(problems):
        out.print(line, markup=False, soft_wrap=True)
    if regionpack.has_errors(problems):
        raise typer.Exit(CODE_FINDINGS)


region_app.command("new")(new_region)
region_app.command("roads")(import_roads)
region_app.command("prepare")(prepare_region)
terminals_app.command("simulate")(simulate_terminals)
simulate_app.command("jemss")(simulate_jemss)
intake_app.command("check")(check_mapping)
region_app.command("basemap")(make_base_map)
region_app.command("diff")(region_diff)
region_app.command("export")(region_export)
region_app.command("import")(region_import)


@journal_app.command("verify")
def journal_verify() -> None:
    """核对日志的哈希链与锚点 / check the journal's hash chain and its anchors."""
    settings = load_settings()
    with told():
        journal = open_journal(settings.database_url, read_only=True)
        try:
            flaw = verify(journal, settings.anchor_path)
            head_seq, head_hash = journal.head()
        finally:
            journal.close()
    if flaw is not None:
        err.print(str(flaw), style="bold red", markup=False, soft_wrap=True)
        raise typer.Exit(CODE_FINDINGS)
    out.print(f"完好，共 {head_seq} 条 / whole, {head_seq} entries; head {head_hash.hex()}")


@contextmanager
def _migrated(settings: Settings) -> Iterator[Engine]:
    """The database with our tables, and given up again."""
    engine = create_engine(settings.database_url)
    try:
        migrate.upgrade(engine)
        yield engine
    finally:
        engine.dispose()


@user_app.command("add")
def user_add(
    username: str,
    role: Annotated[Role, typer.Option(help="角色 / role")],
    name: Annotated[str, typer.Option(help="姓名 / the person's name")] = "",
    unit: Annotated[str, typer.Option(help="机构编号，默认市中心 / unit code")] = "",
    vehicle: Annotated[str | None, typer.Option(help="车组的车辆 / a crew's vehicle")] = None,
    password: Annotated[
        str, typer.Option(prompt="密码 / password", hide_input=True, confirmation_prompt=True)
    ] = "",
) -> None:
    """新增账号 / add a login."""
    settings = load_settings()
    if len(password) < PASSWORD_LENGTH_MIN:
        stop_with(
            f"密码至少 {PASSWORD_LENGTH_MIN} 位",
            f"a password has at least {PASSWORD_LENGTH_MIN} signs",
        )
    if role not in LOGINS:
        stop_with("没有人能以系统身份登录", "nobody can log in as the core itself")
    if (role is Role.CREW) != (vehicle is not None):
        stop_with("车组账号须指明车辆，其他账号不可", "a crew has a vehicle, nobody else has")
    with told(), _migrated(settings) as engine:
        base, folder = load_region(settings.region), pack_folder(settings.region)
        region = region_in_force(PackStore(engine, base.meta.code), folder, base)
        unit = unit or region.meta.city_centre
        places = region.hospitals if role is Role.HOSPITAL else region.units
        if unit not in places:
            stop_with(f"没有机构或医院 {unit}", f"there is no unit or hospital {unit}")
        if vehicle is not None and vehicle not in region.vehicles:
            stop_with(f"没有车辆 {vehicle}", f"there is no vehicle {vehicle}")
        account = Account(
            username=username, name=name or username, role=role, unit=unit, vehicle_id=vehicle
        )
        try:
            Accounts(engine, settings.session_hours).add(account, password)
        except AccountExists:
            stop_with(f"账号 {username} 已存在", f"the login {username} exists already")
    out.print(f"已添加 / added: {username} ({role.value})", markup=False)


@database_app.command("start")
def database_start() -> None:
    """启动私有 PostGIS 并打印地址 / start a private PostGIS and print its URL."""
    with told():
        cluster = PrivateCluster()
        cluster.start()
        url = cluster.ensure_database()
    err.print("已启动；这样使用 / it runs; use it like this:")
    out.print(f"LIANDONG_DATABASE_URL='{url}'", markup=False, soft_wrap=True)


@database_app.command("stop")
def database_stop() -> None:
    """停止私有 PostGIS / stop the private PostGIS."""
    with told():
        PrivateCluster().stop()


@database_app.command("url")
def database_url() -> None:
    """私有 PostGIS 的地址 / the private PostGIS's URL."""
    with told():
        out.print(PrivateCluster().url(), markup=False, soft_wrap=True)


app.command("postgis", help="等于 database start / the same as database start")(database_start)


@docs_app.command("settings")
def docs_settings() -> None:
    """设置一览 / the settings reference."""
    sys.stdout.write(settings_reference.render())


@app.command()
def openapi() -> None:
    """接口说明 / the interface's OpenAPI description."""
    description = msgspec.json.encode(create_app().openapi(), order="sorted")
    sys.stdout.buffer.write(msgspec.json.format(description, indent=2) + b"\n")


@app.command("version")
def show_version() -> None:
    """版本 / the release."""
    out.print(release())
