"""The links of a timeline as lines with corners and the points of their arrows."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from ecogov.charts.looks import Specification
from ecogov.charts.milestones.timeline_layers import Frame, Row

_ARROW_GAP: Final = 0.34


def links_between(links: pd.DataFrame, rows: list[Row]) -> list[Row]:
    """Give the links between drawn rows with the place of each end."""
    by_key = {row["key"]: row for row in rows}
    drawn: list[Row] = []
    for before, after, kind in zip(
        links["predecessor_id"].astype("str"),
        links["successor_id"].astype("str"),
        links["kind"].astype("str"),
        strict=True,
    ):
        one, other = by_key.get(before), by_key.get(after)
        if one is None or other is None:
            continue
        since, until = _end(one, kind[0]), _end(other, kind[1])
        if since is not None and until is not None:
            is_critical = one["is_critical"] and other["is_critical"]
            drawn.append(
                {
                    "since": since, "until": until, "row": one["row"],
                    "to_row": other["row"], "is_critical": is_critical,
                }
            )  # fmt: skip
    return drawn


def _end(row: Row, letter: str) -> int | None:
    at = row["start"] if letter == "S" and row["start"] is not None else row["finish"]
    return at if isinstance(at, int) else None


def link_lines(frame: Frame, links: Sequence[Row]) -> list[Specification]:
    """Draw each link along the row of its first end, then down or up to its last."""
    kinds = ((False, frame.colours.muted, 1, 0.5), (True, frame.colours.ink, 1.6, 0.85))
    return [
        {
            "data": {"values": _corners(drawn)},
            "mark": {
                "type": "line", "clip": True, "color": colour, "strokeWidth": width,
                "opacity": opacity, "strokeJoin": "round",
            },
            "encoding": {
                "x": frame.x("at"),
                "y": frame.y(),
                "order": {"field": "step", "type": "quantitative"},
            },
        }
        for is_critical, colour, width, opacity in kinds
        if (drawn := [link for link in links if link["is_critical"] is is_critical])
    ]  # fmt: skip


def _corners(links: Sequence[Row]) -> list[Row]:
    """Join all links to one line that is interrupted between them: many lines are slow."""
    values: list[Row] = []
    for link in links:
        since, until = link["since"], link["until"]
        points = [(since, link["row"]), (until, link["row"]), (until, _tip(link)), (until, None)]
        values += [
            {"at": at, "row": row, "step": step}
            for step, (at, row) in enumerate(points, start=len(values))
        ]
    return values


def link_arrows(frame: Frame, links: Sequence[Row]) -> list[Specification]:
    """Draw the point of each link's arrow."""
    values = [
        {
            "at": link["until"],
            "row": _tip(link),
            "is_critical": link["is_critical"],
            "is_down": link["to_row"] > link["row"],
        }
        for link in links
    ]
    if not values:
        return []
    shape = {"test": "datum.is_down", "value": "triangle-down"}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True},
            "encoding": {
                "x": frame.x("at"),
                "y": frame.y(),
                "shape": {"condition": shape, "value": "triangle-up"},
                "size": {"value": 24},
                **_link_look(frame),
            },
        }
    ]


def _tip(link: Row) -> float:
    """Stop before the mark that the arrow points at."""
    gap = _ARROW_GAP if link["to_row"] > link["row"] else -_ARROW_GAP
    return float(link["to_row"] - gap)


def _link_look(frame: Frame) -> Specification:
    colours = frame.colours
    strong = {"test": "datum.is_critical"}
    return {
        "color": {"condition": {**strong, "value": colours.ink}, "value": colours.muted},
        "opacity": {"condition": {**strong, "value": 0.85}, "value": 0.5},
    }
