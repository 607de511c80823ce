"""Callers' own words (报警人原话): who is ill, what happened, where; composed by chance."""

from typing import NamedTuple

from simulations.day.chance import Chance, Name
from simulations.day.complaints import WHO, Complaint

_OPENINGS = (
    "喂，120吗？", "你好，是急救中心吧？", "120吗？快来人！", "喂喂，听得到不？",
    "喂，急救中心吗？", "", "哎呀快点，", "您好，我要个救护车。",
)  # fmt: skip
_CLOSINGS = (
    "你们快点来！", "麻烦快一点。", "我在路口等你们。", "电话就是这个号。", "求你们快点！",
    "要多久能到？", "路不好走，到了给我打电话。", "", "",
)  # fmt: skip
_PLACE_ASIDES = ("在{place}", "我们在{place}", "地址是{place}", "就在{place}", "人在{place}")

_ROADS = (
    "人民路", "北京路", "朝阳路", "公园路", "车站路", "建设大道", "解放路", "东风大道", "发展大道",
    "滨河路", "文化路", "和平路",
)  # fmt: skip
_URBAN_MARKS = (
    "菜市场门口", "加油站对面", "小学旁边", "幼儿园隔壁", "汽车站旁边", "农业银行楼上", "邮局对面",
    "小区3号楼2单元", "家属院里面", "公交站台这里", "超市门口", "工地大门口",
)  # fmt: skip
_STREET_MARKS = (
    "街上卫生院对面", "街上菜场口子", "街上中学门口", "老街桥头", "街上加油站旁边",
    "街上邮政所楼下", "政府对面", "街上信用社旁边", "车站门口", "街上药店旁边",
)  # fmt: skip
_VILLAGE_HEADS = (
    "王家", "李家", "张家", "陈家", "刘家", "杨家", "周家", "黄家", "吴家", "徐家", "朱家", "何家",
    "龚家", "柯家", "明家", "石门", "大坪", "双河", "观音", "白果", "龙头", "桃园", "黄土", "红岩",
)  # fmt: skip
_VILLAGE_TAILS = ("湾", "沟", "坪", "垭", "院", "畈", "岭", "河", "寨", "营")
_VILLAGE_HINTS = (
    "进村第一个岔路往右", "村委会旁边", "小学背后", "河边上那一家", "从大路上来两里地",
    "桥过来第三家", "门口有棵大柏树", "水泥路走到头",
)  # fmt: skip

NOISE_WORDS: dict[str, tuple[str, ...]] = {
    "silent": ("（无人说话）", "（只有呼吸声）", "（无人应答，有电视声）"),
    "crossed": ("（串线，听到别人通话）", "（线路杂音，有旁人对话）"),
    "misdial": ("不好意思，打错了。", "哎，我打110的，按错了。", "是送水的吗？……哦，打错了。"),
    "prank": ("（小孩笑声）你猜我是谁？", "（小孩）120，120，哈哈……"),
    "no_sim": ("（无卡手机，只听到杂音）", "（无卡手机紧急呼叫，无人说话）"),
    "malicious": ("（辱骂，随即挂断）", "（反复拨打，骚扰）"),
    "consult": (
        "请问市里哪个医院晚上有眼科急诊？", "我娃儿吞了个扣子，要不要紧？去哪里看？",
        "问一下救护车送到市里多少钱？", "被狗咬了到哪里打针？", "心脏不舒服，明天能不能预约车？",
    ),
}  # fmt: skip
"""What is heard on calls that ask for nothing, by their class (非受理分类)."""

_CHASING = (
    "刚才打过电话的，车怎么还没到？", "我是{place}的，救护车到哪里了？", "你们快点啊，人不行了！",
    "都等了半天了，车出来没有？", "我在路口等着，没看到车。", "再催一下，疼得受不了了！",
)  # fmt: skip
_WITNESS = (
    "{place}这里有人受伤了，你们知道吗？", "我路过{place}，看到有人躺在地上，快来。",
    "{place}出事了，旁边的人说已经打了，我再报一下。",
)  # fmt: skip


class Spoken(NamedTuple):
    """A place as people name it."""

    short: str
    """As said on the telephone."""
    address: str
    """As a desk writes it down."""


def urban_place(chance: Chance, town: str, county: str, *name: Name) -> Spoken:
    """A place in a town: road, number, landmark."""
    road, mark = chance.pick(_ROADS, *name, "road"), chance.pick(_URBAN_MARKS, *name, "mark")
    number = 1 + int(chance.between(0, 180, *name, "number"))
    return Spoken(f"{town}{road}{number}号{mark}", f"{county}{town}{road}{number}号")


def street_place(chance: Chance, town: str, county: str, *name: Name) -> Spoken:
    """A place at a township's seat, where a landmark says more than a number."""
    mark = chance.pick(_STREET_MARKS, *name, "mark")
    return Spoken(f"{town}{mark}", f"{county}{town}{mark}")


def village_place(chance: Chance, town: str, county: str, *name: Name) -> Spoken:
    """A place in a village: its name, its group, and how to find the house."""
    head, tail = chance.pick(_VILLAGE_HEADS, *name, "head"), chance.pick(_VILLAGE_TAILS, *name, "t")
    village = f"{town}{head}{tail}村{1 + int(chance.between(0, 8, *name, 'group'))}组"
    return Spoken(f"{village}，{chance.pick(_VILLAGE_HINTS, *name, 'hint')}", f"{county}{village}")


def request_words(
    chance: Chance, complaint: Complaint, urgency: int, place: Spoken, patients: int, *name: Name
) -> str:
    """A caller who asks for an ambulance; some say first where, some first what."""
    said = complaint.said[_how_bad(chance, complaint, urgency, *name)]
    what = said.format(who=chance.pick(WHO[complaint.who], *name, "who"), n=patients)
    where = chance.pick(_PLACE_ASIDES, *name, "aside").format(place=place.short)
    first, second = (where, what) if chance.happens(0.3, *name, "order") else (what, where)
    opening = chance.pick(_OPENINGS, *name, "opening")
    closing = chance.pick(_CLOSINGS, *name, "closing")
    return f"{opening}{first}，{second}。{closing}"


def _how_bad(chance: Chance, complaint: Complaint, urgency: int, *name: Name) -> int:
    """Which phrase fits: they stand from the worst to the mildest, as the urgencies do."""
    possible = [grade for grade, weight in enumerate(complaint.weights) if weight]
    milder = (urgency - possible[0]) / max(1, possible[-1] - possible[0])
    last = len(complaint.said) - 1
    return min(last, max(0, round(milder * last + chance.between(-1.2, 1.2, *name, "said"))))


def chasing_words(chance: Chance, place: Spoken, *name: Name) -> str:
    """Somebody who has called before and is still waiting (催车)."""
    return chance.pick(_CHASING, *name, "said").format(place=place.short)


def witness_words(chance: Chance, place: Spoken, *name: Name) -> str:
    """Somebody else who reports the same thing."""
    return chance.pick(_WITNESS, *name, "said").format(place=place.short)


def noise_words(chance: Chance, call_class: str, *name: Name) -> str:
    """What is heard when nobody asks for anything."""
    return chance.pick(NOISE_WORDS[call_class], *name, "said")
