"""What every report says beside its figures: the question, what is assumed, what is modelled."""

from collections.abc import Iterator

from simulations.demand.explaining import MODELLED
from simulations.kernel.parameters import Parameters
from simulations.results.run import Inputs, Results
from stations.regionpack.problems import Say

ASSUMED: tuple[Say, ...] = (
    Say("车辆按登记与班次在岗，未计临时停用", "vehicles are on duty as registered and rostered"),
    Say(
        "派车用与调度台相同的策略函数；医院按道路时间与救治能力选择",
        "vehicles are chosen by the same policy functions as at the desk; hospitals by road time "
        "and capability",
    ),
    Say(
        "“跨区节省”以本中心具备所需能力的最近车辆为准，不论当时是否空闲",
        "time saved by crossing is against the own centre's nearest vehicle that meets the needs, "
        "idle or not",
    ),
    Say(
        "须征得同意的邻县车：等待同意的时间计入，邻县总是同意",
        "a neighbour's vehicle that has to be asked for: the wait counts, leave is always given",
    ),
    Say(
        "待命规则照其所说执行：车组空闲时看一次，待命表在派车、换班、暂停起止时也重看；下班回本站",
        "rules for standing by are followed as they say: looked at when a crew becomes free, a "
        "table also when one is sent, shifts change, a pause begins or ends; shifts end at home",
    ),
    Say(
        "不模拟：车组或医院拒绝、医院满床、同一事件的第二名及以后病人",
        "not modelled: crews or hospitals that refuse, full hospitals, patients beyond the first",
    ),
)


def frame(results: Results) -> Iterator[tuple[str, str]]:
    """The facts a reader has to know first: what, how often, with which versions."""
    inputs, first = results.inputs, results.scenarios[0]
    yield "地区 region", f"{inputs.pack}（{inputs.pack_version}）"
    yield (
        "统计天数 days",
        f"{first.days}（预热 warm-up {first.warm_up_days}）自 from {first.first_day}",
    )
    counts = {results.replications(nth) for nth in range(len(results.scenarios))}
    yield "重复次数 replications", " / ".join(str(count) for count in sorted(counts))
    yield "随机种子 seed", f"{first.seed}（各情景遇到同一批呼叫 the same callers in all scenarios）"
    targets = inputs.targets
    yield (
        "达标线 target",
        f"城区 town {targets.urban_s / 60:g} 分 min，乡村 country {targets.rural_s / 60:g} 分 min",
    )
    yield "区间 intervals", "95%，按重复次数的 t 分布；差值为逐次配对 Student's t, paired"
    yield (
        "版本 versions",
        f"程序 code {inputs.code_version} · 内核 kernel {inputs.kernel_version} · "
        f"数据包 pack {inputs.pack_digest} · 路网 roads {inputs.network_version}",
    )


def partial_note(inputs: Inputs) -> Say | None:
    """A warning where replications are missing."""
    if not inputs.partial:
        return None
    return Say(
        "部分结果：推演被取消或有重复未能完成，以下只计已完成的",
        "a part only: the run was cancelled or replications failed; what is finished is shown",
    )


def changed_parameters(results: Results) -> Iterator[tuple[str, str, str]]:
    """Parameters that are not the defaults: scenario, name, value."""
    usual = Parameters()
    for scenario, parameters in zip(results.scenarios, results.inputs.parameters, strict=True):
        for name in parameters.__struct_fields__:
            if (value := getattr(parameters, name)) != getattr(usual, name):
                yield scenario.name, name, str(value)


def spoken() -> tuple[Say, ...]:
    """Everything that is modelled or assumed."""
    return (*MODELLED, *ASSUMED)
