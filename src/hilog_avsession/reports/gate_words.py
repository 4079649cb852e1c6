"""From an outcome's name to what a report calls it, in two languages: the words about gates."""

from __future__ import annotations

EN: dict[str, str | tuple[str, str]] = {
    "gates-passed": ("Gates: passed", "Gates: all {n} passed"),
    "gates-failed": ("Gates: failed", "Gates: {failed} of {n} failed"),
    "gate": "Gate",
    "gate-found": "Found",
    "gate-limit": "Allowed",
    "gate-known": "Known before",
    "gate-lossy": "The log is not whole: a gate that passed may owe it to what is missing.",
    "gate-filtered": "Incidents that do not match the filters were not judged.",
    "gate-new": "New since the baseline",
    "application": "Application",
    "cause": "Cause",
    "more-kinds": ("{n} more kind is not shown.", "{n} more kinds are not shown."),
}

ZH: dict[str, str | tuple[str, str]] = {
    "gates-passed": "门禁：{n} 项全部通过",
    "gates-failed": "门禁：{n} 项中有 {failed} 项未通过",
    "gate": "门禁",
    "gate-found": "实际",
    "gate-limit": "上限",
    "gate-known": "基线已有",
    "gate-lossy": "日志不完整：通过的门禁，可能只是因为缺少的部分没有计入。",
    "gate-filtered": "不符合筛选条件的故障未参与判定。",
    "gate-new": "相比基线新增",
    "application": "应用",
    "cause": "原因",
    "more-kinds": "另有 {n} 类未显示。",
}
