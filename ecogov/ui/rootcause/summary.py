"""What a change comes down to: one sentence, and how sure it is."""

from math import isnan

import streamlit as st

from ecogov.domain.rootcause.noise import SURE
from ecogov.domain.rootcause.parts import LEVEL, PER_DAY, Kind
from ecogov.i18n import formats
from ecogov.i18n.rootcause import chance_in_words
from ecogov.services.rootcause.explaining import Explained
from ecogov.ui.literal import literal
from ecogov.ui.rootcause.view import Case


def summary(case: Case, found: Explained) -> None:
    """Draw the finding as the heading, and what stands behind it under it."""
    st.header(literal(finding(case, found)), anchor=False)
    st.caption("  \n".join(_details(case, found)))


def finding(case: Case, found: Explained) -> str:
    """Say what changed and what explains it: a slice, or luck."""
    t, reader = case.page.t, case.reader
    values = {
        "metric": t(f"metric.{found.question.metric}"),
        "before": reader.figure(found.before),
        "after": reader.figure(found.after),
    }
    way = "same" if found.change == 0 else "up" if found.change > 0 else "down"
    said = t(f"rootcause.finding.{way}", **values)
    if found.named:
        first = found.named[0]
        slice_, moved = reader.slice(first.slice), reader.signed(first.contribution)
        return t("rootcause.finding.named", said=said, slice=slice_, moved=moved)
    if found.change == 0:
        return said
    if found.is_luck:
        key = "unjudged" if isnan(found.chance) else "luck"
        return t(f"rootcause.finding.{key}", said=said)
    return t("rootcause.finding.spread", said=said)


def _details(case: Case, found: Explained) -> list[str]:
    t, reader, question = case.page.t, case.reader, found.question
    days = {
        "before": formats.days(t, question.before.first, question.before.last),
        "after": formats.days(t, question.after.first, question.after.last),
    }
    told = [t("rootcause.periods", change=reader.signed(found.change), **days)]
    if found.kind is not Kind.AMOUNT:
        volumes = (formats.number(t, one) for one in (found.volume_before, found.volume_after))
        first, second = volumes
        told.append(t(f"rootcause.volumes.{found.kind}", before=first, after=second))
    elif question.metric not in {LEVEL, PER_DAY} and found.factor != 1:
        told.append(t("rootcause.scaled", factor=formats.number(t, found.factor, digits=2)))
    told.append(_noise(case, found))
    if found.left_out:
        names = t("value.list_separator").join(t(f"dimension.{name}") for name in found.left_out)
        told.append(t("rootcause.left_out", names=names))
    return told


def _noise(case: Case, found: Explained) -> str:
    t = case.page.t
    if isnan(found.chance):
        return t("rootcause.noise.unknown")
    key = "more" if found.chance < SURE else "luck"
    return t(f"rootcause.noise.{key}", chance=chance_in_words(t, found.chance))
