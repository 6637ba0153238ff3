"""The headings by which other trackers export their items, in English and in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ecogov.domain.log.interchange import ExchangeFormat

OWN_ID: Final = "EcoGov ID"
"""Column in which a file that we write for another tool carries the reference of a record."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a tracker writes its items.

    Parameters
    ----------
    format : ExchangeFormat
        Which tracker.
    roles : mapping of str to str
        What a column means, by its folded heading; ``key``, ``kind`` and ``ref`` tell which item
        it is, the others are roles of `ecogov.domain.log.trackers`.
    marks : tuple of frozenset of str
        Roles and headings of which one set has to be there for the file to be recognised.
    """

    format: ExchangeFormat
    roles: Mapping[str, str]
    marks: tuple[frozenset[str], ...]


def _roles(**headings: str) -> Mapping[str, str]:
    told = {one.strip(): role for role, text in headings.items() for one in text.split("|")}
    return MappingProxyType({**told, OWN_ID.casefold(): "ref"})


_JIRA: Final = Dialect(
    ExchangeFormat.JIRA,
    _roles(
        title="summary|概要|摘要",
        key="issue key|key|问题关键字|关键字|密钥",
        kind="issue type|work type|问题类型|事务类型|类型",
        status="status|状态",
        owner="assignee|经办人",
        due="due date|duedate|due|到期日|截止日期",
        start="start date|custom field (start date)|开始日期",
        priority="priority|优先级",
        description="description|描述",
        label="labels|标签",
        ended="resolved|resolution date|已解决",
        resolution="resolution|解决结果|解决方案",
        requester="reporter|报告人",
    ),
    (frozenset({"summary"}), frozenset({"概要"}), frozenset({"摘要", "kind"})),
)
_REDMINE: Final = Dialect(
    ExchangeFormat.REDMINE,
    _roles(
        key="#",
        title="subject|主题",
        kind="tracker|跟踪",
        status="status|状态",
        owner="assignee|assigned to|指派给",
        due="due date|计划完成日期|截止日期",
        start="start date|开始日期",
        percent="% done|% 完成|完成百分比",
        priority="priority|优先级",
        description="description|描述",
        label="category|类别",
        ended="closed|结束日期|关闭于",
        resolution="resolution",
        requester="author|作者",
    ),
    (frozenset({"#", "title"}), frozenset({"title", "kind"})),
)
_OPENPROJECT: Final = Dialect(
    ExchangeFormat.OPENPROJECT,
    _roles(
        key="id|编号",
        title="subject|主题|标题",
        kind="type|类型",
        status="status|状态",
        owner="assignee|指派给|受理人",
        due="finish date|due date|date|完成日期|截止日期",
        start="start date|开始日期",
        percent="% complete|progress (%)|% 完成|完成百分比",
        priority="priority|优先级",
        description="description|描述|说明",
        label="category|类别",
        ended="closed",
        resolution="resolution",
        requester="author|作者",
    ),
    (frozenset({"title", "kind"}), frozenset({"title", "key"})),
)
DIALECTS: Final = MappingProxyType(
    {dialect.format: dialect for dialect in (_JIRA, _REDMINE, _OPENPROJECT)}
)
"""In the order in which files are compared with them."""
