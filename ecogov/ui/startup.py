"""What happens once, before the first visitor: schema, imports, a collector at rest."""

import asyncio
import gc
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from ecogov import charts, ui
from ecogov.services.jobs.beside import worker_beside
from ecogov.settings import check_address, load
from ecogov.storage.migrate import prepare
from ecogov.ui.imports.batch import clear_away


def _import_for_pages() -> None:
    for package in (charts, ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def _make_ready() -> None:
    check_address(str(st.get_option("server.address") or ""))
    prepare(load().database_url)
    _import_for_pages()
    # Streamlit collects all generations after every rerun. What is alive now stays alive, so the
    # collector need not walk it: an empty page costs a quarter of the time.
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Make ready to serve; a refusal (address, schema) stops the start with its code."""
    await asyncio.to_thread(_make_ready)
    with worker_beside(load()):
        yield
    await asyncio.to_thread(clear_away)
