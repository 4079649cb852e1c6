"""The messages about filters that no incident matches, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from .shape import Message, Messages

_EN: Mapping[str, Message] = {
    "filter-none": "No incident matches {what}.",
    "filter-alone": (
        "{n} incident matches {what}, but not the other filters.",
        "{n} incidents match {what}, but none of them matches the other filters too.",
    ),
    "filter-near": "Did you mean {names}?",
    "filter-or": " or ",
    "between-sentences": " ",
    "filter-covers": "The log covers {times}.",
    "filter-midnight": "The time from {since} to {until} spans midnight.",
    "filter-value": "{value} ({count})",
    "filter-value-of": "{value} of {owner} ({count})",
    "filter-more": "{values}, and {n} more",
    "filter-code": "Codes and how often they occur: {values}.",
    "filter-category": "Categories and their incidents: {values}.",
    "filter-bundle": "Applications and processes, and their incidents: {values}.",
    "filter-session": "Sessions and their incidents: {values}.",
    "filter-pid": "Processes and their incidents: {values}.",
    "filter-api": "Interfaces and their incidents: {values}.",
    "filter-device": "Devices and their incidents: {values}.",
    "filter-no-bundle": "No incident names an application.",
    "filter-no-session": "The log shows no session id.",
    "filter-no-pid": "The log prints no process ids.",
    "filter-no-api": "None of the incidents names an interface.",
    "filter-no-device": "None of the incidents is of a named device.",
}
_ZH: Mapping[str, Message] = {
    "filter-none": "没有故障符合 {what}。",
    "filter-alone": "有 {n} 次故障符合 {what}，但都不符合其他筛选条件。",
    "filter-near": "要找的是不是 {names}？",
    "filter-or": " 或 ",
    "between-sentences": "",
    "filter-covers": "日志的时间范围是 {times}。",
    "filter-midnight": "{since} 到 {until} 跨过午夜。",
    "filter-value": "{value}（{count} 次）",
    "filter-value-of": "{owner} 的 {value}（{count} 次）",
    "filter-more": "{values}，另有 {n} 项",
    "filter-code": "日志中的错误码及故障次数：{values}。",
    "filter-category": "日志中的类别及故障次数：{values}。",
    "filter-bundle": "日志中的应用、进程及故障次数：{values}。",
    "filter-session": "日志中的会话及故障次数：{values}。",
    "filter-pid": "日志中的进程及故障次数：{values}。",
    "filter-api": "日志中的接口及故障次数：{values}。",
    "filter-device": "日志中的设备及故障次数：{values}。",
    "filter-no-bundle": "所有故障均未指明应用。",
    "filter-no-session": "日志中没有会话 ID。",
    "filter-no-pid": "日志中没有进程号。",
    "filter-no-api": "这些故障均未指明接口。",
    "filter-no-device": "这些故障均未指明设备。",
}
MESSAGES: Messages = {"en": _EN, "zh": _ZH}
