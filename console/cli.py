"""The command ``liandong``: start the server or the demo, and the chores of whoever runs it.

What goes wrong is told in Chinese and English with the remedy, and ends with code 2.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer
from rich.console import Console
from sqlalchemy import Engine

from console import logs, settings_reference
from console.accounts import PASSWORD_LENGTH_MIN, Account, AccountExists, Accounts
from console.app import create_app
from console.cli_basemap import make_base_map
from console.cli_intakes import check_mapping
from console.cli_new_region import new_region
from console.cli_packs import region_diff, region_export, region_import
from console.cli_partners import partners_app
from console.cli_plan import plan_app
from console.cli_planning import roads_app
from console.cli_quality import report_app
from console.cli_road_engine import prepare_region
from console.cli_roads import import_roads
from console.cli_simulate import simulate_jemss
from console.cli_terminals import simulate_terminals
from console.composition import build, load_region, pack_folder
from console.demo import PASSWORD, colleagues, demo_accounts, demo_extensions
from console.https import HttpsUnusable, address, encryption
from console.intakes import IntakeUnusable
from console.pack_store import PackStore
from console.packs import region_in_force
from console.serving import AddressTaken, listen, port_or_any, serve
from console.settings import Settings, load_settings
from console.system import System, release
from dispatch.domain.actors import LOGINS, Role
from dispatch.journal.anchor import verify
from dispatch.journal.port import JournalError
from dispatch.journal.stored import open_journal
from geo.database import DatabaseUnusable, create_engine, migrate
from geo.database.cluster import PrivateCluster
from stations import regionpack
from stations.protocols.mapping_check import MappingInvalid
from stations.region import Region

CODE_USER_ERROR = 2
CODE_FINDINGS = 1
DAY_ENDS_WITHIN_S = 10

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

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


def stop_with(zh: str, en: str) -> NoReturn:
    """Tell the user what is wrong and end."""
    err.print(zh, style="bold red", markup=False, soft_wrap=True)
    err.print(en, markup=False, soft_wrap=True)
    raise typer.Exit(CODE_USER_ERROR)


@contextmanager
def told() -> Iterator[None]:
    """Turn what a person can mend into words instead of a traceback."""
    try:
        yield
    except (DatabaseUnusable, HttpsUnusable, IntakeUnusable, JournalError) as error:
        stop_with(error.zh, error.en)
    except regionpack.PackInvalid as invalid:
        for line in regionpack.render(invalid.problems):
            err.print(line, markup=False, soft_wrap=True)
        raise typer.Exit(CODE_USER_ERROR) from None
    except MappingInvalid as invalid:
        for line in invalid.lines():
            err.print(line, markup=False, soft_wrap=True)
        raise typer.Exit(CODE_USER_ERROR) from None
    except AddressTaken as error:
        stop_with(
            f"无法监听：{error}。换一个端口（LIANDONG_PORT）或停掉占用它的程序",
            f"cannot listen: {error}. Choose another port (LIANDONG_PORT), or stop what uses it",
        )


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


@app.command()
def demo() -> None:
    """演示：十堰的一天 / the demo: a simulated day; stop and start it again, it goes on."""
    settings = load_settings()
    settings = settings.model_copy(
        update={
            "clock": "simulated",
            "clock_speed": settings.demo_speed,
            "telephony": "simulated",
            "jt808": True,
            "jt808_port": port_or_any(settings.jt808_host, settings.jt808_port),
        }
    )
    logs.set_up(settings)
    day: list[subprocess.Popen[bytes]] = []
    with told():
        encryption(settings)
        listener = listen(settings.host, settings.port)
        region = load_region(settings.region)
        extensions = settings.extensions or demo_extensions(region)
        system = build(settings.model_copy(update={"extensions": extensions}), region=region)
        system.accounts.ensure_all(demo_accounts(system.region), PASSWORD)

        def ready() -> None:
            _welcome(settings, system)
            day.append(_start_day(settings, system.region))

        try:
            serve(system, listener, ready)
        finally:
            for process in day:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the day end by itself; one that hangs is killed, so that none is left behind."""
    process.terminate()
    try:
        process.wait(DAY_ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _welcome(settings: Settings, system: System) -> None:
    desks = [a.username for a in demo_accounts(system.region) if a.role is Role.DISPATCHER]
    first = system.region.vehicle_order[0]
    out.print(f"\n  联动120 {release()} · {system.region.meta.name}", markup=False)
    out.print(f"  {address(settings)}", style="bold")
    out.print(f"  调度 dispatchers  {'  '.join(desks)}", markup=False)
    others = f"admin  leader-city  duty-…  observer  quality  planner  crew-{first} …"
    out.print(f"  其他 others       {others}", markup=False)
    out.print(f"  密码 password     {PASSWORD}", markup=False)
    if (door := system.terminals.gateway.address) is not None:
        out.print(f"  终端 JT/T 808     {door[0]}:{door[1]}", markup=False)
    out.print("  Ctrl-C 停止；再次运行时接着往下走 / stops; the next run goes on from there\n")


def _start_day(settings: Settings, region: Region) -> subprocess.Popen[bytes]:
    """The day in a process of its own: it sees no more of the server than a caller does."""
    command = [sys.executable, "-m", "simulations.day", "--url", address(settings)]
    # Safe path: a file in the folder the user stands in must not be imported instead of ours.
    environment = {**os.environ, "PYTHONSAFEPATH": "1", "LIANDONG_DEMO_PASSWORD": PASSWORD}
    if settings.https_certificate is not None:  # the day trusts the very certificate it is given
        environment["SSL_CERT_FILE"] = str(settings.https_certificate)
    # A group of its own: Ctrl-C ends the server, and the server ends the day.
    plan = ["--seed", str(settings.demo_seed), "--demand", str(settings.demo_demand)]
    plan += ["--desks", *colleagues(region)]
    return subprocess.Popen([*command, *plan], env=environment, process_group=0)


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
