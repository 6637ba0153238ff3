"""The milestones of a project as a calendar, under an address that only its readers know."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ecogov.api.database import database
from ecogov.reports.calendars import milestones_calendar
from ecogov.services.log.feeds import feed_followed

_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def calendar(request: Request) -> Response:
    """Answer the calendar of a token; one that opens nothing is not found, whatever the reason."""
    followed = feed_followed(database(), request.path_params["token"])
    if followed is None:
        return no_calendar(request)
    content = milestones_calendar(
        followed.milestones,
        followed.t,
        code=followed.project.code,
        name=followed.name,
        stamp=datetime.now(UTC),
    )
    return Response(content, media_type="text/calendar", headers=_HEADERS)


def no_calendar(_request: Request) -> Response:
    """Answer that there is nothing under this address."""
    return PlainTextResponse("Not found\n", status_code=404, headers=_HEADERS)
