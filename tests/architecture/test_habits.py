"""What no file of the project does."""

import ast
import re

import pytest

from tests.harness.places import PROGRAM, ROOT, TESTS, program_files, python_files, shown
from tests.harness.syntax import at, dotted, imported, tree

UNPICKLERS = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "jsonpickle"}
BLIND = {"Exception", "BaseException"}
BAGS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
TEXT_SUFFIXES = {".py", ".toml", ".md", ".txt", ".yml", ".yaml", ".json", ".cfg", ".sh", ".mako"}
LARGEST_TEXT = 2_000_000

# Put together so that this file does not contain what it looks for.
_HOMES = "|".join(("/ho" + "me/", "/ro" + "ot/", "/Use" + "rs/", "/wo" + "rk/"))
MACHINE_PATH = re.compile(rf"(?<![\w.:/])(?:{_HOMES}|/tm" + r"p/\w|[A-Z]:\\Users\\)")


def _passes_on(handler):
    """Tell whether a handler only tidies up and lets the same exception go on."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _blind_handlers(module):
    for node in ast.walk(module):
        if isinstance(node, ast.ExceptHandler) and not _passes_on(node):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or getattr(kind, "id", "") in BLIND for kind in caught):
                yield node.lineno


def _attributes(module, name):
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr == name:
            yield node.lineno


def _text_files():
    folders = ("ecogov", "pages", "tests", "data", ".ci", ".streamlit")
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for folder in folders:
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file())


def test_schemas_come_from_migrations_only():
    broken = [at(p, line) for p in python_files() for line in _attributes(tree(p), "create_all")]
    assert not broken


def test_nothing_is_unpickled():
    broken = [
        at(path, line)
        for path in python_files()
        for name, line in imported(path)
        if name.split(".", maxsplit=1)[0] in UNPICKLERS or name in {"joblib.load", "numpy.load"}
    ]
    assert not broken


def test_no_exception_is_caught_blindly():
    broken = [at(path, line) for path in python_files() for line in _blind_handlers(tree(path))]
    assert not broken


def test_no_module_is_a_bag():
    paths = [*program_files(), *TESTS.rglob("*.py")]
    assert not [shown(path) for path in paths if {path.stem, path.parent.name} & BAGS]


def test_no_import_is_relative_or_takes_everything():
    broken = [
        at(path, node.lineno)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.level or any(alias.name == "*" for alias in node.names))
    ]
    assert not broken


def test_no_file_names_a_place_on_one_machine():
    broken = []
    for path in _text_files():
        if path.suffix not in TEXT_SUFFIXES | {""} or path.stat().st_size > LARGEST_TEXT:
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), 1):
            if MACHINE_PATH.search(line):
                broken.append(at(path, number))
    assert not broken


def test_migrations_do_not_import_the_tables():
    broken = [
        at(path, line)
        for path in sorted((PROGRAM / "storage").rglob("versions/*.py"))
        for name, line in imported(path)
        if name.startswith("ecogov.")
    ]
    assert not broken, "a migration must keep its meaning when the tables move on"


@pytest.mark.parametrize("planted", ["/ho" + "me/ann/x", "(/wo" + "rk/y", '"/tm' + 'p/z"'])
def test_a_planted_machine_path_is_noticed(planted):
    assert MACHINE_PATH.search(planted)


@pytest.mark.parametrize(
    "planted", ["except:", "except Exception:", "except (OSError, Exception):"]
)
def test_a_planted_blind_except_is_noticed(planted):
    assert list(_blind_handlers(ast.parse(f"try:\n    pass\n{planted}\n    pass")))


def _runs_alone(path):
    """Parts of pages that Streamlit runs without the page, and how each is called."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call | ast.Attribute):
            name = dotted(node.func if isinstance(node, ast.Call) else node)
            if name in {"st.fragment", "st.dialog"}:
                yield node.lineno


def test_parts_that_run_alone_ask_again_who_looks():
    broken = []
    for path in sorted((PROGRAM / "ui").rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        broken += [
            at(path, number)
            for number in set(_runs_alone(path))
            if "rechecked" not in "\n".join(lines[number - 1 : number + 2])
        ]
    assert not broken, "wrap it in `rechecked` of ecogov.ui.visitors: who was signed out is out"
