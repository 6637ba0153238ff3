"""Sample calls of accounts, roles and the audit trail."""

from ecogov.domain.accounts import AccountDraft, GrantDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Role
from ecogov.domain.trail import TrailFilter
from ecogov.services.people import accounts
from ecogov.services.people.roles import grant_role
from ecogov.services.trail import trail_head
from tests.builders import (
    ACTOR,
)
from tests.harness.rights import World
from tests.harness.rights_samples.declaring import (
    ADMINISTER,
    READ,
    actor,
    just,
    one,
    project_id,
    sample,
    told,
)

_K = RecordKind

told(
    "people.accounts.add_account",
    ADMINISTER,
    lambda w: AccountDraft(email=f"n{w.project_id}-{w.fresh}@example.org"),
    actor=actor,
    reach="everywhere",
)
told(
    "people.accounts.change_account",
    ADMINISTER,
    lambda w: w.account(),
    lambda w: AccountDraft(email=f"n{w.project_id}-{w.fresh}@example.org"),
    version=one,
    actor=actor,
    reach="everywhere",
)
told(
    "people.accounts.disable_account",
    ADMINISTER,
    lambda w: w.account(),
    actor=actor,
    reach="everywhere",
)
told(
    "people.accounts.enable_account",
    ADMINISTER,
    lambda w: w.account(),
    actor=actor,
    reach="everywhere",
)
told(
    "people.accounts.set_password",
    ADMINISTER,
    lambda w: w.account(),
    just("correct horse battery"),
    actor=actor,
    reach="everywhere",
)
told("people.accounts.list_accounts", ADMINISTER, reach="everywhere")
told("people.accounts.find_account", ADMINISTER, just("boss@example.org"), reach="everywhere")
told(
    "people.invitations.invite", ADMINISTER, lambda w: w.account(), actor=actor, reach="everywhere"
)
told(
    "people.roles.grant_role",
    ADMINISTER,
    lambda w: w.account(),
    lambda w: GrantDraft(role=Role.PM, project_id=w.project_id),
    actor=actor,
    reach="everywhere",
)
told(
    "people.roles.revoke_role",
    ADMINISTER,
    lambda w: grant_role(w.db, w.account(), GrantDraft(role=Role.PM), actor=ACTOR),
    actor=actor,
    reach="everywhere",
)
told("people.roles.list_roles", ADMINISTER, reach="everywhere")


def _held(w: World) -> tuple[int, GrantDraft]:
    account_id, draft = w.account(), GrantDraft(role=Role.LEAD)
    grant_role(w.db, account_id, draft, actor=ACTOR)
    return account_id, draft


sample("people.roles.find_role", ADMINISTER, "everywhere")(lambda w: (_held(w), {}))
told("trail.history", READ, just("project"), project_id, reach="anybody")
told("trail.list_trail", READ, lambda w: TrailFilter(project_id=w.project_id))
told("trail.count_trail", READ, lambda w: TrailFilter(project_id=w.project_id))
told("trail.trail_facets", READ, reach="anybody")
told("trail.record_names", READ, reach="anybody")
told("trail.verify_trail", ADMINISTER, reach="everywhere")
told("verification.verify", ADMINISTER, reach="everywhere")


def _named(w: World) -> list[str]:
    account_id = w.account()
    rows = accounts.list_accounts(w.db).set_index("id")
    return [str(rows["email"][account_id])]


told("people.erasing.stored_about", ADMINISTER, _named, reach="everywhere")
told("people.erasing.erase_person", ADMINISTER, _named, actor=actor, reach="everywhere")
told("trail.trail_head", ADMINISTER, reach="everywhere")
told("trail.is_in_trail", ADMINISTER, lambda w: trail_head(w.db), reach="everywhere")
told("trail.note_export", READ, just("risks"), project_id=project_id, actor=actor)
