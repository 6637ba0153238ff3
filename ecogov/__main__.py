"""The command line: ``python -m ecogov``. The commands stand in ``ecogov/commands/``."""

from ecogov.commands.app import app

if __name__ == "__main__":
    app(prog_name="python -m ecogov")
