import pytest

from ecogov.i18n.translator import (
    LANGUAGES,
    CatalogError,
    Translator,
    catalog,
    language_of,
    translator,
)


def _speaking(language="en", **texts):
    return Translator(language, "en", texts)


def test_a_text_is_looked_up():
    assert translator("en")("page.overview") == "Overview"
    assert translator("zh-Hans")("page.overview") == "总览"


def test_placeholders_are_filled_by_name():
    t = _speaking(**{"a.b": "{title} is late"})
    assert t("a.b", title="Voice") == "Voice is late"


def test_words_of_users_are_never_read_as_placeholders():
    t = _speaking(**{"a.b": "{title}"})
    assert t("a.b", title="{secret} 100 %") == "{secret} 100 %"


def test_a_missing_text_is_a_mistake():
    with pytest.raises(CatalogError, match=r"a\.c"):
        _speaking(**{"a.b": "x"})("a.c")


def test_a_missing_value_is_a_mistake():
    with pytest.raises(CatalogError, match="title"):
        _speaking(**{"a.b": "{title}"})("a.b")
    with pytest.raises(CatalogError, match="title"):
        _speaking(**{"a.b": "{title}"})("a.b", other="x")


def test_english_tells_one_from_many():
    t = _speaking(**{"n.one": "{count} row", "n.other": "{count} rows"})
    assert [t("n", count=n) for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]


def test_chinese_does_not_tell_one_from_many():
    t = _speaking("zh-Hans", **{"n.one": "wrong", "n.other": "{count} 行"})
    assert t("n", count=1) == "1 行"


def test_counts_are_grouped():
    t = _speaking(**{"n.one": "{count} row", "n.other": "{count} rows"})
    assert t("n", count=1234567) == "1,234,567 rows"


def test_texts_by_number_count_as_present():
    t = _speaking(**{"n.one": "x", "n.other": "x", "a": "x"})
    assert t.has("n")
    assert t.has("a")
    assert not t.has("b")


def test_texts_under_a_prefix_keep_their_order():
    t = _speaking(**{"g.b": "2", "g.a": "1", "h.c": "3"})
    assert list(t.under("g.").items()) == [("b", "2"), ("a", "1")]


@pytest.mark.parametrize(
    ("reader", "language"),
    [
        ("en-GB", "en"),
        ("de-DE", "en"),
        (None, "en"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("zh", "zh-Hans"),
    ],
)
def test_the_language_follows_the_browser(reader, language):
    assert language_of(reader) == language


@pytest.mark.parametrize(
    ("language", "reader", "locale"),
    [
        ("en", "en-US", "en_US"),
        ("en", "en-GB", "en_GB"),
        ("en", "de-DE", "en_GB"),
        ("en", None, "en"),
        ("en", "en", "en"),
        ("zh-Hans", "zh-CN", "zh_Hans_CN"),
        ("zh-Hans", "zh-SG", "zh_Hans_SG"),
        ("zh-Hans", "zh-TW", "zh_Hans_CN"),
        ("zh-Hans", "en-GB", "zh_Hans_CN"),
    ],
)
def test_dates_and_numbers_follow_the_reader(language, reader, locale):
    assert translator(language, reader).locale == locale


def test_an_unknown_language_is_a_mistake():
    with pytest.raises(CatalogError):
        catalog("xx")


def test_a_catalog_cannot_be_changed_by_those_who_read_it():
    for language in LANGUAGES:
        with pytest.raises(TypeError):
            catalog(language)["app.name"] = "x"
