"""What a machine must offer: missing, a test is skipped aloud, or fails where CI insists."""

import os
from typing import NoReturn

import pytest


def missing(reason: str, *, required_by: str) -> NoReturn:
    """Skip a test with its reason; fail it when the variable `required_by` is set to 1."""
    if os.environ.get(required_by) == "1":
        pytest.fail(f"{reason} ({required_by}=1 forbids to skip)", pytrace=False)
    pytest.skip(reason)
