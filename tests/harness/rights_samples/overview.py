"""Sample calls of the overview of all projects: each tells of those that may be seen."""

from datetime import timedelta

from tests.harness.rights import NOW
from tests.harness.rights_samples.declaring import READ, actor, just, now, one, told

told("overview.looks.last_visit", READ, now, reach="anybody")
told("overview.looks.news_since", READ, just(NOW - timedelta(days=1)), most=one, reach="anybody")
told("overview.standings.list_standings", READ, now, reach="anybody")
told("overview.standings.standing_reports", READ, reach="anybody")
told("overview.standings.ask_for_standings", READ, now, actor=actor, reach="somewhere")
told("overview.standings.refresh_standings", READ, now, most=one, reach="somewhere")
