"""How the pages of the door look: one column, light and dark, on a phone too."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from typing import Final

from starlette.responses import HTMLResponse

from ecogov.i18n.translator import LANGUAGES, Translator

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #15181c; --soft: #5b6770; --paper: #f3f5f6;
  --card: #fff; --line: #d9dfe2; --accent: #0b6574; --bad: #b42318; --good: #1f7a3d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebed; --soft: #9aa7b0; --paper: #101417;
  --card: #1a2024; --line: #313a40; --accent: #0f7d94; --bad: #ff8a7a; --good: #62c486; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; justify-content: center;
  background: var(--paper); color: var(--ink); padding: 8vh 1rem 2rem;
  font: 15px/1.5 "Source Sans 3", "Source Sans", system-ui, -apple-system, "Segoe UI",
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { width: 100%; max-width: 25rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 1.5rem; }
.brand { font-weight: 700; margin: 0 0 .8rem; }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1rem; margin: 1.6rem 0 .6rem; }
p { margin: 0 0 1rem; }
label { display: block; font-weight: 600; margin: 0 0 1rem; }
label small { display: block; font-weight: 400; color: var(--soft); }
input { display: block; width: 100%; margin-top: .25rem; padding: .55rem .7rem; font: inherit;
  color: inherit; background: transparent; border: 1px solid var(--soft); border-radius: 6px; }
button, .button { display: block; width: 100%; padding: .6rem .9rem; font: inherit;
  font-weight: 600; text-align: center; text-decoration: none; color: #fff;
  background: var(--accent); border: 1px solid var(--accent); border-radius: 6px;
  cursor: pointer; }
.quiet { color: inherit; background: transparent; border-color: var(--soft); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent);
  outline-offset: 2px; }
form + form, form + .button, .button + form { margin-top: .7rem; }
.notice { border-left: 4px solid var(--bad); padding: .1rem 0 .1rem .8rem; }
.notice.good { border-color: var(--good); }
.or { text-align: center; color: var(--soft); margin: .7rem 0; }
footer { margin-top: 1rem; color: var(--soft); text-align: center; }
footer a, p a { color: inherit; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
td, th { text-align: left; vertical-align: top; padding: .3rem .4rem .3rem 0;
  border-top: 1px solid var(--line); overflow-wrap: anywhere; width: 50%; }
table + form { margin-top: 1.2rem; }
"""
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'"
    ),
    # Stricter, and browsers would not say from which page a form comes.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def document(
    t: Translator, title: str, body: Iterable[str], *, status: int = 200, other_language: str = ""
) -> HTMLResponse:
    """Answer a page of the door; `other_language` is the link to the same page in it."""
    other = next(code for code in LANGUAGES if code != t.language)
    switch = (
        f'<footer><a href="{escape(other_language)}" lang="{other}" hreflang="{other}">'
        f"{LANGUAGES[other]}</a></footer>"
        if other_language
        else ""
    )
    text = (
        f'<!doctype html><html lang="{t.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {escape(t('app.name'))}</title>"
        f'<style>{_STYLE}</style></head><body><main><p class="brand">{escape(t("app.name"))}</p>'
        f'<div class="card"><h1>{escape(title)}</h1>{"".join(body)}</div>{switch}</main></body>'
        "</html>"
    )
    return HTMLResponse(text, status_code=status, headers=HEADERS)


def notice(text: str, *, is_good: bool = False) -> str:
    """Say what went wrong, or that it went well."""
    kind = "notice good" if is_good else "notice"
    return f'<p class="{kind}" role="{"status" if is_good else "alert"}">{escape(text)}</p>'


def paragraph(text: str) -> str:
    """Say something."""
    return f"<p>{escape(text)}</p>"


def heading(text: str) -> str:
    """Head a part of a page."""
    return f"<h2>{escape(text)}</h2>"


def field(name: str, label: str, *, kind: str = "text", value: str = "", **more: str) -> str:
    """Draw an input with its label; ``hint`` says what is expected, ``autocomplete`` what it is."""
    hint = more.pop("hint", "")
    told = {"name": name, "type": kind, "value": value, "required": "", **more}
    if more.get("required") == "no":
        del told["required"]
    attributes = " ".join(f'{key}="{escape(text)}"' for key, text in told.items())
    said = f"<small>{escape(hint)}</small>" if hint else ""
    return f"<label>{escape(label)}{said}<input {attributes}></label>"


def form(action: str, csrf: str, inputs: Iterable[str], button: str, *, quiet: bool = False) -> str:
    """Draw a form that is posted back to the door."""
    hidden = f'<input type="hidden" name="csrf" value="{escape(csrf)}">'
    look = ' class="quiet"' if quiet else ""
    return (
        f'<form method="post" action="{escape(action)}">{hidden}{"".join(inputs)}'
        f"<button{look}>{escape(button)}</button></form>"
    )


def link_button(address: str, text: str) -> str:
    """Draw a link as a second button."""
    return f'<a class="button quiet" href="{escape(address)}">{escape(text)}</a>'


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Draw a table of texts."""
    head = "".join(f"<th>{escape(text)}</th>" for text in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
