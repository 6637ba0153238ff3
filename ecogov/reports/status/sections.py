"""The sections of a status report, in the order in which a stakeholder reads them."""

from ecogov.domain.kpi.metrics import Unit
from ecogov.domain.status.parts import ForecastPart
from ecogov.domain.status.report import ReportKind, StatusReport
from ecogov.i18n import formats
from ecogov.i18n import status as words
from ecogov.i18n.translator import Translator
from ecogov.reports.status import cells
from ecogov.reports.status.content import Cell, Content, Publication, Section
from ecogov.reports.status.log_sections import log_sections
from ecogov.reports.status.pictures import drift_picture, flow_picture

_HASH_LETTERS = 16


def status_content(
    t: Translator,
    report: StatusReport,
    publication: Publication | None = None,
    *,
    is_redacted: bool = False,
) -> Content:
    """Say a report in the reader's language.

    Parameters
    ----------
    publication : Publication or None
        None for a draft.
    is_redacted : bool
        Whether names and money were taken out of `report`; then the publisher is not named.
    """
    is_programme = report.subject.kind is ReportKind.PROGRAMME
    told = (
        lights(t, report),
        projects(t, report) if is_programme else date_section(t, report),
        *log_sections(t, report),
        *(() if is_programme else (figures(t, report),)),
    )
    name = words.subject_name(t, report.subject)
    return Content(
        language=t.language,
        title=t("status.report_of", name=name),
        code=report.subject.code,
        as_of=report.as_of,
        light=report.overall,
        light_word=words.light_word(t, report.overall),
        verdict=words.verdict(t, report),
        note=report.note,
        facts=_facts(t, report, publication, is_redacted=is_redacted),
        sections=told,
        marks=() if publication is None else (_mark(t, publication),),
    )


def _mark(t: Translator, publication: Publication) -> str:
    return t("status.fingerprint", hash=publication.content_hash[:_HASH_LETTERS])


def _facts(
    t: Translator, report: StatusReport, publication: Publication | None, *, is_redacted: bool
) -> tuple[str, ...]:
    told = [t("status.as_of", day=formats.day(t, report.as_of))]
    if report.forecast.data_until is not None:
        told.append(t("status.data_until", day=formats.day(t, report.forecast.data_until)))
    if publication is None:
        told.append(t("status.draft"))
    else:
        when = formats.moment(t, publication.published_at, report.subject.timezone)
        number, name = publication.number, publication.published_by
        if is_redacted:
            told.append(t("status.published_without_name", number=number, when=when))
        else:
            told.append(t("status.published", number=number, when=when, name=name))
    if report.next_update_on is not None:
        told.append(t("status.next_update", day=formats.day(t, report.next_update_on)))
    if is_redacted:
        told.append(t("status.hidden"))
    return tuple(told)


def lights(t: Translator, report: StatusReport) -> Section:
    """Say every light with its reason, its rule, its weeks and its direction."""
    currency = report.subject.currency
    rows = [
        (
            cells.text(t(f"light_dimension.{part.dimension}")),
            cells.light(t, part.light),
            cells.text(t(f"light_arrow.{part.arrow}")),
            Cell(words.weeks_text(t, part), part.weeks or None, is_number=True),
            cells.text(words.light_reason(t, part, currency)),
            cells.text(words.limits_text(t, part.deciding, currency) if part.deciding else ""),
        )
        for part in report.lights
    ]
    keys = ("dimension", "light", "direction", "since", "why", "rule_says")
    return Section("lights", t("status.lights"), grid=cells.grid(t, keys, rows, (4, 5)))


def date_section(t: Translator, report: StatusReport) -> Section:
    """Say the date with its confidence, and how the forecast has moved."""
    forecast = report.forecast
    rows = [(cells.text(t(f"status.{key}")), cell) for key, cell in _date_cells(t, report)]
    told = (
        *_forecast_lines(t, forecast),
        *(
            t("status.bought", ref=one.ref, title=one.title, count=one.days)
            for one in forecast.bought
            if one.days > 0
        ),
    )
    pictures = (flow_picture(t, report), drift_picture(t, report))
    return Section(
        "date",
        t("status.date"),
        lines=told,
        grid=cells.grid(t, ("figure", "value"), rows, (0, 1)),
        pictures=tuple(one for one in pictures if one is not None),
    )


def _date_cells(t: Translator, report: StatusReport) -> list[tuple[str, Cell]]:
    forecast = report.forecast
    dates = forecast.dates
    pace = t(
        "status.pace_told",
        actual=formats.number(t, forecast.pace),
        needed=formats.number(t, forecast.pace_needed),
    )
    accepted = t(
        "status.of_units",
        accepted=formats.number(t, forecast.accepted),
        target=formats.number(t, forecast.target_units),
        unit=report.subject.unit_name,
    ).strip()
    return [
        ("committed", cells.day(t, forecast.committed)),
        ("committed_first", cells.day(t, forecast.committed_first)),
        ("total_slip", cells.late(t, forecast.total_slip)),
        ("p50", cells.day(t, dates.p50)),
        ("p80", cells.day(t, dates.p80)),
        ("p95", cells.day(t, dates.p95)),
        ("confidence", cells.share(t, dates.confidence)),
        ("accepted", Cell(accepted, forecast.accepted, is_number=True)),
        ("by_committed", cells.number(t, forecast.by_committed)),
        ("pace", Cell(pace, forecast.pace, is_number=True)),
    ]


def _forecast_lines(t: Translator, forecast: ForecastPart) -> list[str]:
    told = []
    if forecast.null_reason:
        text = words.gap(t, forecast.null_reason)
        told.append(t("sentence.whole", text=text[:1].upper() + text[1:]))
    elif forecast.dates.p80 is not None:
        told.append(t("status.method", n_days=forecast.n_days))
    if forecast.risked is not None:
        p80 = formats.day(t, forecast.risked.p80)
        confidence = words.chance(t, forecast.risked.confidence)
        sentence = t("status.risked", p80=p80, confidence=confidence)
        told.append(t("sentence.whole", text=sentence))
    if forecast.judged:
        share = formats.percent(t, forecast.held / forecast.judged, digits=0)
        told.append(t("status.held", held=forecast.held, judged=forecast.judged, share=share))
    return told


def projects(t: Translator, report: StatusReport) -> Section:
    """Say every project of a programme in a line."""
    rows = [
        (
            cells.text(one.code),
            cells.text(one.name_zh if t.language == "zh-Hans" else one.name_en),
            cells.light(t, one.overall),
            cells.day(t, one.forecast.committed),
            cells.day(t, one.forecast.dates.p80),
            cells.share(t, one.forecast.dates.confidence),
            cells.late(t, one.forecast.total_slip),
            _done_share(t, one.forecast.share),
        )
        for one in report.projects
    ]
    keys = (
        "record", "project", "light", "committed", "p80", "confidence", "total_slip", "accepted",
    )  # fmt: skip
    return Section("projects", t("status.projects"), grid=cells.grid(t, keys, rows, (1,)))


def figures(t: Translator, report: StatusReport) -> Section:
    """Say the KPIs of the last four weeks with target, interval and what they prove."""
    currency = report.subject.currency
    rows = [
        (
            cells.text(t(f"metric.{one.metric}")),
            _metric(words.metric_value(t, one, currency), one.value, one.unit),
            _metric(words.metric_target(t, one, currency), one.target, one.unit),
            cells.text(words.metric_bounds(t, one, currency)),
            cells.number(t, one.n),
            cells.text(t(f"evidence.{one.evidence}") if one.target is not None else ""),
        )
        for one in report.metrics
    ]
    keys = ("figure", "value", "target", "interval", "samples", "evidence")
    return Section("figures", t("status.figures"), grid=cells.grid(t, keys, rows, (0,)))


def _metric(said: str, value: float | None, unit: str) -> Cell:
    return Cell(said, value, is_number=True, is_share=unit == Unit.SHARE)


def _done_share(t: Translator, share: float | None) -> Cell:
    return Cell(formats.percent(t, share, digits=0), share, is_number=True, is_share=True)
