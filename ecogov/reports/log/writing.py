"""Records of the log in any format that is written."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.log.interchange import TRACKER_FORMATS, ExchangeFormat
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.plans import PlanFacts
from ecogov.i18n.translator import Translator
from ecogov.reports.calendars import milestones_calendar
from ecogov.reports.log.mspdi import mspdi
from ecogov.reports.log.own import own_csv, own_xlsx
from ecogov.reports.log.trackers import tracker_csv

MILESTONES_ONLY = (ExchangeFormat.MSPDI, ExchangeFormat.ICS)


def written(
    t: Translator,
    file_format: ExchangeFormat,
    sheets: Mapping[RecordKind, pd.DataFrame],
    *,
    facts: PlanFacts,
    stamp: datetime,
) -> bytes:
    """Write records; `sheets` as `exported` of the services gives them.

    Raises
    ------
    DomainError
        ``bring.one_kind`` for a CSV of several kinds, ``bring.only_milestones`` where a format
        holds nothing else.
    """
    if file_format in MILESTONES_ONLY and set(sheets) != {RecordKind.MILESTONE}:
        raise DomainError("bring.only_milestones")
    if file_format in TRACKER_FORMATS:
        return tracker_csv(file_format, sheets)
    if file_format is ExchangeFormat.XLSX:
        return own_xlsx(t, sheets)
    kind, *others = sheets
    if others:
        raise DomainError("bring.one_kind")
    if file_format is ExchangeFormat.MSPDI:
        return mspdi(sheets[kind], facts)
    if file_format is ExchangeFormat.ICS:
        return milestones_calendar(sheets[kind], t, code=facts.code, name=facts.name, stamp=stamp)
    return own_csv(t, kind, sheets[kind])
