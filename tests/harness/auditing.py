"""Known holes in what is pinned, by pip-audit; without an answer from outside that is said aloud.

Run by ``make check``: holes fail it, silence of the network does not.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from tests.harness.places import ROOT

_PATIENCE_SECONDS: Final = 60
_LOCKS: Final = ("requirements.txt", "tests/requirements.txt")


def main() -> int:
    """Audit both locks and give the exit status of the check."""
    with ThreadPoolExecutor(len(_LOCKS)) as pool:
        return max(pool.map(_audit, _LOCKS))


def _audit(lock: str) -> int:
    words = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    command = [sys.executable, "-m", "pip_audit", "--requirement", lock, *words]
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
        told = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        return _say(f"{lock}: nobody answers about known holes, so they were not looked for")
    audited = [one for one in told if "skip_reason" not in one]
    found = [(one, hole) for one in audited for hole in one["vulns"]]
    for one, hole in found:
        _say(f"{lock}: {one['name']} {one['version']} has the hole {hole['id']}")
    _say(f"{lock}: {len(audited)} of {len(told)} packages were looked up, {len(found)} holes")
    return int(bool(found))


def _say(text: str) -> int:
    sys.stderr.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
