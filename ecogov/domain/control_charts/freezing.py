"""Which series limits are frozen for."""

import hashlib
import json
from dataclasses import asdict
from typing import Any, Final

from ecogov.domain.kpi.questions import Slice

_OF_NO_SERIES: Final = frozenset({"project_ids", "first_day", "last_day"})


def slice_told(slice_: Slice) -> dict[str, Any]:
    """Say what narrows a slice down, in an order that does not depend on how it was chosen."""
    return {
        name: sorted(values)
        for name, values in asdict(slice_).items()
        if name not in _OF_NO_SERIES and values
    }


def slice_key(slice_: Slice) -> str:
    """Give the key of a slice of a project, whichever days are looked at."""
    text = json.dumps(slice_told(slice_), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
