"""The messages of gates, in English and Chinese."""

from __future__ import annotations

from .shape import Message, Messages

_EN: dict[str, Message] = {
    "gates-passed": ("Gates: passed", "Gates: all {n} passed"),
    "gates-failed": ("Gates: failed", "Gates: {failed} of {n} failed"),
    "gates-gate": "Gate",
    "gates-found": "Found",
    "gates-limit": "Allowed",
    "gates-known": "Known before",
    "gates-lossy": "The log is incomplete: a gate may have passed only because data is missing.",
    "gates-empty": "No line was read: a passed gate proves nothing.",
    "gates-filtered": "The gates did not count incidents that do not match the filters.",
    "gates-counted": "{gate}: found {found}, allowed {limit}",
    "gates-counted-known": "{gate}: found {found}, allowed {limit}, known before {known}",
    "gates-only": "{what}; a code by itself neither passes nor fails, gates do",
    "gates-new": "New since the baseline",
    "gates-application": "Application",
    "gates-cause": "Cause",
    "gates-more-new": ("{n} more kind is not shown.", "{n} more kinds are not shown."),
}

_ZH: dict[str, Message] = {
    "gates-passed": "门禁：{n} 项全部通过",
    "gates-failed": "门禁：{n} 项中有 {failed} 项未通过",
    "gates-gate": "门禁",
    "gates-found": "实际",
    "gates-limit": "上限",
    "gates-known": "基线已有",
    "gates-lossy": "日志不完整：通过的门禁，可能只是因为缺少的部分没有计入。",
    "gates-empty": "没有读到任何日志行：通过的门禁不能说明问题。",
    "gates-filtered": "不符合筛选条件的故障未参与判定。",
    "gates-counted": "{gate}：实际 {found}，上限 {limit}",
    "gates-counted-known": "{gate}：实际 {found}，上限 {limit}，基线已有 {known}",
    "gates-only": "{what}；错误码本身不算通过或失败，由门禁判定",
    "gates-new": "相比基线新增",
    "gates-application": "应用",
    "gates-cause": "原因",
    "gates-more-new": "另有 {n} 类未显示。",
}

MESSAGES: Messages = {"en": _EN, "zh": _ZH}
