"""Downloads that the trail tells of: who took what away."""

from collections.abc import Callable
from functools import partial

from ecogov.services.trail import note_export
from ecogov.ui.page import Page


def noted(page: Page, what: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Let a download stand in the trail once somebody takes it; `what` is its file's name."""
    return partial(_taken, page, what, make)


def _taken(page: Page, what: str, make: Callable[[], bytes]) -> bytes:
    content = make()
    note_export(page.db, what, project_id=page.chosen_id, actor=page.actor)
    return content
