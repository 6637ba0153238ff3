"""Milestones: the plan as timeline or trend, its figures, and the table to edit it in."""

from ecogov.ui.milestones.desk import milestones_desk
from ecogov.ui.shell import enter

milestones_desk(enter("milestones"))
