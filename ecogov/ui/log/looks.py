"""Icons of kinds and statuses; a status has a colour too, and never a colour alone."""

from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import Outside

Colour = Literal["blue", "green", "orange", "red", "gray"]

KIND_ICONS: Final = MappingProxyType(
    {
        RecordKind.RISK: ":material/warning:",
        RecordKind.MILESTONE: ":material/flag_circle:",
        RecordKind.ISSUE: ":material/report:",
        RecordKind.ASSUMPTION: ":material/psychology_alt:",
        RecordKind.DEPENDENCY: ":material/conversion_path:",
        RecordKind.DECISION: ":material/gavel:",
        RecordKind.ACTION: ":material/task_alt:",
        RecordKind.CHANGE: ":material/published_with_changes:",
        RecordKind.ESCALATION: ":material/trending_up:",
    }
)
"""By kind, in the order of menus."""

OUTSIDE_ICONS: Final = MappingProxyType(
    {
        Outside.KPI: ":material/monitoring:",
        Outside.IMPORT: ":material/upload_file:",
        Outside.ANOMALY: ":material/troubleshoot:",
    }
)


class Look(NamedTuple):
    """How a status is marked beside its word."""

    icon: str
    colour: Colour


_OPEN: Final = Look(":material/radio_button_unchecked:", "blue")
_GOING: Final = Look(":material/timelapse:", "blue")
_DONE: Final = Look(":material/check_circle:", "green")
_STUCK: Final = Look(":material/block:", "orange")
_BAD: Final = Look(":material/error:", "red")
_OVER: Final = Look(":material/do_not_disturb_on:", "gray")

_LOOKS: Final = MappingProxyType(
    {
        **dict.fromkeys(("open", "planned", "proposed", "draft"), _OPEN),
        **dict.fromkeys(
            ("responding", "in_progress", "agreed", "submitted", "acknowledged", "with_vendor"),
            _GOING,
        ),
        **dict.fromkeys(
            ("done", "resolved", "confirmed", "met", "decided", "approved", "accepted"), _DONE
        ),
        **dict.fromkeys(("blocked", "at_risk"), _STUCK),
        **dict.fromkeys(("realised", "disproved", "missed", "rejected"), _BAD),
    }
)


def status_look(status: str) -> Look:
    """Tell how a status is marked; one that is over and done with is grey."""
    return _LOOKS.get(status, _OVER)
