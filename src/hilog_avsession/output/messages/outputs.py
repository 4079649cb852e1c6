"""The messages about files that were written, in English and Chinese."""

from __future__ import annotations

from .shape import Message, Messages

_EN: dict[str, Message] = {
    "written": "wrote {path} ({format}, {size}): {holds}",
    "written-text": "text",
    "written-incidents": ("{n} incident", "{n} incidents"),
    "written-listed": ("{listed} of {n} incident", "{listed} of {n} incidents"),
    "written-advice": ("{n} recommendation", "{n} recommendations"),
    "written-advice-shown": "{shown} of {n} recommendations in full",
    "written-report": "the Markdown report",
    "written-long": (
        "{path}: {length} characters, but an issue on GitHub takes {most}; to shorten it, add --max-length {option}"
    ),
    "written-gates": ("{n} gate", "{n} gates"),
    "written-codes": ("{n} code", "{n} codes"),
    "written-answers": ("{n} answer", "{n} answers"),
}
_ZH: dict[str, Message] = {
    "written": "已写入 {path}（{format}，{size}）：{holds}",
    "written-text": "文本",
    "written-incidents": "{n} 次故障",
    "written-listed": "{n} 次故障中的 {listed} 次",
    "written-advice": "{n} 条建议",
    "written-advice-shown": "{n} 条建议（其中 {shown} 条完整）",
    "written-report": "Markdown 报告",
    "written-long": "{path}：共 {length} 个字符，GitHub 的 issue 最多 {most} 个；加 --max-length {option} 可以缩短",
    "written-gates": "{n} 项门禁",
    "written-codes": "{n} 个错误码",
    "written-answers": "{n} 条解释",
}
MESSAGES: Messages = {"en": _EN, "zh": _ZH}
