from datetime import date

import pytest

from ecogov.domain.errors import NotFoundError
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.log.feeds import create_feed, feed_followed, list_feeds, revoke_feed
from ecogov.services.projects import archive_project
from ecogov.services.trail import verify_trail
from ecogov.storage.log.feeds import FEED
from tests.builders import ACTOR, stored_project, stored_record
from tests.harness.refusals import refused

MILESTONE = RecordKind.MILESTONE


@pytest.fixture
def project(db):
    return stored_project(db)


def test_the_bearer_of_a_token_reads_the_milestones_of_one_project(db, project):
    other = stored_project(db, code="OTHER")
    stored_record(db, MILESTONE, project, title="Mine", forecast_on=date(2026, 5, 1))
    stored_record(db, MILESTONE, other, title="Theirs", forecast_on=date(2026, 5, 1))
    followed = feed_followed(db, create_feed(db, project, "zh-Hans", actor=ACTOR))
    assert followed.milestones["title"].tolist() == ["Mine"]
    assert followed.name == "短视频内容安全审核"


def test_a_token_is_stored_as_its_hash_and_in_no_trail(db, project):
    token = create_feed(db, project, "en", actor=ACTOR)
    with db.read() as session:
        stored = session.execute(FEED.select()).mappings().one()
        trail = session.connection().exec_driver_sql("SELECT * FROM audit_entry").all()
    assert len(stored["token_hash"]) == 64
    assert token not in str(dict(stored))
    assert token not in str(trail)
    assert stored["token_hash"] not in str(trail)
    assert verify_trail(db) == []


def test_what_was_revoked_opens_nothing_and_is_listed_no_more(db, project):
    kept, gone = (create_feed(db, project, "en", actor=ACTOR) for _ in range(2))
    newest = int(list_feeds(db, project)["id"].iloc[0])
    revoke_feed(db, newest, actor=ACTOR)
    revoke_feed(db, newest, actor=ACTOR)
    assert feed_followed(db, gone) is None
    assert feed_followed(db, kept) is not None
    assert len(list_feeds(db, project)) == 1


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5000, "令牌", "\x00"])
def test_a_token_that_nobody_gave_opens_nothing(db, project, token):
    create_feed(db, project, "en", actor=ACTOR)
    assert feed_followed(db, token) is None


def test_a_project_that_was_put_away_is_not_followed_any_more(db, project):
    token = create_feed(db, project, "en", actor=ACTOR)
    archive_project(db, project, actor=ACTOR)
    assert feed_followed(db, token) is None
    with refused(db, "record.archived"):
        create_feed(db, project, "en", actor=ACTOR)


def test_a_feed_that_does_not_exist_cannot_be_revoked(db):
    with pytest.raises(NotFoundError, match=r"calendar_feed\.unknown"):
        revoke_feed(db, 4711, actor=ACTOR)
