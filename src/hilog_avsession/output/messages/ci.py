"""The messages of the formats for CI servers and issues, in English and Chinese."""

from __future__ import annotations

from .shape import Message, Messages

_EN: dict[str, Message] = {
    "github-gate-title": "Gate {gate} failed",
    "github-gate-undecided": "Gate {gate} has no verdict",
    "github-input-title": "Input not read",
    "github-cause": "{code}: {why} {amount}",
    "github-left-out": "GitHub shows {most} annotations of each kind in a step. Not shown here: {what}.",
    "github-error": ("{n} error", "{n} errors"),
    "github-warning": ("{n} warning", "{n} warnings"),
    "github-notice": ("{n} notice", "{n} notices"),
    "ci-labelled": "{what}: {text}",
    "ci-sentence": "{text}.",
    "ci-space": " ",
    "ci-interface": "Interface: `{api}`.",
    "fit-note": "This page is shortened to {most} characters.",
    "fit-stories": "The stories of the sessions are left out.",
    "fit-top": (
        "{n} of {all} recommendations is shown in full.",
        "{n} of {all} recommendations are shown in full.",
    ),
    "fit-lines": "Each has at most one line of evidence.",
    "fit-no-lines": "Evidence is left out.",
    "fit-end": "The rest of the page is left out.",
    "sarif-root": "The folder that the paths of the logs are relative to, for example the root of the repository.",
    "sarif-left-out": (
        "{n} incident is not listed as a result; the counts include it.",
        "{n} incidents are not listed as results; the counts include them.",
    ),
    "ci-unknown": "{amount}: AVSession error of an unknown kind.",
}

_ZH: dict[str, Message] = {
    "github-gate-title": "门禁 {gate} 未通过",
    "github-gate-undecided": "门禁 {gate} 无法判定",
    "github-input-title": "输入无法读取",
    "github-cause": "{code}：{why}{amount}",
    "github-left-out": "GitHub 对每个步骤的每种注解最多显示 {most} 条。此处未显示：{what}。",
    "github-error": "{n} 条错误",
    "github-warning": "{n} 条警告",
    "github-notice": "{n} 条提示",
    "ci-labelled": "{what}：{text}",
    "ci-sentence": "{text}。",
    "ci-space": "",
    "ci-interface": "接口：`{api}`。",
    "fit-note": "本页已缩短到 {most} 个字符以内。",
    "fit-stories": "会话经过已略去。",
    "fit-top": "{all} 条建议中完整显示 {n} 条。",
    "fit-lines": "每条建议最多显示一行证据。",
    "fit-no-lines": "证据已略去。",
    "fit-end": "本页其余内容已略去。",
    "sarif-root": "日志路径所相对的文件夹，例如代码仓的根目录。",
    "sarif-left-out": "另有 {n} 次故障未列为结果，计数仍包含它们。",
    "ci-unknown": "{amount}：未知类型的 AVSession 错误。",
}

MESSAGES: Messages = {"en": _EN, "zh": _ZH}
