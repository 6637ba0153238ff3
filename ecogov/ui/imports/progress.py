"""How far a long action is; an action of a moment shows nothing, so that nothing flashes."""

import time
from typing import Final

import streamlit as st

from ecogov.i18n import formats
from ecogov.i18n.translator import Translator

_PATIENCE_SECONDS: Final = 0.4


class Progress:
    """A bar over several files, each of which passes through a few steps.

    Parameters
    ----------
    t : Translator
        The reader's language.
    verb : str
        Key of the sentence, which takes ``at``, ``count``, ``name`` and ``rows``.
    n_files : int
        Files in all, at least 1.
    """

    def __init__(self, t: Translator, verb: str, n_files: int) -> None:
        self._t = t
        self._verb = verb
        self._n_files = n_files
        self._place = st.empty()
        self._start = time.monotonic()
        self._done = 0
        self._name = ""

    def begin(self, name: str) -> None:
        """Turn to the next file."""
        self._name = name
        self._done += 1
        self._show(0.0, 0)

    def rows(self, n_rows: int) -> None:
        """Say how many rows of the file were read; how many follow nobody knows."""
        self._show(0.5, n_rows)

    def close(self) -> None:
        """Take the bar away."""
        self._place.empty()

    def _show(self, share: float, n_rows: int) -> None:
        if time.monotonic() - self._start < _PATIENCE_SECONDS:
            return
        said = self._t(
            self._verb,
            at=self._done,
            n=self._n_files,
            name=self._name,
            rows=formats.number(self._t, n_rows),
        )
        self._place.progress((self._done - 1 + share) / self._n_files, said)
