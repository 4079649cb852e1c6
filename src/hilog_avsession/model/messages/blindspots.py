"""The kinds of blind spots, each with its command and its sentence in English and Chinese.

To add a kind, add a member and a row; `results/blindspots.py` counts it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class BlindSpotKind(StrEnum):
    """What the log could not show."""

    LINES_LOST = "lines-lost"
    PRIVATE_VALUES = "private-values"
    ERRORS_ONLY = "errors-only"
    STARTS_IN_THE_MIDDLE = "starts-in-the-middle"
    UNLINKED_INCIDENTS = "unlinked-incidents"
    CLOCK_JUMPS = "clock-jumps"
    OVERLAP_UNSURE = "overlap-unsure"
    DOUBLED_LINES = "doubled-lines"
    TIME_FILTER = "time-filter"  # detail: why the times could not be compared, an `Incomparable`
    SLOW_PATTERN = "slow-pattern"  # detail: file and key of the user's pattern


class _Row(NamedTuple):
    command: str | None  # shows more next time
    en: str  # `{n}` is the count
    zh: str


def _time_filter(command: str, en: str, zh: str) -> _Row:
    return _Row(
        command,
        f"Incidents that count although their times cannot be compared with --since or --until: {{n}}. {en}",
        f"有 {{n}} 次故障的时间无法与 --since 或 --until 比较，因此仍计入。{zh}",
    )


_ANY = "*"  # one row for every detail of a kind: its sentence quotes the detail
_WITH_DATE = "hdc shell hilog -v year"
_ROWS: dict[tuple[str, str], _Row] = {
    (BlindSpotKind.LINES_LOST, ""): _Row(
        'hdc shell "hilog -Q pidoff; hilog -Q domainoff; hilog -G 16M"',
        "The log lost lines (notices: {n}): counts are lower bounds, and a link may miss its proof. "
        "Switch flow control off and enlarge the buffer before the next run.",
        "日志有丢行（{n} 次提示）：计数只是下限，关联也可能缺少依据。下次运行前请关闭流控并加大缓冲区。",
    ),
    (BlindSpotKind.PRIVATE_VALUES, ""): _Row(
        'hdc shell "hilog -p off"',
        "Values hidden as <private>: {n}; a code may be among them. Switch the privacy mark off.",
        "有 {n} 个值被隐藏为 <private>，其中可能包含错误码。请关闭隐私标识。",
    ),
    (BlindSpotKind.ERRORS_ONLY, ""): _Row(
        'hdc shell "hilog -b I -D 0xD002B91"',
        "AVSession's lines of level I are missing: who owns and controls a session stands there. "
        "Lower the level of its domain, and do not filter by level.",
        "缺少 AVSession 的 I 级日志，而会话属于谁、由谁控制正写在其中。请调低该域的日志级别，抓取时不要按级别过滤。",
    ),
    (BlindSpotKind.STARTS_IN_THE_MIDDLE, ""): _Row(
        "hdc shell \"hidumper -s AVSessionService -a '-show_session_info'\"",
        "Sessions whose beginning the log does not show: {n}; what happened to them before is not known. "
        "Begin the log before the application, or add the service's own list of sessions to it.",
        "有 {n} 个会话在日志开始之前就已存在，之前发生了什么无从得知。"
        "请在应用启动之前开始抓取，或附上服务自身的会话列表。",
    ),
    (BlindSpotKind.UNLINKED_INCIDENTS, ""): _Row(
        "hdc shell \"hidumper -s AVSessionService -a '-show_controller_info'\"",
        "Incidents that could not be linked to a session: {n}. The service's list of controllers, taken "
        "while they happen, tells who controls what.",
        "有 {n} 次故障无法关联到会话。在故障发生时抓取服务的控制器列表，可以看出谁在控制什么。",
    ),
    (BlindSpotKind.CLOCK_JUMPS, ""): _Row(
        None,
        "The clock of the log steps back by more than a minute (times: {n}): filters by time may leave "
        "out what belongs together.",
        "日志时间有 {n} 次倒退超过一分钟：按时间筛选可能会漏掉相关内容。",
    ),
    (BlindSpotKind.OVERLAP_UNSURE, ""): _Row(
        None,
        "Lines that may repeat what was read before, and cannot be compared with it or stand among lines "
        "that do: {n}; what they tell may be counted twice. Give one complete capture of a device, or captures "
        "of one form.",
        "有 {n} 行可能与之前读到的内容重复，但无法逐行比对，或夹在重复行之间：其中的故障可能被计算两次。"
        "请只提供同一设备的一份完整日志，或格式一致的多份日志。",
    ),
    (BlindSpotKind.DOUBLED_LINES, ""): _Row(
        None,
        "Lines of failures that stand twice in a row, with the same time and text: {n}. The second one counts as a "
        "copy; where a call failed twice at that moment, counts are too low.",
        "有 {n} 行故障日志连续出现两次，时间和内容完全相同。第二行按重复打印处理；"
        "如果当时确实连续失败两次，计数会偏低。",
    ),
    (BlindSpotKind.TIME_FILTER, "no-time"): _time_filter(
        _WITH_DATE, "Their lines have no time: give the log uncut.", "这些行没有时间：请提供未经删减的日志。"
    ),
    (BlindSpotKind.TIME_FILTER, "no-date"): _time_filter(
        _WITH_DATE,
        "Their lines have no date: give only the time of day, or a log with dates.",
        "这些行没有日期：请只给出时刻，或提供带日期的日志。",
    ),
    (BlindSpotKind.TIME_FILTER, "no-year"): _time_filter(
        _WITH_DATE,
        "Neither their lines nor the name of the log tell the year: give --year, or leave the year out.",
        "日志行和文件名都没有年份：请给出 --year，或在时间中省略年份。",
    ),
    (BlindSpotKind.TIME_FILTER, "no-epoch"): _time_filter(
        "hdc shell hilog -v epoch",
        "Their lines do not tell the seconds since 1970: give the time in the form that the log prints.",
        "这些行无法得出自 1970 年起的秒数：请按日志中的形式给出时间。",
    ),
    (BlindSpotKind.TIME_FILTER, "no-uptime"): _time_filter(
        "hdc shell hilog -v monotonic",
        "Their lines do not tell the seconds since the start: give the time in the form that the log prints.",
        "这些行无法得出自开机起的秒数：请按日志中的形式给出时间。",
    ),
    (BlindSpotKind.TIME_FILTER, "only-seconds"): _time_filter(
        _WITH_DATE,
        "Their lines print seconds, of which date and time of day are not known without a zone: give seconds.",
        "这些行只有秒数，不知道时区就无法换算为日期和时刻：请以秒数给出时间。",
    ),
    (BlindSpotKind.SLOW_PATTERN, _ANY): _Row(
        None,
        "Messages that a statement of your own could not read, because its pattern took too long: {n}. What they "
        "tell is missing; make the pattern simpler: {detail}",
        "有 {n} 种消息因自定义语句的匹配超时而未能读取，其内容未计入。请简化该模式：{detail}",
    ),
}


def _row(kind: str, detail: str) -> _Row | None:
    return _ROWS.get((kind, detail)) or (_ROWS.get((kind, _ANY)) if detail else None)


def is_known(kind: str, detail: str) -> bool:
    """Tell whether this release has a sentence for a blind spot; that of another release may have others."""
    return _row(kind, detail) is not None


def text(kind: str, detail: str, count: int, lang: str) -> str:
    """Return the sentence of a blind spot; empty if it is not known."""
    row = _row(kind, detail)
    if row is None:
        return ""
    return (row.zh if lang == "zh" else row.en).format(n=count, detail=detail)


def command(kind: str, detail: str) -> str | None:
    """Return the command that shows more next time, if there is one."""
    row = _row(kind, detail)
    return row and row.command
