"""What became of a file of records, in the reader's words: a table, and an object for programs."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from ecogov.domain.log.interchange import Brought, Fate, Finding, RowFate
from ecogov.i18n.refusals import input_sentence, sentence
from ecogov.i18n.translator import Translator

_NAMES = ("row", "kind", "ref", "title", "fate", "kept", "changed", "dropped", "refusals")


def receipt_table(t: Translator, brought: Brought) -> pd.DataFrame:
    """List the rows of a file with their fates and everything that has to be said about them.

    Returns
    -------
    DataFrame, shape (n_rows, 9)
        Headings in the reader's language.
    """
    rows = [_row(t, row) for row in brought.rows]
    return pd.DataFrame(rows, columns=[t(f"bring.column.{name}") for name in _NAMES])


def receipt_json(t: Translator, brought: Brought) -> dict[str, Any]:
    """Give what became of a file as programs read it; codes beside sentences."""
    return {
        "file": brought.file,
        "format": brought.format.value,
        "is_stored": brought.is_stored,
        **{fate.value: brought.count(fate) for fate in Fate},
        "rows": [
            {
                "row": row.row,
                "kind": row.kind.value if row.kind else None,
                "ref": row.ref or None,
                "title": row.title,
                "fate": row.fate.value,
                "kept": list(row.kept),
                "changed": [_finding(t, one) for one in row.changed],
                "dropped": [_finding(t, one) for one in row.dropped],
                "refusals": [_finding(t, one) for one in row.refusals],
            }
            for row in brought.rows
        ],
    }


def fates_in_short(t: Translator, brought: Brought) -> str:
    """Count the fates that occur: ``3 New, 1 Refused``."""
    told = ((fate, brought.count(fate)) for fate in Fate)
    words = [f"{count} {t(f'bring.fate.{fate.value}')}" for fate, count in told if count]
    return t("value.list_separator").join(words) or f"0 {t('bring.fate.new')}"


def dropped_in_short(t: Translator, brought: Brought) -> list[str]:
    """Say once for each column why it was not kept, and in how many rows."""
    counted = Counter(
        (one.place, one.code) for row in brought.rows for one in row.dropped if one.place
    )
    examples = {(one.place, one.code): one for row in brought.rows for one in row.dropped}
    return [
        t("bring.dropped_column", column=place, count=count, reason=said(t, examples[place, code]))
        for (place, code), count in counted.most_common()
    ]


def said(t: Translator, finding: Finding) -> str:
    """Say a finding, without the column that it is about."""
    if "." in finding.code:
        return sentence(t, finding.code, finding.params)
    return input_sentence(t, finding.code, finding.params)


def _row(t: Translator, row: RowFate) -> tuple[object, ...]:
    return (
        row.row,
        t(f"new.{row.kind.value}") if row.kind else "",
        row.ref,
        row.title,
        t(f"bring.fate.{row.fate.value}"),
        t("value.list_separator").join(row.kept),
        _lines(t, row.changed),
        _lines(t, row.dropped),
        _lines(t, row.refusals),
    )


def _lines(t: Translator, findings: Iterable[Finding]) -> str:
    return "\n".join(
        t("invalid.in_field", field=one.place, reason=said(t, one)) if one.place else said(t, one)
        for one in findings
    )


def _finding(t: Translator, finding: Finding) -> dict[str, str]:
    return {"column": finding.place, "code": finding.code, "message": said(t, finding)}
