"""The sample calls: which service, which right, and how it is called in a project."""

from tests.harness.rights_samples import (
    anomalies,
    asking,
    imports,
    interface,
    jobs,
    keeping,
    log,
    overview,
    people,
    records,
    registers,
    rootcause,
    rules,
    status,
)
from tests.harness.rights_samples.declaring import SAMPLES
from tests.harness.rights_samples.unasked import ADMINISTRATIVE, UNASKED

__all__ = ["ADMINISTRATIVE", "SAMPLES", "UNASKED"]

AREAS = (
    anomalies, asking, imports, interface, jobs, keeping, log, overview, people, records,
    registers, rootcause, rules, status,
)  # fmt: skip
"""Importing them declares their calls."""
