"""What a log could not show, where that weakens the report, and the command that shows more next time."""

from __future__ import annotations

from dataclasses import dataclass

from .model import BlindSpot


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of a log that limits what it can tell."""

    lost_notices: int
    private_values: int
    levels: frozenset[str]  # of AVSession's own lines
    sessions_without_beginning: int
    incidents_without_session: int
    clock_jumps: int
    unsure_repeats: int = 0  # lines that may be told a second time


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
    return tuple(
        BlindSpot(kind, count, _ROWS[kind].texts[lang].format(n=count), _ROWS[kind].command)
        for kind, count in counts.items()
        if count
    )
