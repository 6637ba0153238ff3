import pytest

from ecogov.domain.errors import UnreadableFileError
from ecogov.i18n.translator import translator
from ecogov.ui.imports.wording import bare, escaped, refused, seconds_by_basis


@pytest.mark.parametrize(
    "text",
    ["![x](http://evil.example/y.png)", "<img src=x>", ":red[x]", "*b* _i_ `c`", "$x$", "[a](b)"],
)
def test_no_mark_of_a_text_from_a_file_stays_active(text):
    shown = escaped(text)
    for mark in "![]()<>:*_`$":
        assert shown.count(mark) == shown.count(f"\\{mark}")


@pytest.mark.parametrize("text", ["https://evil.example", "www.evil.example", "a@evil.example"])
def test_an_address_in_a_file_does_not_become_a_link(text):
    plain = escaped(text).replace("\\", "")
    assert "\N{WORD JOINER}" in plain
    assert plain.replace("\N{WORD JOINER}", "") == text


def test_an_ordinary_name_reads_as_it_is():
    assert escaped("week 12, final") == "week 12, final"
    assert bare("工时 (h)") == "工时 (h)"
    assert bare("![i](http://x)") == "i (http //x)"


def test_a_refusal_carries_the_name_of_the_file_unharmed():
    said = refused(translator("en"), UnreadableFileError("file.empty", name="*a*.csv"))
    assert said.startswith("“\\*a\\*\\.csv”")


def test_work_time_is_said_longest_basis_first():
    said = seconds_by_basis(translator("en"), {"gap": 3600.0, "active": 7200.0})
    assert said == (
        "2.0 hours (active time in the tool) · "
        "1.0 hours (estimated from the gaps between submissions)"
    )
    assert seconds_by_basis(translator("zh-Hans"), {}) == "文件中没有"
