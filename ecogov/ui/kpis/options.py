"""What the filters of the KPI page offer: the vendors, queues and locales that have figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.i18n.translator import Translator, translator
from ecogov.services.kpis import Question, Slice
from ecogov.ui.kpis.reads import Key, Reads

FILTERS: Final = ("vendor", "queue", "locale")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what it is called, and its numbers (a queue's code may serve two projects)."""

    name: str
    keys: tuple[Any, ...]


Options = Mapping[str, Mapping[str, Option]]
"""By filter, then by code; the codes stand in the link."""


def options_of(reads: Reads, project_ids: tuple[int, ...], t: Translator) -> Options:
    """List what projects can be filtered by, whenever it had figures."""
    return _all_options(reads.key, project_ids, t.language, reads)


@st.cache_data(max_entries=128, ttl="1h", show_spinner=False)
def _all_options(
    key: Key,  # noqa: ARG001 - the revision that the reads see
    project_ids: tuple[int, ...],
    language: str,
    _reads: Reads,
) -> Options:
    t = translator(language)
    return {name: _options(_reads, project_ids, name, t) for name in FILTERS}


def _options(
    reads: Reads, project_ids: tuple[int, ...], name: str, t: Translator
) -> dict[str, Option]:
    question = Question(Slice(project_ids), ("submitted_units",), (name,))
    found: dict[str, Option] = {}
    for row in reads.cells(question).to_dict("records"):
        code = str(row[name])
        if code:
            before = found[code].keys if code in found else ()
            found[code] = Option(slice_name(row, name, t), (*before, row.get(f"{name}_id", code)))
    return dict(sorted(found.items()))


def slice_name(row: Mapping[Any, Any], name: str, t: Translator) -> str:
    """Name a vendor, a queue, a person… of a row of cells in the reader's language."""
    code = str(row[name])
    if not code:
        return t(f"kpi.none.{name}")
    languages = ("zh", "en") if t.language == "zh-Hans" else ("en", "zh")
    told = (row.get(f"{name}_{language}") for language in languages)
    return next((str(text) for text in told if text and not pd.isna(text)), code)
