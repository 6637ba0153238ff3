"""Sample calls of questions in SQL, which see all projects."""

from ecogov.services.asking.saved import save_query
from tests.builders import ACTOR
from tests.harness.rights import World
from tests.harness.rights_samples.declaring import ADMINISTER, actor, just, one, told

_SQL = just("SELECT 1")


def _name(w: World) -> str:
    return f"Question {w.fresh} of {w.project_id}"


def _kept(w: World) -> int:
    return save_query(w.db, _name(w), "SELECT 1", actor=ACTOR)


told("asking.questions.ask", ADMINISTER, _SQL, reach="everywhere")
told("asking.questions.schema", ADMINISTER, reach="everywhere")
told(
    "asking.questions.note_export",
    ADMINISTER,
    _SQL,
    n_rows=one,
    actor=actor,
    reach="everywhere",
)
told("asking.saved.save_query", ADMINISTER, _name, _SQL, actor=actor, reach="everywhere")
told("asking.saved.list_queries", ADMINISTER, reach="everywhere")
told("asking.saved.remove_query", ADMINISTER, _kept, actor=actor, reach="everywhere")
