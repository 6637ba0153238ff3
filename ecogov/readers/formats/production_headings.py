"""Headings of daily production sheets, English and Chinese, and the fields that they feed."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ecogov.readers.canonical import ColumnMapping

COUNTS: Final = (
    "units",
    "units_accepted",
    "units_reviewed",
    "units_defect",
    "units_correct",
    "units_returned",
    "units_received",
    "units_open",
)
KEYS: Final = ("date", "vendor", "queue", "locale", "annotator")
FIELDS: Final = (
    *KEYS,
    *COUNTS,
    "hours",
    "aht_seconds",
    "cost",
    "currency",
    "guideline_version",
)
"""Fields that a column of a sheet can feed."""

_NAMES: Final[Mapping[str, str]] = {
    "date": "date day workdate productiondate reportdate 日期 生产日期 作业日期 统计日期 工作日期",
    "vendor": "vendor vendorname supplier partner bpo agency company 供应商 厂商 外包商 外包公司 "
    "公司 基地 服务商",
    "queue": "queue queuename task taskname tasktype project workflow workstream job 队列 任务 "
    "任务名称 任务类型 项目 项目名称 业务线 业务",
    "locale": "locale language lang market 语言 语种 市场 地区",
    "annotator": "annotator annotatorid worker workerid agent agentid rater labeler labeller "
    "employee employeeid user userid operator name 标注员 标注人员 标注人 工号 员工 员工编号 姓名 "
    "人员 审核员 作业员 账号",
    "units": "units submitted completed production produced output processed done volume quantity "
    "qty count labeled labelled annotated handled 产量 完成量 提交量 作业量 标注量 处理量 完成数 "
    "提交数 完成数量 提交数量 数量 总量 件数",
    "units_accepted": "accepted approved passed qualified 合格量 通过量 合格数 通过数 合格数量 "
    "验收通过量 合格",
    "units_reviewed": "reviewed sampled audited checked inspected qa qareviewed qasampled "
    "samplesize 抽检量 质检量 抽检数 质检数 抽查量 抽检 质检 抽检数量 质检数量",
    "units_defect": "defects defect errors error mistakes incorrect wrong failed 错误量 错误数 "
    "缺陷 缺陷数 缺陷量 不合格量 不合格数 差错量 差错数 错误 错误数量",
    "units_correct": "correct right correctunits 正确量 正确数 正确 正确数量",
    "units_returned": "reworked rework returned rejected sentback 返工量 返工数 返工 返修 返修量 "
    "返修数 退回量 打回量 驳回量 退回 打回 驳回",
    "units_received": "received incoming inflow arrivals arrived assigned input 进量 到达量 流入量 "
    "接收量 下发量 新增量 来量 派发量 进线量",
    "units_open": "open backlog pending remaining wip 积压 积压量 待处理 待处理量 剩余量 未完成量 "
    "库存",
    "hours": "hours hrs hoursworked workhours workinghours productivehours manhours minutes mins "
    "seconds secs timespent duration handletime worktime 工时 时长 作业时长 工作时长 有效工时 "
    "在线时长 工作时间 处理时长 耗时",
    "aht_seconds": "aht averagehandletime averagehandlingtime avghandletime 平均处理时长 "
    "平均处理时间 平均时长 单条时长 平均耗时",
    "cost": "cost amount fee spend payment 成本 费用 金额 结算金额",
    "currency": "currency ccy 币种 货币 币别",
    "guideline_version": "guidelineversion guideline guidelines rubricversion 规则版本 标准版本 "
    "规范版本 指南版本 规则",
}
_FIELD_OF: Final = {name: field for field, names in _NAMES.items() for name in names.split()}
_SHORTEST_PART: Final = 4
_BRACKETS: Final = re.compile(r"[(\[【（].*?[)\]】）]")
_NO_WORD: Final = re.compile(r"[\W_]+")
_RATE: Final = re.compile(r"rate|percent|pct|ratio|accuracy|%|率|占比")
_MINUTES: Final = re.compile(r"\bmin(?:ute)?s?\b|分钟|\(分\)")
_SECONDS: Final = re.compile(r"\bsec(?:ond)?s?\b|秒")
_NUMBER: Final = re.compile(r"[^\d]{0,4}-?[\d,.\s]*\d[\d:,.\s]*(?:%|[a-z]{1,3}|[^\x00-\x7f]{1,2})?")
_DATE: Final = re.compile(r"\d{1,4}[-/.年]\d{1,2}|\d{8}|\d{5}(?:\.0)?$|.*[a-z]{3}.*\d{4}")
_SAMPLE_SHARE: Final = 0.5
_CURRENCIES: Final = {"rmb": "CNY", "元": "CNY", "人民币": "CNY", "美元": "USD"} | {
    code.lower(): code
    for code in ("USD", "EUR", "GBP", "CNY", "JPY", "INR", "PHP", "KRW", "BRL", "VND", "MYR")
}


def suggest_mapping(
    columns: Sequence[str], sample: Sequence[Sequence[str | None]] = ()
) -> ColumnMapping:
    """Suggest by name which column of a sheet feeds which field.

    Case, spaces, punctuation and what stands in brackets do not count. A whole name wins over a
    part of one, a longer part over a shorter; a column of shares feeds nothing.

    Parameters
    ----------
    columns : sequence of str
        Headings in their order.
    sample : sequence of rows
        First rows, cells in the order of `columns`: a column whose cells are no numbers feeds no
        count, one whose cells are no dates is not the date.

    Returns
    -------
    ColumnMapping
        ``columns`` from field (one of `FIELDS`) to heading, and the unit of the hours.
    """
    matched: dict[str, str] = {}
    ranked = sorted(_matches(columns, sample), key=lambda match: (-match[0], match[1]))
    for _, place, field in ranked:
        if field not in matched and columns[place] not in matched.values():
            matched[field] = columns[place]
    ordered = {field: matched[field] for field in FIELDS if field in matched}
    return ColumnMapping(ordered, hours_unit=time_unit_in(ordered.get("hours", ""), "hours"))


def is_sufficient(mapping: ColumnMapping) -> bool:
    """Tell whether the sheet says when, and how many of anything."""
    return not missing_fields(mapping)


def missing_fields(mapping: ColumnMapping) -> tuple[str, ...]:
    """Name the fields without which a sheet says nothing."""
    has_count = any(field in mapping.columns for field in COUNTS)
    return (
        *(() if "date" in mapping.columns else ("date",)),
        *(() if has_count else ("units",)),
    )


def currency_in(heading: str) -> str | None:
    """Read the currency that a heading names: ``Cost (USD)``, ``成本（元）``."""
    words = re.split(r"[\W_]+", unicodedata.normalize("NFKC", heading).lower())
    return next((_CURRENCIES[word] for word in words if word in _CURRENCIES), None)


def _matches(
    columns: Sequence[str], sample: Sequence[Sequence[str | None]]
) -> Iterator[tuple[int, int, str]]:
    """Yield score, place and field of every name that a heading is or holds."""
    for place, heading in enumerate(columns):
        folded = unicodedata.normalize("NFKC", heading).lower()
        plain = _NO_WORD.sub("", _BRACKETS.sub("", folded)) or _NO_WORD.sub("", folded)
        if _RATE.search(folded):
            continue
        cells = [row[place] for row in sample if place < len(row) and (row[place] or "").strip()]
        for name, field in _FIELD_OF.items():
            score = _score(plain, name)
            if score and _fits(field, cells):
                yield score, place, field


def _score(plain: str, name: str) -> int:
    if plain == name:
        return 1_000
    if name not in plain:
        return 0
    is_telling = len(name) >= (_SHORTEST_PART if name.isascii() else 2)
    return len(name) * (1 if name.isascii() else 2) if is_telling else 0


def _fits(field: str, cells: Sequence[str | None]) -> bool:
    """Tell whether most cells look like what the field needs."""
    if not cells or field in {*KEYS[1:], "currency", "guideline_version"}:
        return True
    looks_right = _DATE.match if field == "date" else _NUMBER.fullmatch
    folded = (unicodedata.normalize("NFKC", cell or "").strip().lower() for cell in cells)
    hits = sum(looks_right(cell) is not None for cell in folded)
    return hits >= _SAMPLE_SHARE * len(cells)


def time_unit_in(heading: str, default: str) -> str:
    """Read the unit of time that a heading names: ``Minutes worked``, ``工时（分钟）``."""
    folded = unicodedata.normalize("NFKC", heading).lower().replace("_", " ")
    if _MINUTES.search(folded):
        return "minutes"
    return "seconds" if _SECONDS.search(folded) else default
