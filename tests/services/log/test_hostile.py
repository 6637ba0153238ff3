"""Hostile texts in every kind of record: refused with a sentence, or kept as they were typed."""

import pytest
from pydantic import ValidationError

from ecogov.domain.log.asking import LogFilter, Order
from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.refusals import invalid
from ecogov.i18n.translator import LANGUAGES, translator
from ecogov.services.log.reading import list_records, search_log
from ecogov.services.log.records import log_records
from ecogov.services.trail import verify_trail
from tests.builders import ACTOR, stored_project, stored_record
from tests.harness import hostile

TEXTS = hostile.texts()
SHAPES = {Shape.LINE, Shape.NOTE, Shape.PERSON}
each_kind = pytest.mark.parametrize("kind", list(RecordKind))


def kept(shape, text):
    """Say how a text that is kept reads: of one line, or with the line ends of Unix."""
    if shape is Shape.NOTE:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return " ".join(text.split())


def drafted(kind, project, text, **told):
    """Try a text in every field of words; give the draft, or what pydantic says."""
    names = [field.name for field in KINDS[kind].fields if field.shape in SHAPES]
    try:
        return KINDS[kind].draft(project_id=project, **dict.fromkeys(names, text), **told)
    except ValidationError as error:
        return error


def test_there_are_enough_hostile_texts():
    assert len(TEXTS) >= 500


@each_kind
def test_every_text_is_refused_in_words_or_kept_as_typed(db, kind):
    project = stored_project(db)
    # All fields of words of one kind are alike; a risk gets every text, the others a part of them.
    texts = TEXTS if kind is RecordKind.RISK else TEXTS[:: len(RecordKind)]
    tried = {text: drafted(kind, project, text) for text in texts}
    refused = [error for error in tried.values() if isinstance(error, ValidationError)]
    good = {text: draft for text, draft in tried.items() if not isinstance(draft, ValidationError)}
    assert len(good) > len(texts) / 2
    for language in LANGUAGES:
        for error in refused:
            assert all(invalid(translator(language), error, {}))

    log_records(db, kind, list(good.values()), actor=ACTOR)
    rows = list_records(db, kind, LogFilter(), Order("number", is_descending=False))
    for field in KINDS[kind].fields:
        if field.shape in SHAPES:
            wanted = [kept(field.shape, text) for text in good]
            assert rows[field.name].tolist() == wanted
    assert verify_trail(db) == []


def test_hostile_searches_find_or_find_not_and_break_nothing(db):
    project = stored_project(db)
    titles = [text for text in TEXTS if 0 < len(kept(Shape.LINE, text)) <= 200]
    drafts = [drafted(RecordKind.RISK, project, text) for text in titles]
    log_records(
        db,
        RecordKind.RISK,
        [draft for draft in drafts if not isinstance(draft, ValidationError)],
        actor=ACTOR,
    )
    for text in TEXTS[::7]:
        assert len(search_log(db, text)) <= 50


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_search_for_what_cannot_be_stored_finds_nothing(db, text):
    stored_record(db, RecordKind.RISK, stored_project(db))
    assert search_log(db, text).empty
    assert list_records(db, RecordKind.RISK, LogFilter(text=text)).empty
    assert list_records(db, RecordKind.RISK, LogFilter(equal=(("owner", (text,)),))).empty


@each_kind
def test_values_of_the_wrong_kind_are_refused_in_words(kind):
    wrong = ["9999-12-31", "0001-01-01", "tomorrow", "1e309", "NaN", "-1", 6, 10**30, [], {}]
    t = translator("zh-Hans")
    for field in KINDS[kind].fields:
        if field.shape in SHAPES | {Shape.FLAG, Shape.VENDOR}:
            continue
        for value in wrong:
            draft = drafted(kind, 1, "x", **{field.name: value})
            assert not isinstance(draft, ValidationError) or all(invalid(t, draft, {}))
