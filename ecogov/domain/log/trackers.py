"""What other trackers' words for types, states and priorities mean here, and their columns."""

from types import MappingProxyType
from typing import Final

from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS

_K: Final = RecordKind

KIND_WORDS: Final = MappingProxyType(
    {
        **dict.fromkeys(("task", "story", "sub-task", "subtask", "user story"), _K.ACTION),
        **dict.fromkeys(("feature", "improvement", "to-do", "todo"), _K.ACTION),
        **dict.fromkeys(("任务", "子任务", "故事", "功能", "特性"), _K.ACTION),
        **dict.fromkeys(("bug", "defect", "incident", "problem", "support"), _K.ISSUE),
        **dict.fromkeys(("错误", "缺陷", "故障", "支持"), _K.ISSUE),
        **dict.fromkeys(("epic", "phase", "史诗", "阶段"), _K.MILESTONE),
        **dict.fromkeys(("change", "feature request", "变更"), _K.CHANGE),
    }
)
"""What a type of another tool is here; names of our own kinds come on top."""

DEFAULT_KIND: Final = _K.ACTION

_STAGE_WORDS: Final = {
    "todo": (
        "to do", "todo", "open", "new", "backlog", "selected for development", "reopened",
        "scheduled", "to be scheduled", "specified", "in specification", "待办", "新建", "打开",
    ),
    "doing": (
        "in progress", "in review", "in development", "in testing", "developed", "tested",
        "feedback", "confirmed", "进行中", "反馈", "已确认",
    ),
    "blocked": ("blocked", "on hold", "impediment", "阻塞", "搁置"),
    "done": ("done", "closed", "resolved", "fixed", "complete", "completed", "完成", "已完成",
             "已关闭", "关闭", "已解决"),
    "dropped": ("rejected", "cancelled", "canceled", "won't do", "won't fix", "declined",
                "已拒绝", "拒绝", "已取消"),
}  # fmt: skip
_STAGES: Final = ("todo", "doing", "blocked", "done", "dropped")
STAGES: Final = MappingProxyType(
    {word: stage for stage, words in _STAGE_WORDS.items() for word in words}
)
"""How far along something is, by the words of other tools."""

_STATUSES: Final = MappingProxyType(
    {
        _K.RISK: "open responding open closed closed",
        _K.MILESTONE: "planned planned planned done cancelled",
        _K.ISSUE: "open in_progress blocked resolved closed",
        _K.ASSUMPTION: "open open open closed closed",
        _K.DEPENDENCY: "open agreed at_risk met cancelled",
        _K.DECISION: "proposed proposed proposed decided withdrawn",
        _K.ACTION: "open in_progress in_progress done cancelled",
    }
)

PRIORITY_WORDS: Final = MappingProxyType(
    {
        **dict.fromkeys(("highest", "blocker", "critical", "immediate", "urgent"), 0),
        **dict.fromkeys(("最高", "紧急", "立刻"), 0),
        **dict.fromkeys(("high", "major", "高"), 1),
        **dict.fromkeys(("medium", "normal", "low", "lowest", "minor", "trivial"), 2),
        **dict.fromkeys(("中", "普通", "低", "最低"), 2),
    }
)
"""How much something hurts, by the words of other tools: 0 is worst."""

_SEVERITIES: Final = MappingProxyType(
    {_K.ISSUE: ("critical", "major", "minor"), _K.ESCALATION: ("1", "2", "3")}
)

_SAME: Final = frozenset({"title", "owner", "description"})
_ROLES: Final = MappingProxyType(
    {
        "start": {_K.MILESTONE: "start_on"},
        "percent": {_K.MILESTONE: "percent_complete"},
        "priority": {_K.ISSUE: "severity", _K.ESCALATION: "severity"},
        "label": {_K.RISK: "category", _K.ISSUE: "category", _K.ASSUMPTION: "category"},
        "requester": {_K.CHANGE: "requester"},
        "ended": {
            _K.ISSUE: "resolved_on",
            _K.ACTION: "done_on",
            _K.DEPENDENCY: "met_on",
            _K.DECISION: "decided_on",
            _K.MILESTONE: "actual_on",
        },
        "resolution": {
            _K.ISSUE: "resolution",
            _K.DECISION: "outcome",
            _K.ESCALATION: "resolution",
        },
    }
)


def field_of(role: str, kind: RecordKind) -> str | None:
    """Tell which field of a kind a column of another tool fills; None where it has none."""
    if role in _SAME:
        return role
    if role == "due":
        return KINDS[kind].due
    if role == "status":
        return None if KINDS[kind].has_own_verbs else "status"
    return _ROLES.get(role, {}).get(kind)


def status_at(kind: RecordKind, stage: str) -> str:
    """Give the status of a kind that is as far along as something in another tool."""
    return _STATUSES[kind].split()[_STAGES.index(stage)]


def severity_at(kind: RecordKind, rank: int) -> str:
    """Give the severity of a kind at a rank of `PRIORITY_WORDS`."""
    return _SEVERITIES[kind][rank]


def rank_of(kind: RecordKind, severity: str) -> int:
    """Give the rank of a severity."""
    return _SEVERITIES[kind].index(severity)
