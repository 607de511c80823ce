"""The server's own log: lines for people, or JSON for a collector."""

import logging
import sys

import structlog

from console.settings import Settings

_QUIET = ("uvicorn.error", "alembic", "websockets")
"""Programs that tell of every connection; their warnings are kept."""


def set_up(settings: Settings) -> None:
    """Send every logger's lines to standard error in one form."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if settings.log_json
        else [_for_people()]
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))


def _for_people() -> structlog.dev.ConsoleRenderer:
    """Plain tracebacks: one with every variable would put callers' data into the log."""
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
