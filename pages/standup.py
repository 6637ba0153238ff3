"""Stand-up: what really changed since the last one, worst first, and what is done about it."""

from ecogov.ui.shell import enter
from ecogov.ui.standup.desk import desk

page = enter("standup")
desk(page)
