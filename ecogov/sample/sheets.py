"""Daily production sheets as the vendors send them: English headings, or Chinese in GB18030."""

from datetime import date
from typing import Final

import pandas as pd

from ecogov.domain.production import SourceFormat
from ecogov.sample.production import COLUMNS
from ecogov.sample.programme import PROJECTS, TEAMS, Export

ENGLISH: Final = {
    "date": "Date",
    "vendor": "Vendor",
    "queue": "Queue",
    "locale": "Locale",
    "guideline_version": "Guideline version",
    "received": "Received",
    "submitted": "Submitted",
    "accepted": "Accepted",
    "reviewed": "Reviewed",
    "defects": "Defects",
    "reworked": "Reworked",
    "open": "Open",
    "hours": "Hours",
    "cost": "Cost",
    "currency": "Currency",
}
CHINESE: Final = {
    "date": "日期",
    "vendor": "供应商",
    "queue": "队列",
    "locale": "语种",
    "guideline_version": "规范版本",
    "received": "进量",
    "submitted": "提交量",
    "accepted": "合格量",
    "reviewed": "抽检量",
    "defects": "错误量",
    "reworked": "返工量",
    "open": "积压量",
    "hours": "工时",
    "cost": "成本",
    "currency": "币种",
}
_IN_CHINESE: Final = "LANTERN"


def sheets() -> tuple[Export, ...]:
    """List the sheets: one for each project and vendor that work together."""
    pairs = dict.fromkeys((team.project, team.vendor) for team in TEAMS)
    zones = {project.code: project.timezone for project in PROJECTS}
    return tuple(
        Export(
            path=f"sheets/{project}-{vendor}.csv",
            format=SourceFormat.PRODUCTION_SHEET,
            project=project,
            timezone=zones[project],
            vendor=vendor,
            encoding="gb18030" if vendor == _IN_CHINESE else "utf-8",
        )
        for project, vendor in pairs
    )


def sheet_bytes(export: Export, production: pd.DataFrame) -> bytes:
    """Write one sheet.

    Parameters
    ----------
    export : Export
        Which project and vendor, and in which encoding.
    production : DataFrame
        What `daily_production` drew. Not modified.

    Returns
    -------
    bytes
        CSV with CRLF lines. Dates as 2026-02-21, or 2026/2/21 in the Chinese sheets.
    """
    mine = (production["project"] == export.project) & (production["vendor"] == export.vendor)
    rows = production.loc[mine, [name for name in COLUMNS if name != "project"]]
    is_chinese = export.encoding == "gb18030"
    told = rows.assign(date=rows["date"].map(_slashed if is_chinese else date.isoformat))
    text = told.rename(columns=CHINESE if is_chinese else ENGLISH).to_csv(
        index=False, lineterminator="\r\n"
    )
    return text.encode(export.encoding)


def _slashed(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"
