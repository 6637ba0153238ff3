"""Whom the cards of the page speak to."""

from collections.abc import Mapping
from typing import Any

from ecogov.i18n.anomaly_cards import Reader
from ecogov.services.anomalies.naming import Names
from ecogov.ui.page import Page


def reader_of(page: Page, names: Names, card: Mapping[str, Any]) -> Reader:
    """Give the reader of a card: language, names of places, currency of its project."""
    language = page.t.language
    known = page.projects.set_index("id")["currency"]
    currency = str(known.get(int(card["project_id"]), ""))
    return Reader(page.t, lambda dimension, key: names.name(dimension, key, language), currency)
