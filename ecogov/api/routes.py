"""What the server answers beside the pages.

Endpoints are plain functions, so that they run in the thread pool: they read the database.
"""

from typing import Final

from starlette.routing import Mount, Route

from ecogov.api.account.routes import ACCOUNT_ROUTES
from ecogov.api.calendars import calendar, no_calendar
from ecogov.api.health import HEALTH_ROUTES
from ecogov.api.statuses import no_status, shared_status
from ecogov.api.v1.interface import interface

ROUTES: Final = (
    *ACCOUNT_ROUTES,
    *HEALTH_ROUTES,
    Route("/calendar/{token}.ics", calendar, methods=["GET"]),
    # Streamlit answers an address that it does not know with the app itself.
    Route("/calendar/{rest:path}", no_calendar),
    Mount("/api", interface()),
    Route("/status/{token}", shared_status, methods=["GET"]),
    Route("/status/{rest:path}", no_status),
)
