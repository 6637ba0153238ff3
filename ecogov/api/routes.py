"""What the server answers beside the pages.

Endpoints are plain functions, so that they run in the thread pool: they read the database.
"""

from typing import Final

from starlette.routing import Route

from ecogov.api.calendars import calendar, no_calendar
from ecogov.api.statuses import no_status, shared_status

ROUTES: Final = (
    Route("/calendar/{token}.ics", calendar, methods=["GET"]),
    # Streamlit answers an address that it does not know with the app itself.
    Route("/calendar/{rest:path}", no_calendar),
    Route("/status/{token}", shared_status, methods=["GET"]),
    Route("/status/{rest:path}", no_status),
)
