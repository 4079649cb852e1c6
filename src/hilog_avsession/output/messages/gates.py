"""The messages of gates, in English and Chinese."""

from __future__ import annotations

from .shape import Message, Messages

_EN: dict[str, Message] = {
    "gates-passed": ("Gates: passed", "Gates: all {n} passed"),
    "gates-failed": ("Gates: failed", "Gates: {failed} of {n} failed"),
    "gates-undecided": ("Gates: no verdict", "Gates: {undecided} of {n} without a verdict"),
    "gates-gate": "Gate",
    "gates-found": "Found",
    "gates-limit": "Allowed",
    "gates-known": "Known before",
    "gates-lossy": "The log is incomplete: a gate may have passed only because data is missing.",
    "gates-empty": "{why}: a passed gate proves nothing.",
    "gates-no-verdict": "{why}, so not every gate could be checked.",
    "gates-case-no-verdict": "{gate}: no verdict. {why}.",
    "gates-why-no-line": "No line was read",
    "gates-why-no-avsession": "No line of AVSession was read",
    "gates-line-failed": ("the gate failed: {which}", "{failed} of {n} gates failed: {which}"),
    "gates-line-undecided": (
        "no verdict on the gate {which}: {why}",
        "no verdict on {undecided} of {n} gates, {which}: {why}",
    ),
    "gates-line-gate": "{gate} ({found} found)",
    "gates-line-why-no-line": "no line was read; check that the log was captured",
    "gates-line-why-no-avsession": (
        "no line of AVSession was read; check that the log is from the right device and time "
        "and that it was not filtered"
    ),
    "gates-line-interrupted": "the reading was interrupted before the first line",
    "gates-line-allow": "to let such a log pass, add --allow-empty",
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
    "gates-failed": ("门禁：未通过", "门禁：{n} 项中有 {failed} 项未通过"),
    "gates-undecided": ("门禁：无法判定", "门禁：{n} 项中有 {undecided} 项无法判定"),
    "gates-gate": "门禁",
    "gates-found": "实际",
    "gates-limit": "上限",
    "gates-known": "基线已有",
    "gates-lossy": "日志不完整：通过的门禁，可能只是因为缺少的部分没有计入。",
    "gates-empty": "{why}：通过的门禁不能说明问题。",
    "gates-no-verdict": "{why}，有门禁无法判定。",
    "gates-case-no-verdict": "{gate}：无法判定。{why}。",
    "gates-why-no-line": "没有读到任何日志行",
    "gates-why-no-avsession": "没有读到 AVSession 的日志",
    "gates-line-failed": ("门禁未通过：{which}", "{n} 项门禁中有 {failed} 项未通过：{which}"),
    "gates-line-undecided": (
        "门禁 {which} 无法判定：{why}",
        "{n} 项门禁中有 {undecided} 项无法判定（{which}）：{why}",
    ),
    "gates-line-gate": "{gate}（实际 {found}）",
    "gates-line-why-no-line": "没有读到任何日志行；请检查日志是否已采集",
    "gates-line-why-no-avsession": "没有读到 AVSession 的日志；请检查日志是否来自正确的设备和时段，是否经过过滤",
    "gates-line-interrupted": "读到第一行日志之前已被中断",
    "gates-line-allow": "如需放行这样的日志，请加上 --allow-empty",
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
