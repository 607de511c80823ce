"""What of the demand is modelled and not known: said in every report."""

from stations.regionpack.problems import Say

MODELLED: tuple[Say, ...] = (
    Say(
        "呼叫量 = 乡镇人口 × 每十万人每日出车数，按时段权重的非齐次泊松过程；乡镇人口为推算",
        "calls = people of a township × sorties per 100,000 a day, a Poisson process that follows "
        "the hours; the populations of townships are modelled",
    ),
    Say(
        "乡镇内的需求点为推算：城区约 700 米内均分，乡村 55% 在驻地、其余在约 2.2 公里外的村",
        "places within a township are modelled: in town within about 700 m, in the country 55 % at "
        "the seat and the rest in villages about 2.2 km around it",
    ),
    Say(
        "病情等级 10/30/40/20% 为假设；病种与所需能力按模拟日的病种表",
        "urgency shares 10/30/40/20 % are an assumption; complaints and needs are those of the "
        "simulated day",
    ),
    Say(
        "受理 2.16±1.10 分、现场 12.1±6.0 分（对数正态，八城市 2008）；交接中位 12 分为假设",
        "dispatch 2.16 ± 1.10 min, on scene 12.1 ± 6.0 min (log-normal, eight cities, 2008); "
        "hand-over, median 12 min, is an assumption",
    ),
    Say(
        "空车率城区 18%、乡村 12%（文献 10–49%）",
        "empty runs 18 % in town, 12 % in the country (published 10–49 %)",
    ),
    Say(
        "道路时间按地区包路网与救护车行车参数，分时段、鸣笛与否；不含转弯禁令与临时封路",
        "road times are those of the pack's roads and ambulance profile, by part of the day, with "
        "siren and without; no turn bans, no closures of the day",
    ),
)
