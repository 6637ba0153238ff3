"""Work that recurs: which turn is due at an instant. A turn is named, so that it comes once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Every:
    """One turn in each stretch of time, counted from the beginning of 1970.

    Parameters
    ----------
    stretch : timedelta
        Whole seconds, more than none.
    offset : timedelta
        How long after the beginning of its stretch a turn is due: with a day, the time of day
        in UTC.
    """

    stretch: timedelta
    offset: timedelta = timedelta()

    def turn(self, at: datetime) -> str:
        """Name the newest turn that is due at an instant, by when it fell due (UTC).

        Whoever was away at that time finds it due on return; of several missed turns only the
        newest is.
        """
        since = at.timestamp() - self.offset.total_seconds()
        seconds = self.stretch.total_seconds()
        due = since // seconds * seconds + self.offset.total_seconds()
        return datetime.fromtimestamp(due, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def daily(hour: int) -> Every:
    """Give one turn a day, due at a full hour in UTC."""
    return Every(timedelta(days=1), timedelta(hours=hour))
