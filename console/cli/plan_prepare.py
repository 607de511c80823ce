"""``liandong plan prepare``: what a first run would wait for, done ahead (at installation)."""

from console.cli.plan_shared import SHELF, Pack, Shelf, planner_of
from console.cli.progress import ShownProgress, out

PREPARING = (
    "准备行车时间表，首次须编译（约一分钟）",
    "preparing travel tables; the first time compiles for about a minute",
)


def prepare(pack: Pack = "", shelf: Shelf = SHELF) -> None:
    """提前编译推演内核并算好行车时间表 / compile the kernel and make travel tables ahead."""
    from simulations.jemss.preparing import prepare as prepare_jemss

    planner = planner_of(pack, shelf)
    with ShownProgress() as progress:
        progress.stage(*PREPARING, 2)
        progress.advance(0)
        planner.prepare()
        progress.advance(1)
        prepare_jemss()
        progress.advance(1)
    out.print("推演内核已就绪 / the kernel is ready", markup=False)
