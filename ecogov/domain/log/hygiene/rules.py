"""All rules of hygiene, and the X-ray that applies them to a register."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import pandas as pd

from ecogov.domain.log.hygiene.escalations import ESCALATION_RULES
from ecogov.domain.log.hygiene.every_kind import EVERY_KIND_RULES
from ecogov.domain.log.hygiene.findings import Severity, applied, no_findings
from ecogov.domain.log.hygiene.milestones import MILESTONE_RULES
from ecogov.domain.log.hygiene.plans import PLAN_RULES
from ecogov.domain.log.hygiene.projects import PROJECT, PROJECT_RULES, TARGET
from ecogov.domain.log.hygiene.risks import RISK_RULES
from ecogov.domain.log.kinds import RecordKind

RULES: Final = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            *EVERY_KIND_RULES,
            *RISK_RULES,
            *MILESTONE_RULES,
            *PLAN_RULES,
            *ESCALATION_RULES,
            *PROJECT_RULES,
        )
    }
)
"""Every rule by its code, in the order in which they are told."""

KINDS_OF_FINDINGS: Final = (*(kind.value for kind in RecordKind), PROJECT, TARGET)

_GRAVITY: Final = {severity.value: place for place, severity in enumerate(Severity)}
_PLACES: Final = {code: place for place, code in enumerate(RULES)}


def xray(frames: Mapping[str, pd.DataFrame], as_of: date) -> pd.DataFrame:
    """Find what is wrong with the records of a log, on a day.

    Parameters
    ----------
    frames : Mapping[str, DataFrame]
        By kind, of `KINDS_OF_FINDINGS`; those that are left out have no records. All have ``id,
        number, ref, project_id, project_code, title, owner, status, created_on`` and ``is_open``
        (bool). Risks are as `scored`, `with_appetite` and `with_contradictions` give them, with
        ``n_issues``; milestones as `with_slips` does, with ``n_reasons``; escalations as
        `with_clocks` does; projects and targets as `ecogov.services.log.hygiene` puts them
        together. The others have their columns as they are stored. Not modified.
    as_of : date
        The day on which it is so; a day that is due today has not passed.

    Returns
    -------
    DataFrame, shape (n_findings, 13)
        Columns ``rule, severity, kind, id, ref, project_id, project_code, title, owner, field``
        (the one to mend), ``since`` (date or None), ``days`` (Int64) and ``parameters`` (dict)
        for the sentence. Errors first, then rule by rule, the longest first.
    """
    lists = [
        applied(rule, kind, frames[kind], as_of)
        for rule in RULES.values()
        for kind in rule.kinds
        if kind in frames
    ]
    found = [one for one in lists if one is not None]
    return _sorted(pd.concat(found, ignore_index=True)) if found else no_findings()


def _sorted(found: pd.DataFrame) -> pd.DataFrame:
    order = found.assign(
        gravity=found["severity"].map(_GRAVITY),
        place=found["rule"].map(_PLACES),
        length=-found["days"].fillna(0),
    )
    by = ["gravity", "place", "length", "project_code", "kind", "id"]
    listed: pd.DataFrame = found.loc[order.sort_values(by, kind="stable").index]
    return listed.reset_index(drop=True)


def by_rule(findings: pd.DataFrame) -> pd.DataFrame:
    """Count findings by rule.

    Returns
    -------
    DataFrame, shape (n_rules_broken, 3)
        Columns ``rule, severity, n``; errors first, then the most frequent.
    """
    counts = findings.groupby(["rule", "severity"], as_index=False).agg(n=("id", "size"))
    order = counts.assign(gravity=counts["severity"].map(_GRAVITY), often=-counts["n"])
    listed: pd.DataFrame = counts.loc[order.sort_values(["gravity", "often", "rule"]).index]
    return listed.reset_index(drop=True)
