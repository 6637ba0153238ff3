"""The routes beside the pages as a server of their own: ``python -m ecogov api``.

It needs no Streamlit, so that it starts fast and any number of processes may share a port.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from ecogov.api.calendars import calendar, no_calendar
from ecogov.api.database import database
from ecogov.api.hardening import Hardening
from ecogov.api.health import HEALTH_ROUTES
from ecogov.api.v1.interface import interface
from ecogov.services.keeping.logs import set_up_logs
from ecogov.settings import load


@asynccontextmanager
async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
    set_up_logs(load())
    yield
    database().close()


app = Starlette(
    routes=[
        *HEALTH_ROUTES,
        Route("/calendar/{token}.ics", calendar, methods=["GET"]),
        Route("/calendar/{rest:path}", no_calendar),
        Mount("/api", interface()),
    ],
    middleware=[Middleware(Hardening)],
    lifespan=_lifespan,
)
