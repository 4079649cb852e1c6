"""The messages of a fleet's report, in English and Chinese."""

from __future__ import annotations

from .shape import Message, Messages

_EN: dict[str, Message] = {
    # the head
    "fleet-found": (
        "{n} cause of failures in {units} ({share})",
        "{n} causes of failures in {units} ({share})",
    ),
    "fleet-found-none": ("No failures in {n} unit", "No failures in {n} units"),
    "fleet-found-foreign": "No unit shows anything of AVSession",
    "fleet-found-unread": "No unit could be read",
    "fleet-found-empty": "The fleet has no units",
    "fleet-units": ("{n} unit", "{n} units"),
    "fleet-devices": ("{hit} of {n} device", "{hit} of {n} devices"),
    "fleet-hours": "{hours} session-hours",
    "fleet-span": "{first} to {last}",
    "fleet-only": ("Only {what}; {n} unit is left out.", "Only {what}; {n} units are left out."),
    "fleet-only-all": "Only {what}.",
    "fleet-warning": "Of the units, {what}.",
    "fleet-failed": "{n} could not be read",
    "fleet-partial": "{n} could be read only in part",
    "fleet-foreign": ("{n} shows nothing of AVSession", "{n} show nothing of AVSession"),
    "fleet-lossy": "{n} lost lines",
    # the causes in brief
    "fleet-overview": "What hits most units",
    "fleet-of-units": ("{hit} of {n} unit", "{hit} of {n} units"),
    "fleet-and-share": "{units} ({share})",
    "fleet-since": "since {day}",
    "fleet-until": "last on {day}",
    "fleet-bar": "{day}: {share}",
    "fleet-changed": "{change}: {earlier} → {later}",
    "fleet-steady": "no significant change",
    "fleet-few": "too few units to tell a change",
    "fleet-common": "{share} with {what}, {others} without",
    "fleet-with": "{what} {value}",
    "fleet-more-causes": (
        "{n} more cause ({incidents}) is not listed.",
        "{n} more causes ({incidents}) are not listed.",
    ),
    # sections
    "fleet-causes": "Causes",
    "fleet-correlations": "What the units of a cause have in common",
    "fleet-by": "By {what}",
    "fleet-days": "By day",
    "fleet-examples": "Units that show a cause best",
    "fleet-outliers": "Units with far more incidents than others",
    "fleet-failures": "Units that could not be read",
    "fleet-attribute-application": "application",
    "fleet-attribute-application_version": "application version",
    "fleet-attribute-device_model": "model",
    "fleet-attribute-software_version": "build",
    "fleet-attribute-framework_release": "framework release",
    "fleet-attribute-api_level": "API level",
    # tables
    "fleet-units-header": "Units",
    "fleet-hit": "Hit",
    "fleet-per-hour": "/h",
    "fleet-first": "First",
    "fleet-last": "Last",
    "fleet-most": "Most often",
    "fleet-with-header": "With",
    "fleet-without": "Without",
    "fleet-odds": "Odds ratio",
    "fleet-interval": "{ratio} ({low}–{high})",
    "fleet-in-common": "In common",
    "fleet-unit": "Unit",
    "fleet-command": "Opened by",
    "fleet-reason": "Reason",
    "fleet-examples-header": "Examples",
    "fleet-day": "Day",
    "fleet-no-reason": "no reason is known",
    "fleet-more-rows": ("{n} more is not listed.", "{n} more are not listed."),
    "fleet-hidden-rows": (
        "{n} more row is not shown; --all shows it.",
        "{n} more rows are not shown; --all shows them.",
    ),
    "fleet-folded-rows": ("{n} more row", "{n} more rows"),
    "fleet-unknown": ("Not known of {n} unit.", "Not known of {n} units."),
    "fleet-undated": ("The day of {n} unit is not known.", "The day of {n} units is not known."),
    "fleet-outliers-note": (
        "{n} unit has more than {above} incidents ({share} of all incidents are in it); half of the units with any have"
        " at most {median}.",
        "{n} units have more than {above} incidents ({share} of all incidents are in them); half of the units with any"
        " have at most {median}.",
    ),
    # why a unit failed, if that is not said or is said in another language
    "fleet-reason-time": "it takes too much time",
    "fleet-reason-memory": "it takes too much memory",
    "fleet-reason-worker-lost": "it ends the process that reads it",
    "fleet-reason-worker-error": "the worker that read it had an error",
    "fleet-reason-changed": "it changed while it was read",
    "fleet-reason-error": "this program had an error",
    "fleet-reason-not-fetched": "it cannot be fetched",
    "fleet-reason-not-found": "it is not there",
    "fleet-reason-no-permission": "it may not be read",
    "fleet-reason-unreadable": "it cannot be opened or read",
    "fleet-reason-encrypted": "it is encrypted",
    "fleet-reason-packed": "it is packed in a way that is not supported",
    "fleet-reason-encoded-hilog": "it holds an encoded log, which has to be decoded first",
    "fleet-reason-hidumper": "it holds the output of hidumper, which lists no failures",
    "fleet-reason-not-hilog": "it holds no HiLog",
    "fleet-reason-no-log": "it holds no log",
    "fleet-reason-damaged": "it is damaged",
    "fleet-reason-limit": "it exceeds a limit on packed files",
    # how it was counted
    "fleet-note-unit": (
        "A unit is one capture of one device. Shares are of the {n} unit whose logs show AVSession. Where a unit lost"
        " lines, counts are lower bounds.",
        "A unit is one capture of one device. Shares are of the {n} units whose logs show AVSession. Where units lost"
        " lines, counts are lower bounds.",
    ),
    "fleet-note-devices": (
        "Devices are those that your table names; {n} unit of no known device is left out where devices are counted.",
        "Devices are those that your table names; {n} units of no known device are left out where devices are counted.",
    ),
    "fleet-note-rate": "/h is incidents per session-hour: one hour in the life of one session.",
    "fleet-note-trend": (
        "Change compares the share of units hit before {since} with the share from then on, by Fisher's exact test. It"
        " is significant below {level}.",
        "Change compares the share of units hit before {since} with the share from then on, by Fisher's exact test. It"
        " is significant below {level}, corrected for {n} causes (Holm).",
    ),
    "fleet-note-common": (
        "p is from Fisher's exact test, significant below {level}; odds ratios have their 95% interval. What units have"
        " in common need not be the reason.",
        "p is from Fisher's exact test, corrected for {n} tests (Benjamini and Hochberg), significant below {level};"
        " odds ratios have their 95% interval. What units have in common need not be the reason.",
    ),
    "fleet-note-ungrouped": "Not grouped by {names}: nearly every unit has a value of its own.",
    "fleet-title": "{what} · AVSession fleet",
}

_ZH: dict[str, Message] = {
    # the head
    "fleet-found": "{units}出现故障（{share}），原因 {n} 种",
    "fleet-found-none": "{n} 个日志包中没有故障",
    "fleet-found-foreign": "所有日志包都没有 AVSession 的内容",
    "fleet-found-unread": "所有日志包都无法读取",
    "fleet-found-empty": "没有日志包",
    "fleet-units": "{n} 个日志包",
    "fleet-devices": "{n} 台设备中的 {hit} 台",
    "fleet-hours": "{hours} 会话小时",
    "fleet-span": "{first} 至 {last}",
    "fleet-only": "仅统计 {what}，略去 {n} 个日志包。",
    "fleet-only-all": "仅统计 {what}。",
    "fleet-warning": "其中 {what}。",
    "fleet-failed": "{n} 个无法读取",
    "fleet-partial": "{n} 个只读取了一部分",
    "fleet-foreign": "{n} 个没有 AVSession 的内容",
    "fleet-lossy": "{n} 个有丢行",
    # the causes in brief
    "fleet-overview": "影响最广的故障",
    "fleet-of-units": "{hit}/{n} 个日志包",
    "fleet-and-share": "{units}（{share}）",
    "fleet-since": "首次出现于 {day}",
    "fleet-until": "最近一次为 {day}",
    "fleet-bar": "{day}：{share}",
    "fleet-changed": "{change}：{earlier} → {later}",
    "fleet-steady": "无显著变化",
    "fleet-few": "日志包太少，无法判断变化",
    "fleet-common": "{what} 中 {share}，其余 {others}",
    "fleet-with": "{what} {value}",
    "fleet-more-causes": "另有 {n} 种原因（{incidents}）未列出。",
    # sections
    "fleet-causes": "故障原因",
    "fleet-correlations": "同一原因的日志包的共同点",
    "fleet-by": "按{what}",
    "fleet-days": "按日期",
    "fleet-examples": "最能说明问题的日志包",
    "fleet-outliers": "故障远多于其他的日志包",
    "fleet-failures": "无法读取的日志包",
    "fleet-attribute-application": "应用",
    "fleet-attribute-application_version": "应用版本",
    "fleet-attribute-device_model": "机型",
    "fleet-attribute-software_version": "系统版本",
    "fleet-attribute-framework_release": "框架版本",
    "fleet-attribute-api_level": "API 版本",
    # tables
    "fleet-units-header": "日志包",
    "fleet-hit": "受影响",
    "fleet-per-hour": "/小时",
    "fleet-first": "首次",
    "fleet-last": "最近",
    "fleet-most": "最常见",
    "fleet-with-header": "具备",
    "fleet-without": "不具备",
    "fleet-odds": "比值比",
    "fleet-interval": "{ratio}（{low}–{high}）",
    "fleet-in-common": "共同点",
    "fleet-unit": "日志包",
    "fleet-command": "打开命令",
    "fleet-reason": "原因",
    "fleet-examples-header": "示例",
    "fleet-day": "日期",
    "fleet-no-reason": "原因未知",
    "fleet-more-rows": "另有 {n} 项未列出。",
    "fleet-hidden-rows": "另有 {n} 行未显示，--all 全部显示。",
    "fleet-folded-rows": "另外 {n} 行",
    "fleet-unknown": "{n} 个日志包未知。",
    "fleet-undated": "{n} 个日志包的日期未知。",
    "fleet-outliers-note": (
        "{n} 个日志包的故障超过 {above} 次，占全部故障的 {share}；有故障的日志包中，半数不超过 {median} 次。"
    ),
    # why a unit failed
    "fleet-reason-time": "超出时间上限",
    "fleet-reason-memory": "超出内存上限",
    "fleet-reason-worker-lost": "导致读取它的进程终止",
    "fleet-reason-worker-error": "读取它的工作节点出错",
    "fleet-reason-changed": "读取期间发生变化",
    "fleet-reason-error": "本程序出错",
    "fleet-reason-not-fetched": "无法获取",
    "fleet-reason-not-found": "文件不存在",
    "fleet-reason-no-permission": "没有读取权限",
    "fleet-reason-unreadable": "无法打开或读取",
    "fleet-reason-encrypted": "已加密",
    "fleet-reason-packed": "不支持其压缩或打包格式",
    "fleet-reason-encoded-hilog": "其中是编码日志，需要先解码",
    "fleet-reason-hidumper": "其中是 hidumper 的输出，没有失败信息",
    "fleet-reason-not-hilog": "没有 HiLog 内容",
    "fleet-reason-no-log": "其中没有日志",
    "fleet-reason-damaged": "文件损坏",
    "fleet-reason-limit": "超出压缩文件的限制",
    # how it was counted
    "fleet-note-unit": (
        "一个日志包是从一台设备采集的一份日志。占比以有 AVSession 内容的 {n} 个日志包为准。有丢行时，次数为下限。"
    ),
    "fleet-note-devices": "设备数以 --meta 表中给出的设备为准；{n} 个日志包的设备未知，不计入设备数。",
    "fleet-note-rate": "“/小时”为每会话小时的故障次数：一个会话存续一小时计为一会话小时。",
    "fleet-note-trend": (
        "“变化”比较 {since} 之前与之后受影响日志包的占比，采用 Fisher 精确检验；低于 {level} 视为显著。",
        "“变化”比较 {since} 之前与之后受影响日志包的占比，采用 Fisher 精确检验，已按 {n} 种原因校正（Holm）；"
        "低于 {level} 视为显著。",
    ),
    "fleet-note-common": (
        "p 来自 Fisher 精确检验，低于 {level} 视为显著；比值比附 95% 置信区间。共同点不一定是原因。",
        "p 来自 Fisher 精确检验，已按 {n} 次检验校正（Benjamini-Hochberg），低于 {level} 视为显著；"
        "比值比附 95% 置信区间。共同点不一定是原因。",
    ),
    "fleet-note-ungrouped": "未按 {names} 分组：几乎每个日志包的值都不同。",
    "fleet-title": "{what} · AVSession 批量分析",
}

MESSAGES: Messages = {"en": _EN, "zh": _ZH}
