"""The locks pin exactly what pyproject.toml asks for; ``make lock`` brings them in step."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.harness.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROGRAM_LOCK = ROOT / "requirements.txt"
TEST_LOCK = ROOT / "tests" / "requirements.txt"
ASKED = [
    *((PROGRAM_LOCK, text) for text in PROJECT["project"]["dependencies"]),
    *((TEST_LOCK, text) for text in PROJECT["dependency-groups"]["test"]),
]
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[\w.+!]+)")


def _blocks(lock):
    """Split a lock into one block per pin: its line, its hashes, who asked for it."""
    return re.split(r"\n(?=[\w.-]+(?:\[[\w,-]+\])?==)", lock.read_text(encoding="utf-8"))[1:]


def _pins(lock):
    pins = {}
    for block in _blocks(lock):
        match = PIN.match(block)
        pins.setdefault(canonicalize_name(match["name"]), set()).add(Version(match["version"]))
    return pins


def _asked_directly(lock):
    group = ":test" if lock == TEST_LOCK else ""
    mark = f"ecogov (pyproject.toml{group})"
    return {canonicalize_name(PIN.match(block)["name"]) for block in _blocks(lock) if mark in block}


@pytest.mark.parametrize(("lock", "text"), ASKED, ids=[text for _, text in ASKED])
def test_the_lock_pins_what_is_asked_for(lock, text):
    wanted = Requirement(text)
    pinned = _pins(lock).get(canonicalize_name(wanted.name), set())
    assert pinned, f"run make lock: {lock.name} does not pin {wanted.name}"
    assert all(wanted.specifier.contains(version) for version in pinned)


@pytest.mark.parametrize("lock", [PROGRAM_LOCK, TEST_LOCK], ids=["program", "test"])
def test_the_lock_names_nothing_that_nobody_asks_for_any_more(lock):
    asked = {canonicalize_name(Requirement(text).name) for place, text in ASKED if place == lock}
    assert _asked_directly(lock) == asked


@pytest.mark.parametrize("lock", [PROGRAM_LOCK, TEST_LOCK], ids=["program", "test"])
def test_every_pin_carries_its_hashes(lock):
    bare = [block.splitlines()[0] for block in _blocks(lock) if "--hash=sha256:" not in block]
    assert not bare


def test_both_locks_agree():
    program, tests = _pins(PROGRAM_LOCK), _pins(TEST_LOCK)
    differ = {name for name in program.keys() & tests.keys() if not tests[name] <= program[name]}
    assert not differ


def test_the_program_needs_no_test_tool():
    test_only = {
        canonicalize_name(Requirement(text).name) for place, text in ASKED if place == TEST_LOCK
    }
    assert not test_only & _pins(PROGRAM_LOCK).keys()
