"""How a route says what it shows, so that ``/openapi.json`` is complete without slowing answers.

Views are msgspec structs, encoded directly; their schemas are put beside those of the requests.
"""

from typing import Any

import msgspec
from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi

from console.problems import MEDIA_TYPE, Problem

_encode = msgspec.json.Encoder().encode
_SHOWN: dict[str, Any] = {"Problem": Problem}
_REF = "#/components/schemas/{name}"


def answer(view: Any, status: int = 200) -> Response:
    """A view as JSON."""
    return Response(_encode(view), status_code=status, media_type="application/json")


def shows(view: Any, *, many: bool = False, description: str = "OK") -> dict[str, Any]:
    """Keywords for a route that answers with this view, or a list of it."""
    _SHOWN[view.__name__] = view
    one = {"$ref": _REF.format(name=view.__name__)}
    schema = {"type": "array", "items": one} if many else one
    return {
        "response_model": None,
        "responses": {
            200: {"description": description, "content": {"application/json": {"schema": schema}}},
            "default": {
                "description": "出错 / a problem (RFC 9457)",
                "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}}},
            },
        },
    }


def describe_with(app: FastAPI, *extra: Any) -> None:
    """Have the application describe itself with the schemas of all views and live frames."""
    for view in extra:
        _SHOWN[view.__name__] = view

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _describe(app: FastAPI) -> dict[str, Any]:
    description = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    _, components = msgspec.json.schema_components(
        [_SHOWN[name] for name in sorted(_SHOWN)], ref_template=_REF
    )
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas.update(components)
    for path in description["paths"].values():
        for operation in path.values():
            # FastAPI documents its own form of a 422; ours is the problem under "default".
            operation.get("responses", {}).pop("422", None)
    return description
