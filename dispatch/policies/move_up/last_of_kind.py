"""Who stays where it belongs: the last free vehicle of its centre with some special equipment.

Whoever asks for a ventilator or a negative-pressure vehicle is promised the one at its station, and
the people who work it are there. The desk's advice and the simulator ask the same function.
"""

from dispatch.policies.compiling import Ints, compiled
from stations.vehicles import CAPABILITY_BIT, SPECIAL_EQUIPMENT

SPECIAL = sum(CAPABILITY_BIT[one] for one in SPECIAL_EQUIPMENT)
"""Bits of the equipment that counts."""


@compiled
def is_last(can: Ints, group: Ints, one: int) -> bool:
    """Whether nobody else of its group has some equipment that this vehicle has.

    ``can`` and ``group`` are what each free vehicle brings, by ``CAPABILITY_BIT``, and its centre.
    """
    others = 0
    for other in range(len(can)):
        if other != one and group[other] == group[one]:
            others |= can[other]
    return bool(can[one] & SPECIAL & ~others)
