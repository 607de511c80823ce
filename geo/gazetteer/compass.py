"""Directions in words."""

_WORDS = (
    ("北", "north"), ("东北", "north-east"), ("东", "east"), ("东南", "south-east"),
    ("南", "south"), ("西南", "south-west"), ("西", "west"), ("西北", "north-west"),
)  # fmt: skip


def compass(bearing_deg: float) -> tuple[str, str]:
    """The word for a bearing, in Chinese and English."""
    return _WORDS[round(bearing_deg / 45.0) % 8]
