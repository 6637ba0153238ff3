"""Write the sample files again: ``python -m ecogov.sample data/sample``."""

import argparse
import sys
from datetime import date
from pathlib import Path

from ecogov.sample.programme import AS_OF
from ecogov.sample.writing import write_sample


def main() -> None:
    """Read the folder and the last day from the command line; name each file written."""
    parser = argparse.ArgumentParser(prog="python -m ecogov.sample", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=AS_OF, help="last day (default %(default)s)"
    )
    given = parser.parse_args()
    for path in write_sample(given.folder, as_of=given.as_of):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
