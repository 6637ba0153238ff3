"""Roles: what each allows, in a project and everywhere."""

from itertools import pairwise

import pytest

from ecogov.domain.errors import NotFoundError
from ecogov.domain.people import LOCAL, RIGHTS, NotAllowedError, Person, Right, Role
from ecogov.i18n.refusals import refusal
from ecogov.i18n.translator import LANGUAGES, translator
from ecogov.services.people.rights import require, visible


def test_each_role_may_do_what_the_one_before_may_and_more():
    for lower, higher in pairwise(Role):
        assert RIGHTS[lower] < RIGHTS[higher]


def test_a_role_in_one_project_reaches_no_other():
    person = Person("chen", roles={3: Role.PM})
    assert person.may(Right.LOG, 3)
    assert not person.may(Right.READ, 4)
    assert not person.may(Right.READ)
    assert person.projects() == {3}
    assert person.projects(Right.ADMINISTER) == frozenset()


def test_the_higher_of_two_roles_counts():
    person = Person("chen", Role.VIEWER, {3: Role.LEAD})
    assert person.may(Right.TRIAGE, 3)
    assert not person.may(Right.TRIAGE, 4)
    assert person.projects() is None
    assert person.projects(Right.TRIAGE) == {3}


def test_whoever_sits_at_the_machine_may_do_everything(db):
    for right in Right:
        require(db, right)
    assert db.person is LOCAL
    assert visible(db) is None


def test_a_project_that_one_may_not_see_is_not_there(db):
    stranger = db.for_person(Person("chen", roles={3: Role.VIEWER}))
    with pytest.raises(NotFoundError, match=r"project\.unknown"):
        require(stranger, Right.LOG, 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_right_is_said_in_words(db, language):
    viewer = db.for_person(Person("chen", roles={3: Role.VIEWER}))
    with pytest.raises(NotAllowedError) as refused:
        require(viewer, Right.LOG, 3)
    t = translator(language)
    assert t("right.log") in refusal(t, refused.value)
