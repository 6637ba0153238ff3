"""Rules for records of every kind: somebody owns them, and each is logged once."""

from datetime import date
from typing import Final

import pandas as pd

from ecogov.domain.log.hygiene.findings import (
    Found,
    Rule,
    Severity,
    days,
    is_blank,
    is_open,
)
from ecogov.domain.log.kinds import RecordKind

_EVERY: Final = tuple(kind.value for kind in RecordKind)


def _unowned(frame: pd.DataFrame, _as_of: date) -> Found:
    return Found(is_open(frame) & is_blank(frame, "owner"), days(frame, "created_on"))


def _same_title(frame: pd.DataFrame, _as_of: date) -> Found:
    """Compare open records of a project by their words: neither case nor spaces count."""
    words = frame["title"].astype("str").str.split().str.join(" ").str.casefold()
    keys = pd.DataFrame({"project": frame["project_id"], "words": words, "ref": frame["ref"]})
    live = keys[is_open(frame)].assign(number=frame["number"])
    same = live[live.duplicated(["project", "words"], keep=False)].sort_values("number")
    groups = same.groupby(["project", "words"])["ref"]
    other = groups.shift(1).fillna(groups.shift(-1)).reindex(frame.index)
    count = groups.transform("size").reindex(frame.index)
    told = {"n": count.fillna(0).astype("int64").to_numpy(), "other": other.to_numpy(dtype=object)}
    return Found(other.notna().to_numpy(dtype=bool), days(frame, "created_on"), told=told)


EVERY_KIND_RULES: Final = (
    Rule("unowned", _EVERY, Severity.ERROR, "owner", _unowned),
    Rule("same_title", _EVERY, Severity.WARNING, "title", _same_title),
)
