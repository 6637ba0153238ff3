"""What the map of the risks says, worked out once per revision, language and theme."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from ecogov.charts.looks import Look, Specification
from ecogov.charts.risks.heat_map import heat_map, heat_map_finding
from ecogov.charts.risks.movement import MOST_RISKS_MOVED
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.risks.appetite import AppetiteStanding
from ecogov.domain.risks.matrix import matrix, movement
from ecogov.domain.risks.scales import LEVELS, Scale
from ecogov.domain.risks.scoring import Coverage, coverage
from ecogov.domain.risks.words import Nature, Stage
from ecogov.i18n import formats
from ecogov.storage.database import Database
from ecogov.ui.cached import scale as scale_of
from ecogov.ui.kpis.view import LookKey, look_of
from ecogov.ui.log.risks.reads import scored, with_standing

MOST_NAMED: Final = 8
_MOST_MOVED_UNASKED: Final = 6
_LOOKED_THROUGH: Final = 100


class MapAsked(NamedTuple):
    """A map: of which risks, at which stage, which cell of it is picked, whose moves it shows."""

    wanted: LogFilter
    stage: Stage
    nature: Nature
    picked: tuple[int, int] | None
    moving: tuple[int, ...]


class Named(NamedTuple):
    """A risk by name."""

    ref: str
    project_code: str
    title: str


@dataclass(frozen=True, slots=True)
class MapContent:
    """A map as it is drawn.

    Parameters
    ----------
    finding, subtitle : str
        What it says, and what is drawn.
    specification : dict
        The picture.
    table : DataFrame, shape (5, 5)
        The counts, the most probable first.
    cells : tuple
        Cells that hold risks with their names, the gravest first.
    coverage : Coverage
        How many have a score at the stage.
    standings : dict
        Number of threats by standing to the appetite; empty for opportunities.
    outside : tuple of Named
        The worst of those outside tolerance.
    """

    finding: str
    subtitle: str
    specification: Specification
    table: pd.DataFrame
    cells: tuple[tuple[tuple[int, int], str], ...]
    coverage: Coverage
    standings: dict[AppetiteStanding, int]
    outside: tuple[Named, ...]

    @property
    def n_scored(self) -> int:
        """How many risks lie on the map."""
        return self.coverage.numerator

    @property
    def n_unscored(self) -> int:
        """How many risks lie in no cell."""
        return self.coverage.denominator - self.coverage.numerator


def map_content(db: Database, asked: MapAsked, look_key: LookKey) -> MapContent:
    """Work out a map."""
    return _content(db.key, db.revision(), asked, look_key, db)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _content(
    database_key: str,  # noqa: ARG001 - the key
    revision: int,  # noqa: ARG001 - the key
    asked: MapAsked,
    look_key: LookKey,
    _db: Database,
) -> MapContent:
    look = look_of(look_key)
    rows = scored(_db, asked.wanted)
    mine = rows[rows["nature"] == asked.nature]
    scale = scale_of(_db, asked.wanted.project_id)
    counts = matrix(mine, asked.stage, scale)
    counts = counts[counts["nature"] == asked.nature].reset_index(drop=True)
    covered = coverage(mine, asked.stage)
    told = with_standing(_db, mine)
    outside = told[told["appetite"] == AppetiteStanding.OUTSIDE_TOLERANCE]
    is_threat = asked.nature is Nature.THREAT
    return MapContent(
        heat_map_finding(look.t, counts, scale, n_unscored=covered.denominator - covered.numerator),
        look.t(f"risk.map.subtitle.{asked.nature.value}"),
        heat_map(counts, _moves(mine, asked.moving), scale, look, picked=asked.picked),
        _table(counts, scale, look),
        _cells(counts, scale, look),
        covered,
        _standings(told) if is_threat else {},
        tuple(_named(outside)) if is_threat else (),
    )


def _moves(rows: pd.DataFrame, moving: tuple[int, ...]) -> pd.DataFrame:
    """Follow the risks that were chosen, else the worst ones that have moved."""
    chosen = rows[rows["id"].isin(moving)]
    if not chosen.empty:
        return movement(chosen.head(MOST_RISKS_MOVED))
    legs = movement(rows.head(_LOOKED_THROUGH))
    moved = legs[legs["has_moved"]]
    worst = moved["id"].drop_duplicates().head(_MOST_MOVED_UNASKED)
    return moved[moved["id"].isin(worst)]


def _table(counts: pd.DataFrame, scale: Scale, look: Look) -> pd.DataFrame:
    language = look.t.language
    grid = counts["n"].to_numpy().reshape(LEVELS, LEVELS)[::-1]
    down, across = (
        [f"{place} · {level.name(language)}" for place, level in enumerate(levels, 1)]
        for levels in (scale.probability, scale.impact)
    )
    index = pd.Index(down[::-1], name=look.t("log.risks.table_corner"))
    return pd.DataFrame(grid, index=index, columns=across)


def _cells(
    counts: pd.DataFrame, scale: Scale, look: Look
) -> tuple[tuple[tuple[int, int], str], ...]:
    held = counts[counts["n"] > 0].sort_values("score", ascending=False, kind="stable")
    names = ("probability", "impact", "score", "n")
    columns = (held[name].tolist() for name in names)
    t = look.t
    return tuple(
        (
            (p, i),
            t(
                "log.risks.cell_option",
                probability=scale.probability[p - 1].name(t.language),
                impact=scale.impact[i - 1].name(t.language),
                score=score,
                n=formats.number(t, n),
            ),
        )
        for p, i, score, n in zip(*columns, strict=True)
    )


def _standings(told: pd.DataFrame) -> dict[AppetiteStanding, int]:
    counted = told["appetite"].value_counts()
    return {standing: int(counted.get(standing.value, 0)) for standing in AppetiteStanding}


def _named(rows: pd.DataFrame) -> list[Named]:
    first = rows.head(MOST_NAMED)
    columns = (first[name].astype(str) for name in ("ref", "project_code", "title"))
    return [Named(*told) for told in zip(*columns, strict=True)]
