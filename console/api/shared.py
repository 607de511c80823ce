"""What every route needs: the running system, and who asks."""

from typing import Annotated

from fastapi import Depends, Path, Request

from console.system import System


def system_of(request: Request) -> System:
    """The system this request came to."""
    system: System = request.app.state.system
    return system


Running = Annotated[System, Depends(system_of)]
Id = Annotated[str, Path(min_length=1, max_length=64)]
