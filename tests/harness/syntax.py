"""Python files as syntax trees, for tests that read the code instead of running it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.harness.places import shown


@cache
def tree(path: Path) -> ast.Module:
    """Parse a file once per test run."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every module that a file imports, anywhere in it, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def dotted(node: ast.AST) -> str:
    """Spell ``a.b.c`` back from its tree; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else node.attr
    return ""


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the dotted name of everything that a file calls, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield name, node.lineno


def at(path: Path, line: int) -> str:
    """Name a place so that an editor jumps there."""
    return f"{shown(path)}:{line}"
