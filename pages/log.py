"""Risks & log: my day, and a register of every kind of record; the open one beside it."""

from ecogov.ui.log.desk import desk
from ecogov.ui.shell import enter

desk(enter("log"))
