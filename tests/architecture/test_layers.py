"""The arrows between layers, and the size that a layer and a module may have."""

import ast
import subprocess
import sys
import tomllib

import pytest
from importlinter.cli import lint_imports

from tests.harness.places import PROGRAM, ROOT, program_files, shown
from tests.harness.syntax import at, calls, dotted, imported, tree

MAX_MODULE_LINES = 300
MAX_MODULES_PER_LAYER = 15

LAYERS = sorted(path for path in PROGRAM.iterdir() if (path / "__init__.py").exists())
IMPURE_MODULES = {
    *("os", "io", "pathlib", "shutil", "subprocess", "socket", "tempfile", "time", "random"),
    *("urllib", "http", "requests", "logging", "sqlite3", "streamlit"),
}
CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic"}


def test_every_import_follows_the_arrows(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert status == 0, capsys.readouterr().out


def test_the_contracts_place_every_layer_and_guard_the_engines():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {rule["id"]: rule for rule in settings["tool"]["importlinter"]["contracts"]}
    rows = contracts["layers"]["layers"]
    placed = {name.strip(" ()") for row in rows for name in row.split("|")}
    assert contracts["layers"]["exhaustive"] is True
    assert {layer.name for layer in LAYERS} <= placed
    assert {"streamlit", "databases", "pyod"} <= contracts.keys()


def test_no_module_is_long():
    # A migration is a record of what was done to a schema, and is never edited again.
    lines = {
        shown(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in program_files()
        if path.parent.name != "versions"
    }
    long = {name: count for name, count in lines.items() if count > MAX_MODULE_LINES}
    assert not long, f"split these modules (at most {MAX_MODULE_LINES} lines): {long}"


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_full_layer_groups_its_modules_into_packages(layer):
    modules = sorted(path.name for path in layer.glob("*.py") if path.name != "__init__.py")
    assert len(modules) <= MAX_MODULES_PER_LAYER, f"make packages by feature of: {modules}"


def test_nothing_stands_beside_the_entry_script():
    # Streamlit puts this folder first on sys.path: a calendar.py here would shadow the library's.
    # A folder of pages here would open each page by its link without the sign-in gate.
    allowed = {"main.py", "__init__.py", "static", "__pycache__"}
    found = {path.name for path in (PROGRAM / "entry").iterdir()}
    assert "main.py" in found
    assert found <= allowed


def test_the_app_starts_the_entry_script_and_not_a_sibling_of_the_pages():
    app = ROOT / "app.py"
    assert any(name.endswith("App") for name, _ in calls(app))
    assert any("main.py" in text or "entry" in text for text in _strings(app))


def _strings(path):
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    return [node.value for node in nodes if isinstance(node.value, str)]


def test_the_domain_reads_neither_clock_nor_disk():
    broken = []
    for path in sorted((PROGRAM / "domain").rglob("*.py")):
        broken += [
            at(path, line)
            for name, line in imported(path)
            if name.split(".", maxsplit=1)[0] in IMPURE_MODULES
        ]
        broken += [
            at(path, line)
            for name, line in calls(path)
            if name == "open" or ("." in name and name.rsplit(".", maxsplit=1)[1] in CLOCKS)
        ]
    assert not broken, f"hand the value in instead: {broken}"


def test_only_settings_reads_the_environment():
    readers = {
        shown(path)
        for path in program_files()
        for node in ast.walk(tree(path))
        if dotted(node) in {"os.environ", "os.getenv", "environ", "getenv"}
    }
    assert {name for name in readers if not name.startswith("ecogov/settings")} == set()


@pytest.mark.parametrize(
    "module", ["ecogov.detection.scanning", "ecogov.detection.rootcause.localising", "ecogov.ui"]
)
def test_the_detectors_are_imported_only_where_they_fit(module):
    script = f"import sys, {module}; assert not {{'pyod', 'numba', 'sklearn'}} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)  # noqa: S603 - our words
