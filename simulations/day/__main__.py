"""Start the simulated day by itself: ``python -m simulations.day --url http://… --seed 120``."""

import argparse
import logging
import os

from simulations.day.colleagues import ANSWER_AFTER_S
from simulations.day.main import COUNTY_DESKS, main

parser = argparse.ArgumentParser(prog="simulations.day", description=__doc__)
parser.add_argument("--url", required=True, help="服务地址 / the server's address")
parser.add_argument("--seed", type=int, default=120, help="随机种子 / seed of the day")
parser.add_argument(
    "--password",
    default=os.environ.get("LIANDONG_DEMO_PASSWORD", ""),
    help="演示账号的密码 / the demo's password (LIANDONG_DEMO_PASSWORD)",
)
parser.add_argument("--demand", type=float, default=1.0, help="来电量倍数 / factor on the demand")
parser.add_argument(
    "--answer-after",
    type=float,
    default=ANSWER_AFTER_S,
    help="振铃多少秒后由同事接听 / seconds a call rings before a colleague takes it",
)
parser.add_argument(
    "--desks",
    nargs="*",
    default=COUNTY_DESKS,
    help="模拟同事的账号，留空则没有同事 / the colleagues' logins; none for no colleagues",
)
parser.add_argument(
    "--alone",
    action="store_true",
    help="启动它的程序结束后继续运行 / run on when the process that began it has ended",
)

if __name__ == "__main__":
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    main(
        given.url,
        seed=given.seed,
        password=given.password,
        demand=given.demand,
        desks=given.desks,
        answer_after_s=given.answer_after,
        with_parent=not given.alone,
    )
