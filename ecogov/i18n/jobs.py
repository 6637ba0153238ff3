"""Jobs in words: what they are called, how far they are, what became of them."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from ecogov.domain.jobs.states import JobStatus
from ecogov.i18n.formats import NOTHING, number
from ecogov.i18n.refusals import sentence
from ecogov.i18n.translator import Translator

Job: TypeAlias = Mapping[str, Any]
"""A job as `ecogov.services.jobs.desk` gives it, by column."""


def job_name(t: Translator, kind: str) -> str:
    """Name a kind of job; one that has no name yet keeps its code."""
    key = f"job.kind.{kind}"
    return t(key) if t.has(key) else kind


def said(t: Translator, job: Job) -> str:
    """Say what there is to say of a job: how far it is, why it failed, what it has done."""
    if job["status"] == JobStatus.RUNNING:
        return _how_far(t, job)
    if job["status"] == JobStatus.DONE:
        return _done(t, job)
    reason = sentence(t, job["error"]["code"], _params(job["error"])) if job["error"] else ""
    if job["status"] == JobStatus.WAITING and job["attempts"]:
        tried = t("job.tried", attempts=str(job["attempts"]), of=str(job["max_attempts"]))
        return f"{reason} ({tried})" if reason else tried
    return reason or NOTHING


def _how_far(t: Translator, job: Job) -> str:
    if job["is_cancel_wanted"]:
        return t("job.stopping")
    if not job["n_total"]:
        return NOTHING
    return t("job.how_far", done=number(t, job["n_done"]), total=number(t, job["n_total"]))


def _done(t: Translator, job: Job) -> str:
    key = f"job.done.{job['kind']}"
    if not job["result"] or not t.has(key):
        return NOTHING
    result: Mapping[str, object] = job["result"]
    told = {name: one if isinstance(one, int) else str(one) for name, one in result.items()}
    return t(key, **told)


def _params(error: Mapping[str, Any]) -> dict[str, object]:
    """Read the parameters of a refusal that the queue stored; tuples are tuples again."""
    told: Mapping[str, object] = error.get("params") or {}
    return {name: tuple(one) if isinstance(one, list) else one for name, one in told.items()}
