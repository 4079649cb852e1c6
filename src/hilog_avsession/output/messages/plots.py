"""The messages of plots and notebooks, in English and Chinese."""

from __future__ import annotations

from .shape import Message, Messages

_EN: dict[str, Message] = {
    "plot-timeline": "Sessions and their failures",
    "plot-codes": "Failures by code",
    "plot-categories": "Failures over time",
    "plot-incidents": "incidents",
    "plot-other-event": "other event",
    "plot-other-codes": "other codes",
    "plot-no-session": "no session",
    "plot-untimed": "The log prints no times: nothing can be drawn over time.",
    "plot-seconds": "seconds since {start}",
    "plot-clock": "time since {start}",
    "plot-time-of-day": "time of day; the log begins at {start}",
    "plot-utc": "time (UTC)",
    "plot-local": "time of the device",
    "plot-beginning": "the beginning of each log",
    "plot-more-sessions": ("{n} more session with failures", "{n} more sessions with failures"),
    "plot-more-codes": ("{n} more code", "{n} more codes"),
    "plot-kept": "{n} of {all} incidents",
    "plot-undrawn": ("{n} incident without a time", "{n} incidents without a time"),
    "notebook-more-codes": ("{n} more code is not shown.", "{n} more codes are not shown."),
}

_ZH: dict[str, Message] = {
    "plot-timeline": "会话及其故障",
    "plot-codes": "各错误码的故障次数",
    "plot-categories": "故障随时间的分布",
    "plot-incidents": "故障次数",
    "plot-other-event": "其他事件",
    "plot-other-codes": "其他错误码",
    "plot-no-session": "无会话",
    "plot-untimed": "日志没有打印时间，无法按时间绘制。",
    "plot-seconds": "自 {start} 起的秒数",
    "plot-clock": "自 {start} 起的时间",
    "plot-time-of-day": "时刻，日志始于 {start}",
    "plot-utc": "时间（UTC）",
    "plot-local": "设备时间",
    "plot-beginning": "各日志开头",
    "plot-more-sessions": "另有 {n} 个会话发生故障",
    "plot-more-codes": "另有 {n} 个错误码",
    "plot-kept": "共 {all} 次故障，仅含 {n} 次",
    "plot-undrawn": "{n} 次故障没有时间",
    "notebook-more-codes": "另有 {n} 个错误码未显示。",
}

MESSAGES: Messages = {"en": _EN, "zh": _ZH}
