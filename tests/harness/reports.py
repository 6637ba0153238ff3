"""Status reports made by hand, as large and as awkward as a test wants them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from ecogov.domain.lights.words import Arrow, Dimension, Light
from ecogov.domain.status.parts import (
    BoughtPart,
    DatesPart,
    DriftPart,
    FlowPoint,
    ForecastPart,
    LightPart,
    MetricPart,
    OverridePart,
    ReadingPart,
)
from ecogov.domain.status.records import (
    AskPart,
    ChangePart,
    ClockPart,
    EscalationPart,
    LinePart,
    MilestonePart,
    RiskPart,
    StepPart,
    TrendPart,
)
from ecogov.domain.status.report import ReportKind, Since, StatusReport, Subject

DAY = date(2026, 5, 8)
NOON = datetime(2026, 5, 8, 12, tzinfo=UTC)


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def a_light(dimension: Dimension, light: Light = Light.GREEN, **told: Any) -> LightPart:
    reading = ReadingPart(
        rule="pace", light=light, unit="share", value=0.93, green=1.0, amber=0.9, is_high_good=True
    )
    values = {"rule_light": light, "arrow": Arrow.SAME, "since": DAY, "weeks": 3}
    return LightPart(dimension=dimension, light=light, readings=(reading,), **values | told)


def a_forecast(**told: Any) -> ForecastPart:
    values = {
        "data_until": DAY, "accepted": 5000.0, "target_units": 10_000, "remaining": 5000.0,
        "n_days": 50, "committed": later(60), "committed_first": later(40), "by_committed": 9876.0,
        "dates": DatesPart(p50=later(64), p80=later(70), p95=later(77), confidence=0.425),
        "risked": DatesPart(p50=later(70), p80=later(84), p95=later(99), confidence=0.1),
        "bought": (BoughtPart(ref="R-4", title="Raters leave", days=6),),
        "drift": tuple(
            DriftPart(day=later(7 * n - 21), p50=later(60 + n), p80=later(66 + n)) for n in range(4)
        ),
        "held": 8, "judged": 10, "pace": 98.0, "pace_needed": 104.0,
        "flow": tuple(
            FlowPoint(day=later(n * 10 - 50), accepted=n * 1000.0, planned=n * 900.0)
            for n in range(6)
        ),
    }  # fmt: skip
    return ForecastPart(**values | told)


def a_report(n_rows: int = 2, title: str = "第二批交付 Second lot", **told: Any) -> StatusReport:
    """Make a red report in which every list has so many rows."""
    places = range(1, n_rows + 1)
    override = OverridePart(
        light=Light.AMBER, reason="Agreed with the sponsor", set_by="Shen Yutong",
        expires_on=later(5), is_greener=True,
    )  # fmt: skip
    lights = [a_light(dimension) for dimension in Dimension]
    lights[0] = a_light(Dimension.SCHEDULE, Light.RED)
    lights[3] = a_light(Dimension.COST, Light.AMBER, rule_light=Light.RED, override=override)
    values = {
        "subject": Subject(
            kind=ReportKind.PROJECT, code="TS-VIDEO", name_en="Short-video policy review",
            name_zh="短视频内容安全审核", programme="Trust & Safety", pm="Shen Yutong",
            unit_name="video", currency="CNY",
        ),
        "as_of": DAY,
        "next_update_on": later(7),
        "note": "Second site =starts= in June.",
        "lights": tuple(lights),
        "forecast": a_forecast(),
        "metrics": (
            MetricPart(
                metric="qa_accuracy", unit="share", value=0.9531, low=0.95, high=0.956, n=31_238,
                target=0.95, comparator="ge", evidence="met",
            ),
            MetricPart(metric="cost_per_accepted_unit", unit="currency", value=1.49, n=100),
            MetricPart(
                metric="tat_attainment", unit="share", target=0.95, comparator="ge",
                null_reason="no_due_times",
            ),
        ),
        "decisions": tuple(
            AskPart(
                ref=f"DC-{n}", ask=title, recommendation="=1+1 is no formula", needed_by=later(n),
                cost_of_delay="CNY 20 000", decider="Li Wei",
            )
            for n in places
        ),
        "path": tuple(
            StepPart(ref=f"A-{n}", action=title, owner="何佳怡", due_on=later(n), effect="+5 %")
            for n in places
        ),
        "since": Since(number=1, as_of=later(-7)),
        "changes": tuple(
            ChangePart(
                what="moved", kind="milestone", ref=f"M-{n}", title=title,
                before=str(later(n)), after=str(later(n + 3)), days=3,
            )
            for n in places
        ),
        "milestones": tuple(
            MilestonePart(
                ref=f"M-{n}", title=title, owner="Mei", state="sliding", baseline_first=later(n),
                baseline=later(n + 1), forecast=later(n + 5), slip_now=4, total_slip=5,
            )
            for n in places
        ),
        "trend": tuple(
            TrendPart(ref=f"M-{n}", reported_on=later(7 * week - 21), forecast=later(n + week))
            for n in list(places)[:3]
            for week in range(4)
        ),
        "risks": tuple(
            RiskPart(
                ref=f"R-{n}", title=title, owner="Mei", category="delivery", inherent=20,
                current=12, target=6, appetite="outside_appetite", due_on=later(n),
                money=-12_500.0, days=6,
            )
            for n in places
        ),
        "escalations": tuple(
            EscalationPart(
                ref=f"E-{n}", title=title, severity="1", level="L2", raised_to="Li Wei",
                raised_at=NOON, our_hours=5, vendor_hours=0, is_with_vendor=False,
                clocks=(
                    ClockPart(
                        kind="resolve", due_at=NOON, left_hours=-3.5, is_breached=True,
                        is_done=False,
                    ),
                ),
            )
            for n in places
        ),
        "done": tuple(LinePart(kind="action", ref=f"A-{n}", title=title, day=DAY) for n in places),
        "upcoming": tuple(
            LinePart(kind="action", ref=f"A-{n}", title=title, day=later(n)) for n in places
        ),
    }  # fmt: skip
    return StatusReport(**values | told)
