"""Settings: projects, vendors, queues, targets, days, and the trail of what was changed."""

from ecogov.ui.settings.page import settings
from ecogov.ui.shell import enter

settings(enter("settings"))
