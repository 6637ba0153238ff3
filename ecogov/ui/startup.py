"""What happens once, before the first visitor: schema, imports, a collector at rest."""

import asyncio
import gc
import importlib
import pkgutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from ecogov import charts, ui
from ecogov.i18n.translator import DEFAULT_LANGUAGE, translator
from ecogov.services.jobs.beside import worker_beside
from ecogov.services.keeping.logs import set_up_logs
from ecogov.services.people.invitations import invite_first
from ecogov.services.people.signing_in import has_accounts
from ecogov.settings import check_address, hand_down, load
from ecogov.storage.migrate import prepare
from ecogov.ui.database import database
from ecogov.ui.imports.batch import clear_away


def _import_for_pages() -> None:
    for package in (charts, ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def _make_ready() -> None:
    settings = load()
    set_up_logs(settings)
    address = str(st.get_option("server.address") or "")
    check_address(address, settings.sign_in)
    if address != settings.host:
        hand_down(settings.model_copy(update={"host": address}))
    prepare(settings.database_url)
    _show_way_in()
    _import_for_pages()
    # Streamlit collects all generations after every rerun. What is alive now stays alive, so the
    # collector need not walk it: an empty page costs a quarter of the time.
    gc.collect()
    gc.freeze()


def _show_way_in() -> None:
    """Say where the first administrator chooses a password, where nobody can sign in yet."""
    db, settings = database(), load()
    if not settings.must_sign_in(has_accounts=has_accounts(db)):
        return
    token = invite_first(db)
    if token is None:
        return
    here = f"http://localhost:{st.get_option('server.port')}"
    address = f"{settings.public_url.rstrip('/') or here}/account/invitation/{token}"
    sys.stderr.write(translator(DEFAULT_LANGUAGE)("account.way_in", address=address) + "\n")
    sys.stderr.flush()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Make ready to serve; a refusal (address, schema) stops the start with its code."""
    await asyncio.to_thread(_make_ready)
    with worker_beside(load()):
        yield
    await asyncio.to_thread(clear_away)
