"""Who sends too much (泛洪), and how often: remembered up to a number, for anybody may dial."""

from collections import OrderedDict

FLOODS_MAX = 200


class Floods:
    """Counts by terminal, or by address before it has proved itself; whoever has not flooded for
    longest is forgotten first. The number of all floods is counted elsewhere."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, int] = OrderedDict()

    def note(self, who: str) -> None:
        """It sends too much, once more."""
        self._times[who] = self._times.pop(who, 0) + 1
        if len(self._times) > FLOODS_MAX:
            self._times.popitem(last=False)

    def worst(self, most: int) -> dict[str, int]:
        """Those who did it oftenest, the worst first."""
        ordered = sorted(self._times.items(), key=lambda item: item[1], reverse=True)
        return dict(ordered[:most])
