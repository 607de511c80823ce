"""How alike two descriptions of a happening are (文字相似度): Chinese n-grams, words of one sense.

Callers say one thing in many ways ("车撞了", "交通事故"), and one place in the same way. So what
happened is compared by its sense, and everything else by pairs of characters.
"""

import re
import unicodedata

SENSES: dict[str, tuple[str, ...]] = {
    "traffic": ("车祸", "交通事故", "撞车", "撞了", "被撞", "追尾", "翻车", "撞人", "相撞"),
    "chest_pain": ("胸痛", "胸口", "心口", "胸闷", "心绞痛", "心梗", "心脏"),
    "unconscious": ("昏迷", "晕倒", "昏倒", "没反应", "叫不醒", "不省人事", "喊不应", "没知觉"),
    "fall": ("摔", "跌", "坠落", "滚下", "高处掉"),
    "bleeding": ("出血", "流血", "大出血", "吐血", "呕血", "止不住"),
    "breathing": ("呼吸困难", "喘不上气", "憋气", "出不来气", "气喘", "哮喘", "没呼吸"),
    "stroke": ("中风", "脑梗", "脑出血", "口眼歪斜", "嘴歪", "半边身子", "偏瘫", "说不清话"),
    "seizure": ("抽搐", "抽风", "癫痫", "羊癫疯", "口吐白沫"),
    "birth": ("生孩子", "要生", "临产", "破水", "产妇", "孕妇", "羊水"),
    "poison": ("中毒", "农药", "煤气", "一氧化碳", "敌敌畏", "百草枯", "喝药"),
    "fire": ("着火", "火灾", "烧伤", "烫伤", "爆炸", "失火"),
    "belly": ("肚子疼", "肚子痛", "腹痛", "上吐下泻"),
    "choking": ("噎住", "卡住", "呛住", "异物"),
    "drowning": ("溺水", "落水", "掉水里", "掉河里"),
    "injury": ("受伤", "伤了", "砸伤", "砍伤", "打架", "骨折", "外伤"),
}
"""Words of one sense; our own list, to be lengthened as callers teach it."""

_EMPTY = ("救护车", "急救中心", "你好", "您好", "快来", "快点", "你们", "我们", "这里", "那里")
"""What everybody says, and what therefore says nothing."""

SHARED_MIN = 2
"""So many pairs of characters must be shared: one alone is chance."""

ALIKE_FROM = 0.3
"""Share of the shorter text's pairs that the longer one has; from here on it is similar."""


def senses(text: str) -> frozenset[str]:
    """What happened, by its sense."""
    return frozenset(sense for sense, words in SENSES.items() if any(w in text for w in words))


def likeness(one: str, other: str, common: str = "") -> float | None:
    """From 0 to 1 how much of the shorter text the longer one says too; 1 for a shared sense.

    ``common`` are words that stand in both by the nature of the place (its county and township);
    they prove nothing. None when one of them says nothing at all.
    """
    if senses(one) & senses(other):
        return 1.0
    a, b = _pairs(one, common), _pairs(other, common)
    if not a or not b:
        return None
    shared = len(a & b)
    return shared / min(len(a), len(b)) if shared >= SHARED_MIN else 0.0


def _pairs(text: str, common: str) -> set[str]:
    """Neighbouring characters of a text, without what says nothing."""
    plain = unicodedata.normalize("NFKC", text).lower()
    for word in (*_EMPTY, *common.split()):
        plain = plain.replace(word, " ")
    runs = re.findall(r"[\w]+", plain)
    return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
