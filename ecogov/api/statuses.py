"""Published status reports for people without an account: static pages under secret addresses."""

import gzip
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from threading import Lock, Timer
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ecogov.i18n.translator import LANGUAGES, translator
from ecogov.reports.status.content import Publication
from ecogov.reports.status.html import document
from ecogov.reports.status.sections import status_content
from ecogov.services.status.links import Shared, count_views, report_shown
from ecogov.settings import load
from ecogov.storage.database import Database
from ecogov.storage.registers import now

_LANGUAGE: Final = "lang"
_MOST_TOKENS: Final = 2000
_SECONDS_BETWEEN_COUNTS: Final = 2.0
_HEADERS: Final = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as it is sent; `seen` is the revision and the day for which it holds."""

    seen: tuple[int, date]
    link_id: int
    plain: bytes
    packed: bytes
    tag: str


class _Views:
    """Looks at links, counted here and written together: a write for each would be the limit."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = Lock()
        self._counts: Counter[int] = Counter()
        self._timer: Timer | None = None

    def add(self, link_id: int) -> None:
        with self._lock:
            self._counts[link_id] += 1
            if self._timer is None:
                self._timer = Timer(_SECONDS_BETWEEN_COUNTS, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        with self._lock:
            counted, self._counts, self._timer = self._counts, Counter(), None
        if counted:
            count_views(self._db, counted)


_SHEETS: Final[dict[tuple[str, str, str], _Sheet]] = {}


def shared_status(request: Request) -> Response:
    """Answer the report of a token; one that opens nothing is not found, whatever the reason."""
    db = _database(load().database_url)
    token = request.path_params["token"]
    asked = request.query_params.get(_LANGUAGE, "")
    sheet = _sheet(db, token, asked if asked in LANGUAGES else "")
    if sheet is None:
        return no_status(request)
    if request.method == "GET":
        _views(load().database_url).add(sheet.link_id)
    headers = {**_HEADERS, "ETag": sheet.tag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == sheet.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        packed = {**headers, "Content-Encoding": "gzip"}
        return Response(sheet.packed, media_type="text/html", headers=packed)
    return Response(sheet.plain, media_type="text/html", headers=headers)


def no_status(_request: Request) -> Response:
    """Answer that there is nothing under this address, in every language."""
    said = "".join(
        f'<p lang="{code}">{escape(translator(code)("status.shared.gone"))}</p>'
        for code in LANGUAGES
    )
    page = (
        '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width, initial-scale=1"><title>404</title>'
        "<style>:root{color-scheme:light dark} body{font-family:system-ui,sans-serif;"
        "margin:3rem auto;max-width:34rem;padding:0 1rem}</style></head>"
        f"<body>{said}</body></html>"
    )
    return Response(page, status_code=404, media_type="text/html", headers=_HEADERS)


def write_views() -> None:
    """Write down at once what was counted so far."""
    _views(load().database_url).write()


def _sheet(db: Database, token: str, asked: str) -> _Sheet | None:
    """Give the page of a token, made anew only when something was written or a day has passed."""
    key, seen = (db.url, token, asked), (db.revision(), now().date())
    kept = _SHEETS.get(key)
    if kept is not None and kept.seen == seen:
        return kept
    shared = report_shown(db, token)
    if shared is None:
        _SHEETS.pop(key, None)
        return None
    if len(_SHEETS) >= _MOST_TOKENS:
        _SHEETS.clear()
    language = asked or shared.language
    tag = f'"{shared.content_hash[:32]}-{language}-{int(shared.is_redacted)}"'
    if kept is not None and kept.tag == tag:
        made = _Sheet(seen, shared.link_id, kept.plain, kept.packed, tag)
    else:
        plain = _page(shared, language)
        made = _Sheet(seen, shared.link_id, plain, gzip.compress(plain, mtime=0), tag)
    _SHEETS[key] = made
    return made


def _page(shared: Shared, language: str) -> bytes:
    t = translator(language)
    publication = Publication(
        shared.number, shared.published_at, shared.published_by, shared.content_hash
    )
    content = status_content(t, shared.report, publication, is_redacted=shared.is_redacted)
    others = "".join(
        f'<a href="?{_LANGUAGE}={code}" lang="{code}" hreflang="{code}">{escape(name)}</a>'
        for code, name in LANGUAGES.items()
        if code != language
    )
    return document(t, content, others)


@lru_cache(maxsize=4)
def _database(url: str) -> Database:
    return Database.open(url)


@lru_cache(maxsize=4)
def _views(url: str) -> _Views:
    return _Views(_database(url))
