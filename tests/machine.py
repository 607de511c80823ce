"""What a test needs from the machine: skipped with its name at home, a failure where CI runs."""

import os

import pytest


def require(present: bool, what: str) -> None:
    """Go on if it is there; otherwise skip saying what is missing, or fail with ``CI=true``."""
    if present:
        return
    message = f"缺少 {what} / missing: {what}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
