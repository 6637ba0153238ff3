"""Pages compose and define nothing; each is reachable, documented, translated and tested."""

import ast
import re
import tomllib

import pytest

from tests.harness.places import PAGES, PROGRAM, README, TESTS
from tests.harness.syntax import at, imported, tree

MAX_PAGE_LINES = 120
LANGUAGES = ("en", "zh-Hans")
DATA_LIBRARIES = {"pandas", "numpy", "polars", "pyarrow", "altair", "scipy"}
ALLOWED_IMPORTS = ("streamlit", "ecogov.ui", "ecogov.services", "ecogov.charts", "ecogov.domain")
LOGIC = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "async def",
    ast.ClassDef: "class",
    ast.Lambda: "lambda",
    ast.For: "for",
    ast.While: "while",
    ast.ListComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.DictComp: "comprehension",
    ast.GeneratorExp: "comprehension",
    ast.Subscript: "subscript",
    ast.BinOp: "arithmetic",
    ast.AugAssign: "arithmetic",
    ast.Try: "try",
}

FILES = sorted(PAGES.glob("*.py"))
each_page = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def _string_constants(node):
    return {
        inner.value
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    }


def _listed():
    for node in tree(PROGRAM / "ui" / "navigation.py").body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == "PAGES" for target in targets):
            return _string_constants(node)
    raise AssertionError("ecogov/ui/navigation.py assigns no PAGES")


def _logic(module):
    for node in ast.walk(module):
        if kind := LOGIC.get(type(node)):
            yield kind, node.lineno


def test_there_are_pages():
    assert FILES, "pages/ is empty: every test of pages would pass by finding nothing"


@each_page
def test_a_page_defines_and_computes_nothing(path):
    found = [f"{at(path, line)} {kind}" for kind, line in _logic(tree(path))]
    assert not found, f"belongs into a widget, a service or the domain: {found}"


@each_page
def test_a_page_imports_only_what_composes(path):
    modules = {name for name, _ in imported(path)}
    foreign = {name for name in modules if not name.startswith(ALLOWED_IMPORTS)}
    assert not foreign


@each_page
def test_a_page_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_PAGE_LINES


@each_page
def test_a_page_is_in_the_navigation(path):
    spellings = {path.stem, path.name, f"pages/{path.name}"}
    assert spellings & _listed(), f"add {path.stem} to PAGES in ecogov/ui/navigation.py"


@each_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_a_title_in_both_languages(path, language):
    catalog = PROGRAM / "i18n" / f"{language}.toml"
    assert f"page.{path.stem}" in tomllib.loads(catalog.read_text(encoding="utf-8"))


@each_page
def test_a_page_is_in_the_readme(path):
    assert f"pages/{path.name}" in README.read_text(encoding="utf-8")


@each_page
def test_a_page_has_its_own_tests(path):
    test = TESTS / "pages" / f"test_{path.stem}.py"
    assert test.exists()
    assert any(
        isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for node in ast.walk(tree(test))
    )


def test_the_readme_lists_no_page_that_is_gone():
    named = set(re.findall(r"(?<!/)pages/(\w+\.py)", README.read_text(encoding="utf-8")))
    assert named - {path.name for path in FILES} <= {"x.py"}  # the recipe's example


@pytest.mark.parametrize(
    "planted",
    ["def f(): pass", "f = lambda: 1", "for x in y: pass", "a[0]", "a * b", "[x for x in y]"],
)
def test_planted_logic_is_noticed(planted):
    assert list(_logic(ast.parse(planted)))


def test_data_libraries_are_no_part_of_a_page():
    assert not any(name.startswith(ALLOWED_IMPORTS) for name in DATA_LIBRARIES)
