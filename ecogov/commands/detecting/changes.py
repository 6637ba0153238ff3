"""A change of a KPI of a project, explained on the command line."""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from rich.table import Table

    from ecogov.commands.terminal.session import Terminal
    from ecogov.i18n.rootcause import Reader
    from ecogov.services.rootcause.explaining import Explained


class Only(NamedTuple):
    """Codes of vendors, queues and locales that are looked at; empty means all."""

    vendors: tuple[str, ...]
    queues: tuple[str, ...]
    locales: tuple[str, ...]


def explain_project(
    terminal: "Terminal",
    project: str,
    change: tuple[str, str, str],
    *,
    cuts: tuple[str, ...],
    only: Only,
) -> None:
    """Explain a change, given as KPI, days before and days after; answer the ranked slices."""
    from ecogov.commands.lookups import queue_ids, vendor_ids
    from ecogov.domain.kpi.questions import Slice
    from ecogov.domain.rootcause.questions import USUAL, ChangeQuestion, Period
    from ecogov.services.projects import get_project
    from ecogov.services.rootcause.explaining import explain_change

    metric, before, after = change
    found = get_project(terminal.db, project)
    slice_ = Slice(
        (found.id,),
        vendor_ids=vendor_ids(terminal.db, only.vendors),
        queue_ids=queue_ids(terminal.db, found.id, only.queues),
        locales=only.locales,
    )
    question = ChangeQuestion(
        slice_, metric, Period.told(before), Period.told(after), cuts or USUAL
    )
    explained = explain_change(terminal.db, question)
    if terminal.is_json:
        terminal.answer(_slices(terminal, explained, found.currency))
    else:
        terminal.answer(None, *_shown(terminal, explained, found.currency))


def _slices(terminal: "Terminal", found: "Explained", currency: str) -> list[dict[str, Any]]:
    from ecogov.commands.terminal.plain import plain
    from ecogov.i18n.rootcause import Reader
    from ecogov.i18n.translator import translator
    from ecogov.services.rootcause.offers import rows_of

    english, chinese = (
        Reader(translator(language), found.unit, currency, {}) for language in ("en", "zh-Hans")
    )
    names = ("contribution", "rate_effect", "mix_effect", "before", "after", "expected")
    rows = rows_of(terminal.db, found.question, [cause.slice for cause in found.suspects])
    return [
        {
            "slice": cause.slice,
            **{name: plain(getattr(cause, name)) for name in names},
            "rows": count,
            "confidence": plain(cause.confidence),
            "reason_en": english.cause(cause, found.looked_at, slice_=_plain_slice(cause.slice)),
            "reason_zh": chinese.cause(cause, found.looked_at, slice_=_plain_slice(cause.slice)),
        }
        for cause, count in zip(found.suspects, rows, strict=True)
    ]


def _plain_slice(chosen: dict[str, str]) -> str:
    return ", ".join(f"{name}={code}" for name, code in chosen.items())


def _shown(terminal: "Terminal", found: "Explained", currency: str) -> tuple["Table | str", ...]:
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.rootcause import Reader, chance_in_words

    t = terminal.t
    reader = Reader(t, found.unit, currency, {})
    whole = [_whole(found, reader)]
    if found.chance == found.chance:
        key = "luck" if found.is_luck else "more"
        whole.append(t(f"rootcause.noise.{key}", chance=chance_in_words(t, found.chance)))
    if not found.causes:
        return (*whole, t("command.rootcause.nobody", count=found.looked_at))
    headings = [t(f"command.rootcause.{name}") for name in ("slice", "contribution", "reason")]
    rows = [
        (
            _plain_slice(cause.slice),
            reader.signed(cause.contribution),
            reader.cause(cause, found.looked_at, slice_=_plain_slice(cause.slice)),
        )
        for cause in found.causes
    ]
    return (*whole, table(headings, rows))


def _whole(found: "Explained", reader: "Reader") -> str:
    first = found.slices[found.cuts[0]]
    return reader.t(
        "command.rootcause.whole",
        before=reader.figure(found.before),
        after=reader.figure(found.after),
        rate=reader.signed(float(first["rate_effect"].sum())),
        mix=reader.signed(float(first["mix_effect"].sum())),
    )
