"""A receipt as tables for a download: facts, counts, every refused row; in the reader's words."""

import pandas as pd

from ecogov.i18n import formats
from ecogov.i18n.translator import Translator
from ecogov.services.receipts import StoredImport
from ecogov.ui.imports.counts import FATES
from ecogov.ui.imports.facts import facts_of
from ecogov.ui.imports.tables import refusals_frame


def rejected_rows(t: Translator, stored: StoredImport) -> pd.DataFrame:
    """Put every refused row into words, as `refusals_frame` does."""
    return refusals_frame(t, stored.receipt.rejections)


def whole_receipt(t: Translator, import_id: int, stored: StoredImport) -> dict[str, pd.DataFrame]:
    """Give the sheets of a receipt by their translated names: the receipt, the refused rows."""
    receipt, zone = stored.receipt, stored.project.timezone
    told: dict[str, str | int] = {
        t("import.fact.number"): import_id,
        t("import.fact.project"): stored.project.code,
        t("import.fact.file"): receipt.file,
        t("import.fact.sha256"): receipt.sha256,
        t("import.fact.at"): formats.moment(t, stored.at, zone),
        t("import.fact.actor"): stored.actor,
        **{t(f"import.count.{name}"): getattr(receipt, name) for name in ("rows_read", *FATES)},
        **facts_of(t, receipt, zone),
    }
    if stored.undone_at is not None:
        told[t("import.state.undone")] = formats.moment(t, stored.undone_at, zone)
    facts = pd.DataFrame(
        list(told.items()), columns=[t("import.fact"), t("import.fact.value")], dtype=object
    )
    sheets = {t("import.sheet_receipt"): facts}
    if receipt.rejections:
        sheets[t("import.sheet_refused")] = rejected_rows(t, stored)
    return sheets
