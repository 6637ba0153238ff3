"""Both catalogs say the same things, and everything that the program says stands in them."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator

import pytest

from tests.harness.places import PROGRAM, program_files
from tests.harness.syntax import at, dotted, tree

CATALOGS = {
    language: tomllib.loads((PROGRAM / "i18n" / f"{language}.toml").read_text(encoding="utf-8"))
    for language in ("en", "zh-Hans")
}
ENGLISH, CHINESE = CATALOGS["en"], CATALOGS["zh-Hans"]

HAN = re.compile(r"[\u3400-\u9fff]")
KEY = re.compile(r"[a-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
WORDS_OF_BOTH_LANGUAGES = {
    *("KPI", "SLA", "OLA", "SQL", "CSV", "JSON", "ID", "P50", "P80", "P90"),
    *("Krippendorff \N{GREEK SMALL LETTER ALPHA}", "Gwet AC1"),
}
ONE, OTHER = ".one", ".other"
ERROR_BASE = "DomainError"


def _placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _bare(text):
    return re.sub(r"\{[^}]*\}", "", text)


def _has_text(key):
    return key in ENGLISH or f"{key}{OTHER}" in ENGLISH


def _is_translator(function):
    name = dotted(function)
    return name == "t" or name.endswith(".t")


def _error_classes():
    """Names of `DomainError` and of everything that derives from it, over all files."""
    bases = {
        node.name: {dotted(base) for base in node.bases}
        for path in program_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    }
    found = {ERROR_BASE}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def _literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _code_of(call, errors):
    """The literal code of a refusal, wherever the call carries it."""
    name = dotted(call.func).rsplit(".", maxsplit=1)[-1]
    keywords = {word.arg: word.value for word in call.keywords}
    if name == "Rejection":
        spot = keywords.get("code") or (call.args[2] if len(call.args) > 2 else None)
    elif name in errors or name == "PydanticCustomError":
        spot = call.args[0] if call.args else keywords.get("code")
    else:
        spot = None
    code = _literal(spot) if spot is not None else None
    return code if code is not None and "." in code else None


def _raised_codes() -> Iterator[tuple[str, str]]:
    errors = _error_classes()
    for path in program_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and (code := _code_of(node, errors)):
                yield code, at(path, node.lineno)


def _translated() -> Iterator[tuple[ast.expr, str]]:
    for path in program_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and node.args and _is_translator(node.func):
                yield node.args[0], at(path, node.lineno)


def test_both_catalogs_have_the_same_keys():
    assert ENGLISH.keys() ^ CHINESE.keys() == set()


def test_both_catalogs_have_the_same_placeholders():
    differing = {
        key
        for key in ENGLISH.keys() & CHINESE.keys()
        # "one row" may leave its number out.
        if _placeholders(ENGLISH[key]) - {"count"} != _placeholders(CHINESE[key]) - {"count"}
    }
    assert not differing


@pytest.mark.parametrize("language", CATALOGS)
def test_every_text_is_flat_named_and_not_empty(language):
    for key, text in CATALOGS[language].items():
        assert KEY.fullmatch(key), key
        assert isinstance(text, str), key
        assert text.strip(), key


@pytest.mark.parametrize("language", CATALOGS)
def test_every_placeholder_is_a_plain_name(language):
    for key, text in CATALOGS[language].items():
        assert all(name.isidentifier() for name in _placeholders(text)), key


@pytest.mark.parametrize("language", CATALOGS)
def test_texts_by_number_come_in_pairs(language):
    # "other" may also be the last word of an ordinary key: then it counts nothing.
    texts = CATALOGS[language]
    one = {key.removesuffix(ONE) for key in texts if key.endswith(ONE)}
    many = {
        key.removesuffix(OTHER)
        for key, text in texts.items()
        if key.endswith(OTHER) and "count" in _placeholders(text)
    }
    assert one == many


def test_every_chinese_text_is_chinese():
    untranslated = {
        key: text
        for key, text in CHINESE.items()
        if not HAN.search(text)
        and any(letter.isalpha() for letter in _bare(text))
        and _bare(text).strip() not in WORDS_OF_BOTH_LANGUAGES
    }
    assert not untranslated


def test_no_english_text_is_chinese():
    # The name of the other language is written in that language.
    assert not {key for key, text in ENGLISH.items() if HAN.search(text.replace("简体中文", ""))}


def test_the_shipped_font_has_every_chinese_character():
    missing = {
        letter
        for text in CHINESE.values()
        for letter in HAN.findall(text)
        if len(letter.encode("gb2312", errors="ignore")) == 0
    }
    assert not missing


def test_every_text_that_the_program_asks_for_exists():
    missing = {
        f"{where} {key}"
        for node, where in _translated()
        if (key := _literal(node)) is not None and not _has_text(key)
    }
    assert not missing


def test_every_text_whose_name_is_put_together_has_relatives():
    missing = {
        f"{where} {start}…"
        for node, where in _translated()
        if isinstance(node, ast.JoinedStr)
        and (start := _literal(node.values[0]))
        and not any(key.startswith(start) for key in ENGLISH)
    }
    assert not missing


def test_every_refusal_has_a_sentence():
    missing = {
        f"{where} error.{code}"
        for code, where in _raised_codes()
        if f"error.{code}" not in ENGLISH and f"error.{code}{OTHER}" not in ENGLISH
    }
    assert not missing


def test_the_search_for_refusals_finds_some():
    codes = {code for code, _ in _raised_codes()}
    assert {"settings.address", "period.invalid", "database.newer"} <= codes


@pytest.mark.parametrize(
    ("planted", "code"),
    [
        ('raise DomainError("a.b", x=1)', "a.b"),
        ('Rejection(3, "amount", "row.amount")', "row.amount"),
        ('Rejection(row=3, field="amount", code="row.amount")', "row.amount"),
        ('raise PydanticCustomError("a.c", "x")', "a.c"),
        ('raise PydanticCustomError("enum", "x")', None),
    ],
)
def test_a_planted_refusal_is_noticed(planted, code):
    calls = [node for node in ast.walk(ast.parse(planted)) if isinstance(node, ast.Call)]
    assert _code_of(calls[0], {ERROR_BASE}) == code
