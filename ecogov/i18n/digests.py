"""A digest in words: a title and a text that mail and chats show alike."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ecogov.domain.status.digests import Item, LightMove
from ecogov.i18n import formats
from ecogov.i18n.log.slips import slip
from ecogov.i18n.status import light_reason, light_word, subject_name, verdict
from ecogov.i18n.translator import Translator


class Message(NamedTuple):
    """What is sent."""

    title: str
    text: str


def digest_message(t: Translator, items: Sequence[Item], address: str = "") -> Message:
    """Write a digest; projects of which nothing is new are counted only.

    Parameters
    ----------
    address : str
        Where the status page is; empty where that is not known.
    """
    told = [item for item in items if not item.is_quiet]
    parts = ["\n".join(_project(t, item)) for item in told]
    n_quiet = len(items) - len(told)
    if n_quiet:
        parts.append(t("digest.quiet", count=n_quiet))
    if address:
        parts.append(address)
    return Message(t("digest.title", count=len(told)), "\n\n".join(parts))


def _project(t: Translator, item: Item) -> Iterator[str]:
    report = item.report
    name = f"{item.subject.code} {subject_name(t, item.subject)}"
    yield f"{light_word(t, report.overall)}  {name}"
    yield verdict(t, report)
    for move in item.lights:
        yield f"- {_light(t, item, move)}"
    if item.has_moved:
        yield f"- {_date(t, item)}"
    for one in report.decisions:
        if one.ref in item.decisions:
            day = formats.day(t, one.needed_by)
            yield f"- {t('digest.decision', ref=one.ref, ask=one.ask, day=day)}"
    for escalation in report.escalations:
        if escalation.ref in item.escalations:
            told = t("digest.escalation", ref=escalation.ref, title=escalation.title)
            yield f"- {told}"


def _light(t: Translator, item: Item, move: LightMove) -> str:
    part = item.report.light_of(move.dimension)
    reason = "" if part is None else light_reason(t, part, item.subject.currency)
    name = t(f"light_dimension.{move.dimension}")
    now = light_word(t, move.after)
    if move.before is None:
        return t("digest.light_new", name=name, now=now, reason=reason)
    before = light_word(t, move.before)
    return t("digest.light", name=name, before=before, now=now, reason=reason)


def _date(t: Translator, item: Item) -> str:
    now = item.report.forecast.dates.p80
    before = item.p80_before
    told = {"before": formats.day(t, before), "now": formats.day(t, now)}
    if now is None or before is None:
        return t("digest.date", **told, slip=formats.NOTHING)
    return t("digest.date", **told, slip=slip(t, (now - before).days))
