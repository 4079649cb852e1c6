"""What a log could not show, where that weakens the report, and the command that shows more next time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..model.report import BlindSpot, Incomparable


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of a log that limits what it can tell."""

    lost_notices: int
    private_values: int
    levels: frozenset[str]  # of AVSession's own lines
    sessions_without_beginning: int
    incidents_without_session: int
    clock_jumps: int
    untimed: Mapping[Incomparable, int] = field(default_factory=dict)  # incidents that a filter by time could not judge
    unsure_repeats: int = 0  # lines that may be told a second time
    slow_patterns: Mapping[str, int] = field(default_factory=dict)  # places of a user's patterns, and what they gave up


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    command: str | None
    texts: dict[str, str]  # `{n}` is the count


_ROWS = {
    row.kind: row
    for row in (
        _Row(
            "lines-lost",
            'hdc shell "hilog -Q pidoff; hilog -Q domainoff; hilog -G 16M"',
            {
                "en": "The log lost lines (notices: {n}): counts are lower bounds, and a link may miss its proof. "
                "Switch flow control off and enlarge the buffer before the next run.",
                "zh": "日志有丢行（{n} 次提示）：计数只是下限，关联也可能缺少依据。下次运行前请关闭流控并加大缓冲区。",
            },
        ),
        _Row(
            "private-values",
            'hdc shell "hilog -p off"',
            {
                "en": "Values hidden as <private>: {n}; a code may be among them. Switch the privacy mark off.",
                "zh": "有 {n} 个值被隐藏为 <private>，其中可能包含错误码。请关闭隐私标识。",
            },
        ),
        _Row(
            "errors-only",
            'hdc shell "hilog -b I -D 0xD002B91"',
            {
                "en": "AVSession's lines of level I are missing: who owns and controls a session stands there. "
                "Lower the level of its domain, and do not filter by level.",
                "zh": "缺少 AVSession 的 I 级日志，而会话属于谁、由谁控制正写在其中。"
                "请调低该域的日志级别，抓取时不要按级别过滤。",
            },
        ),
        _Row(
            "starts-in-the-middle",
            'hdc shell "hidumper -s AVSessionService -a \\"-show_session_info\\""',
            {
                "en": "Sessions whose beginning the log does not show: {n}; what happened to them before is not known. "
                "Begin the log before the application, or add the service's own list of sessions to it.",
                "zh": "有 {n} 个会话在日志开始之前就已存在，之前发生了什么无从得知。"
                "请在应用启动之前开始抓取，或附上服务自身的会话列表。",
            },
        ),
        _Row(
            "unlinked-incidents",
            'hdc shell "hidumper -s AVSessionService -a \\"-show_controller_info\\""',
            {
                "en": "Incidents that could not be linked to a session: {n}. The service's list of controllers, taken "
                "while they happen, tells who controls what.",
                "zh": "有 {n} 次故障无法关联到会话。在故障发生时抓取服务的控制器列表，可以看出谁在控制什么。",
            },
        ),
        _Row(
            "clock-jumps",
            None,
            {
                "en": "The clock of the log steps back by more than a minute (times: {n}): filters by time may leave "
                "out what belongs together.",
                "zh": "日志时间有 {n} 次倒退超过一分钟：按时间筛选可能会漏掉相关内容。",
            },
        ),
        _Row(
            "overlap-unsure",
            None,
            {
                "en": "Lines that may repeat what was read before, and cannot be compared with it or stand among lines "
                "that do: {n}; what they tell may be counted twice. Give one complete capture of a device, or captures "
                "of one form.",
                "zh": "有 {n} 行可能与之前读到的内容重复，但无法逐行比对，或夹在重复行之间：其中的故障可能被计算两次。"
                "请只提供同一设备的一份完整日志，或格式一致的多份日志。",
            },
        ),
    )
}


def _time_filter(command: str, en: str, zh: str) -> _Row:
    return _Row(
        "time-filter",
        command,
        {
            "en": f"Incidents that --since and --until could not judge, and that were kept: {{n}}. {en}",
            "zh": f"有 {{n}} 次故障无法用 --since 和 --until 判断，因此予以保留。{zh}",
        },
    )


_WITH_DATE = "hdc shell hilog -v year"
_TIME_FILTERS = {
    Incomparable.NO_TIME: _time_filter(
        _WITH_DATE, "Their lines have no time: give the log uncut.", "这些行没有时间：请提供未经删减的日志。"
    ),
    Incomparable.NO_DATE: _time_filter(
        _WITH_DATE,
        "Their lines have no date: give only the time of day, or a log with dates.",
        "这些行没有日期：请只给出时刻，或提供带日期的日志。",
    ),
    Incomparable.NO_YEAR: _time_filter(
        _WITH_DATE,
        "Neither their lines nor the name of the log tell the year: give --year, or leave the year out.",
        "日志行和文件名都没有年份：请给出 --year，或在时间中省略年份。",
    ),
    Incomparable.NO_EPOCH: _time_filter(
        "hdc shell hilog -v epoch",
        "Their lines do not tell the seconds since 1970: give the time in the form that the log prints.",
        "这些行无法得出自 1970 年起的秒数：请按日志中的形式给出时间。",
    ),
    Incomparable.NO_UPTIME: _time_filter(
        "hdc shell hilog -v monotonic",
        "Their lines do not tell the seconds since the start: give the time in the form that the log prints.",
        "这些行无法得出自开机起的秒数：请按日志中的形式给出时间。",
    ),
    Incomparable.ONLY_SECONDS: _time_filter(
        _WITH_DATE,
        "Their lines print seconds, of which date and time of day are not known without a zone: give seconds.",
        "这些行只有秒数，不知道时区就无法换算为日期和时刻：请以秒数给出时间。",
    ),
}


# what stands before the name of the pattern
SLOW_PATTERN = "slow-pattern"  # the kind of what a user's pattern gave up
_SLOW = {
    "en": "Messages that a statement of your own could not read, because its pattern took too long: {n}. What they "
    "tell is missing; make the pattern simpler: ",
    "zh": "有 {n} 种消息因自定义语句的匹配超时而未能读取，其内容未计入。请简化该模式：",
}


def _slow_pattern(place: str, count: int, lang: str) -> BlindSpot:
    return BlindSpot(SLOW_PATTERN, count, _SLOW[lang].format(n=count) + place, None)


def find_blind_spots(sight: Sight, lang: str) -> tuple[BlindSpot, ...]:
    """Say what the log could not show, in a language, with the command to run next time."""
    counts = {
        "lines-lost": sight.lost_notices,
        "private-values": sight.private_values,
        "errors-only": int(bool(sight.levels) and not sight.levels & {"I", "D"}),
        "starts-in-the-middle": sight.sessions_without_beginning,
        "unlinked-incidents": sight.incidents_without_session,
        "clock-jumps": sight.clock_jumps,
        "overlap-unsure": sight.unsure_repeats,
    }
    rows = [(_TIME_FILTERS[why], count) for why, count in sorted(sight.untimed.items())]
    rows += [(_ROWS[kind], count) for kind, count in counts.items() if count]
    slow = (_slow_pattern(place, count, lang) for place, count in sight.slow_patterns.items())
    return (
        *(BlindSpot(row.kind, count, row.texts[lang].format(n=count), row.command) for row, count in rows),
        *slow,
    )


def join_blind_spots(spots: Iterable[BlindSpot], lang: str) -> tuple[BlindSpot, ...]:
    """Add up what several logs could not show, in the order of their first mention."""
    counts: dict[int, int] = {}
    slow: dict[str, int] = {}
    rows = [*_ROWS.values(), *_TIME_FILTERS.values()]
    for spot in spots:
        if spot.kind == SLOW_PATTERN:
            place = spot.text.removeprefix(_SLOW[lang].format(n=spot.count))
            slow[place] = slow.get(place, 0) + spot.count
            continue
        texts = [row.texts[lang].format(n=spot.count) for row in rows]
        number = texts.index(spot.text)
        counts[number] = counts.get(number, 0) + spot.count
    joined = [
        BlindSpot(rows[number].kind, count, rows[number].texts[lang].format(n=count), rows[number].command)
        for number, count in counts.items()
    ]
    return (*joined, *(_slow_pattern(place, count, lang) for place, count in slow.items()))
