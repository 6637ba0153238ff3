"""What the program writes about itself: one line an event, without anything about people.

Only facts that are named here are written beside the message. Parameters of statements, addresses
of callers and what they sent never are.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

from ecogov.settings import Settings

_FACTS: Final = (
    "job", "job_kind", "attempt", "code", "route", "method", "status", "milliseconds", "webhook",
)  # fmt: skip


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: getattr(record, name) for name in _FACTS if hasattr(record, name)}
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def set_up_logs(settings: Settings) -> None:
    """Write logs to standard error: as JSON lines for machines, or as text for people."""
    handler = logging.StreamHandler(sys.stderr)
    if settings.logs == "json":
        handler.setFormatter(_Lines())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("ecogov")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False
