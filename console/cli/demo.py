"""``liandong demo`` and ``liandong train``: the real system with a simulated day around it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from console import logs
from console.cli.plan_shared import folder_of
from console.cli.progress import stop
from console.cli.told import out, told
from console.composition import build, load_region
from console.demo import PASSWORD, colleagues, demo_accounts, demo_extensions
from console.https import address, encryption
from console.serving import listen, port_or_any, serve
from console.settings import Settings, load_settings
from console.system import System, release
from dispatch.domain.actors import Role
from stations.region import Region

DAY_ENDS_WITHIN_S = 10
SPEED_MAX = 120.0


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
    with told():
        _play(settings, load_region(settings.region))


def train(
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", help="情景文件 .toml，默认现状 / a scenario; by default today"),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, max=2**31 - 1, help="随机种子，同一种子同一天 / seed of the day")
    ] = 120,
    speed: Annotated[
        float, typer.Option(min=0.1, max=SPEED_MAX, help="开始时的时钟倍速 / speed of its clock")
    ] = 1.0,
) -> None:
    """演练：另有数据库与时钟，每个屏幕都标明 / an exercise: a database and a clock of its own."""
    from console.training import not_played, training_of
    from simulations.scenarios import Scenario, ScenarioInvalid, describe, read_scenario

    settings = load_settings()
    pack = str(folder_of(""))
    settings = settings.model_copy(update={"region": pack})
    logs.set_up(settings)
    with told():
        region = load_region(pack)
        try:
            asked = read_scenario(scenario) if scenario else Scenario(name="现状 / today")
            session = training_of(settings, region, asked, seed, speed)
        except ScenarioInvalid as invalid:
            stop(*invalid.lines())
        except OSError as error:
            stop(
                f"读不了情景 {scenario}：{error.strerror}。核对文件名",
                f"cannot read scenario {scenario}: {error.strerror}; check its name",
            )
        session.folder.mkdir(parents=True, exist_ok=True)
        out.print(f"\n  演练 EXERCISE     {asked.name} · {seed}", markup=False)
        out.print(f"  数据 kept in      {session.folder}", markup=False, soft_wrap=True)
        for say in describe(region, asked):
            out.print(f"  {say.zh} / {say.en}", markup=False, soft_wrap=True)
        for say in not_played(asked):
            out.print(f"  不演练 not played  {say.zh} / {say.en}", markup=False, soft_wrap=True)
        _play(session.settings, session.region)


def _play(settings: Settings, region: Region) -> None:
    """Serve until Ctrl-C, with the day in a process beside it."""
    day: list[subprocess.Popen[bytes]] = []
    encryption(settings)
    listener = listen(settings.host, settings.port)
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
