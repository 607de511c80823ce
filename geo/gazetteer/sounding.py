"""How a name sounds (拼音): its syllables, its first letters, and a line to match both against."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pypinyin import constants

_HAN = range(0x3400, 0xA000)
_TONES = re.compile("[\u0300\u0301\u0304\u030c\u0302]")

_IN_PLACE_NAMES = """
    长 chang zhang 朝 chao zhao 重 chong zhong 行 hang xing 乐 le yue 都 du dou 堡 bao bu
    曾 zeng ceng 单 shan dan 解 xie jie 柏 bai bo 仇 qiu chou 查 zha cha 覃 qin tan 泊 bo po
    厦 xia sha 圩 wei xu 埔 pu bu 洞 dong tong 巷 xiang hang 参 shen can
    盛 sheng cheng 缪 miao mou 翟 zhai di 盖 gai ge 召 zhao shao 尉 wei yu 卜 bu bo 藏 zang cang
    薄 bo bao 浒 hu xu 蚌 bang beng 涡 guo wo 番 fan pan 铅 qian yan 六 liu lu 陂 pi bei
    洗 xi xian 莞 guan wan 栖 qi xi 澄 cheng deng 谷 gu yu 夹 jia ga 弄 long nong
    扁 bian pian 隗 wei kui 峒 dong tong 颉 jie xie
"""
"""Characters that a dictionary's first reading gets wrong in names of places, or that two places
read differently: the usual reading first. With the dictionary alone 朝阳 is a zhaoyang and 长岭 a
zhangling."""


class Sounds(NamedTuple):
    """Names as one may spell them: 郧阳 is yunyang in full, yy by initials.

    ``lines`` give each character with its syllable, ``郧yun 阳yang``, to match mixed forms on.
    """

    spelled: list[str]
    initials: list[str]
    lines: list[str]


def sounds_of(names: Sequence[str], *, otherwise: bool = False) -> Sounds:
    """How folded names sound; all are turned in one pass, which is far faster than one by one."""
    text, reading = "\n".join(names), _reading(otherwise)
    return Sounds(*(text.translate(table).split("\n") for table in reading))


def has_two_readings(name: str) -> bool:
    """Whether part of a name is read in two ways, so that both must find it."""
    return not _two_readings().isdisjoint(name)


@cache
def _two_readings() -> frozenset[str]:
    return frozenset(_IN_PLACE_NAMES.split()[::3])


@cache
def _syllables(otherwise: bool) -> dict[int, str]:
    """The reading of each character, as a keyboard gives it: without tones, and v for ü."""
    known = {code: constants.PINYIN_DICT[code] for code in _HAN if code in constants.PINYIN_DICT}
    firsts = "\n".join(readings.split(",")[0] for readings in known.values())
    plain = _TONES.sub("", unicodedata.normalize("NFD", firsts)).replace("u\u0308", "v")
    table = dict(zip(known, unicodedata.normalize("NFC", plain).split("\n"), strict=True))
    words = _IN_PLACE_NAMES.split()
    for character, usual, other in zip(words[::3], words[1::3], words[2::3], strict=True):
        table[ord(character)] = other if otherwise else usual
    return table


@cache
def _reading(otherwise: bool) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """Tables that turn text into its spelling, its initials and its lines."""
    syllables = _syllables(otherwise)
    lines = {code: f"{chr(code)}{syllable} " for code, syllable in syllables.items()}
    signs = {ord(sign): f"{sign}{sign} " for sign in "abcdefghijklmnopqrstuvwxyz0123456789"}
    initials = {code: syllable[:1] for code, syllable in syllables.items()}
    return syllables, initials, lines | signs
