"""Where things stand in the repository, for tests that read it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PROGRAM: Final = ROOT / "ecogov"
PAGES: Final = ROOT / "pages"
TESTS: Final = ROOT / "tests"
MAIN: Final = PROGRAM / "entry" / "main.py"
README: Final = ROOT / "README.md"
SHARED_DATA: Final = ROOT.parent / "shared" / "data"


def program_files() -> Iterator[Path]:
    """Yield every Python file that ships: the entry, the pages, the package."""
    yield from sorted(ROOT.glob("*.py"))
    yield from sorted(PAGES.rglob("*.py"))
    yield from sorted(PROGRAM.rglob("*.py"))


def python_files() -> Iterator[Path]:
    """Yield every Python file that ships, and every test."""
    yield from program_files()
    yield from sorted(TESTS.rglob("*.py"))


def shown(path: Path) -> str:
    """Name a file as people write it: relative to the repository, with slashes."""
    return path.relative_to(ROOT).as_posix()
