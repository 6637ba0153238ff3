"""Services that no sample call stands for, each with its reason."""

from typing import Final

_DOOR = "the door: nobody is known yet, and what it takes is a password or a token"
_OWN = "one's own account: being signed in is enough, and nobody else's can be named"
_CHECK = "it is the check itself"
_INNER = "inner part of a service that has asked; it only reads what it is handed"
_OF_BEARER = "of the caller's own token, which the door has recognised; nothing else can be named"
_LINK = "the door: whoever has the address of a link sees what it shows, and nothing else"
_PROBE = "asked by machines that watch the process: no project and nobody is told of"
_SAMPLE = "asks for administration before anything else; tests/services/test_rights.py tries it"

ADMINISTRATIVE: Final = (
    "log.bringing.portfolio.bring_portfolio",
    "log.bringing.portfolio.rehearse_portfolio",
    "sample.loading.load_sample",
    "sample.logbook.load_log",
    "sample.logbook.remove_log",
    "sample.removal.remove_sample",
    "status.digests.compose_digest",
)

UNASKED: Final = {
    "status.programmes.projects_of": "ids and codes of a programme; who reads them asks for each",
    "status.programmes.last_seen": "gives only what tells of nothing hidden",
    **{
        f"people.invitations.{one}": _DOOR
        for one in ("invite_first", "invited", "accept_invitation", "accept_first")
    },
    **{
        f"people.outside.{one}": _DOOR
        for one in ("leave_for_provider", "back_from_provider", "sign_in_identified")
    },
    **{
        f"people.signing_in.{one}": _DOOR
        for one in ("has_accounts", "sign_in", "open_session", "person_of", "sign_out")
    },
    "log.feeds.feed_followed": _DOOR,
    "interface.tokens.bearer_of": _DOOR,
    **{f"interface.tokens.{one}": _OF_BEARER for one in ("earlier_answer", "keep_answer")},
    **{f"status.links.{one}": _LINK for one in ("report_shown", "count_views")},
    **{f"keeping.readiness.{one}": _PROBE for one in ("check_ready", "jobs_by_status")},
    **{
        f"people.own_account.{one}": _OWN
        for one in ("change_own_password", "sign_out_everywhere", "own_sessions", "choose_language")
    },
    **{
        f"people.rights.{one}": _CHECK
        for one in (
            "require",
            "require_somewhere",
            "require_each",
            "visible",
            "reached",
            "only_visible",
        )
    },
    "people.secrecy.keyed": "a hash of what the caller hands in",
    "log.hygiene.projects.project_frames": _INNER,
    "log.hygiene.reading.record_frames": _INNER,
    "sample.finding.project_id_of": "looks among the projects that may be seen",
    **dict.fromkeys(ADMINISTRATIVE, _SAMPLE),
}
"""Services that ask for no right, or that no sample call stands for; each with its reason."""
