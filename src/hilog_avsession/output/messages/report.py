"""The report's own words, in English and Chinese; what the catalogue says is not among them."""

from __future__ import annotations

from . import codes as code_words
from . import comparison as comparison_words
from . import gates as gate_words
from . import plots as plot_words

Word = str | tuple[str, str]  # the same for any number, or for one and for many

_EN: dict[str, Word] = {
    # headline
    "incidents": ("{n} incident", "{n} incidents"),
    "at-least": "At least {what}",
    "in-sessions": ("in {affected} of {n} session", "in {affected} of {n} sessions"),
    "none-matches": (
        "The one incident found does not match the filters",
        "None of the {n} incidents found matches the filters",
    ),
    "in-one-session": "in the one session seen",
    "in-no-session": "none linked to a session",
    "comma": ", ",
    "comma-in": " ",
    "semicolon": "; ",
    "label": "{what}:",
    "lines": ("{n} line", "{n} lines"),
    "inputs": ("{n} input", "{n} inputs"),
    "read": "{lines} of {what}",
    "stdin": "standard input",
    "times": "{first} to {last}",
    "encoded": "{what} ({encoding})",
    "foreign": ("{n} of them is no HiLog", "{n} of them are no HiLog"),
    "more-errors": ("1 more input could not be read.", "{n} more inputs could not be read."),
    "passed-over": ("{n} file was passed over: {what}.", "{n} files were passed over: {what}."),
    "remark-kernel": "{n} of the kernel's log",
    "remark-persist-job": "{n} with hilog's own settings",
    "remark-dictionary": ("{n} dictionary of hilogtool", "{n} dictionaries of hilogtool"),
    "remark-binary": "{n} without text",
    "remark-no-hilog": "{n} without HiLog lines",
    "remark-packed": "{n} packed in a way that is not read",
    "remark-link": ("{n} link", "{n} links"),
    "remark-special": ("{n} pipe or device", "{n} pipes or devices"),
    "unordered": "{source} is too large to be sorted: its files were read in the order in which they stand there.",
    # what was lost
    "nul": ("{n} NUL byte was left out.", "{n} NUL bytes were left out; a loss of power leaves such gaps."),
    "lost": (
        "{n} line was lost while the log was recorded: the figures are lower bounds.",
        "{n} lines were lost while the log was recorded: the figures are lower bounds.",
    ),
    "lost-unknown": "Lines were lost while the log was recorded: the figures are lower bounds.",
    "private": (
        "{n} value is hidden as <private>: a name or id may be missing below.",
        "{n} values are hidden as <private>: names and ids may be missing below.",
    ),
    "unparsed": (
        "{n} line looks like AVSession but has no readable HiLog header; it is not counted.",
        "{n} lines look like AVSession but have no readable HiLog header; they are not counted.",
    ),
    "cut": (
        "{n} line is longer than a line of a log can be; only its beginning was read.",
        "{n} lines are longer than a line of a log can be; only their beginnings were read.",
    ),
    "repeated": (
        "{n} line was read before, in another input or as the log was printed again; it counts once.",
        "{n} lines were read before, in another input or as the log was printed again; they count once.",
    ),
    "filtered-out": (
        "{n} more incident does not match the filters.",
        "{n} more incidents do not match the filters.",
    ),
    "interrupted": "Reading was interrupted: this is the report of what was read until then.",
    "redacted": "Redacted: pseudonyms such as app1 stand for names, ids, addresses, paths and people's own words.",
    "truncated": "There were more incidents than are kept one by one; the counts include all of them.",
    # nothing found
    "nothing-found": "No AVSession failure found",
    "nothing-found-lost": "No AVSession failure found in what the log still holds",
    "nothing-read": "Nothing could be read",
    "empty": "Nothing to look at: the input is empty",
    "looked-at": "Looked at {examined} that may concern AVSession ({records}); {sessions} seen.",
    "records": ("{n} record", "{n} records"),
    "sessions": ("{n} session", "{n} sessions"),
    "no-avsession": "None of the lines concerns AVSession: check that the log comes from the right device and time.",
    # tables
    "by-category": "By category",
    "by-code": "By code",
    "category": "Category",
    "incidents-header": "Incidents",
    "signals-header": "Signals",
    "share": "Share",
    "count": "Count",
    "sessions-header": "Sessions",
    "code": "Code",
    "title": "Title",
    # recommendations
    "recommendations": "What to do, most frequent first",
    "more-recommendations": ("{n} more recommendation is not shown.", "{n} more recommendations are not shown."),
    "count-and-share": "({count}, {share})",
    "why": "Why",
    "before": "before it: {what} {time}, {place}",
    "blind-title": "What this log could not show",
    "next-time": "next time: {command}",
    "where": "Where",
    "to-do": "To do",
    "note": "Note",
    "evidence": "Evidence",
    "also": "Also at",
    "times-each": "{n} × ",
    "link-certain": "{what}",
    "link-high": "{what}",
    "link-medium": "probably {what}",
    "link-low": "perhaps {what}: one of several that the log leaves possible",
    "link-unknown": "perhaps {what}",
    "session-of": "session {id} of {who}",
    "session-of-nobody": "session {id}, owner unknown",
    "pid": "pid {pid}",
    "session-unknown": "session unknown: the log does not tell whose it is",
    "through": "through the controller {who}",
    "controller-unknown": "no controller named in the log",
    "seen-in": "seen in {who}",
    "elsewhere": ("{n} more elsewhere", "{n} more elsewhere"),
    "more-lines": ("{n} more line of this incident", "{n} more lines of this incident"),
    "more-places": ("{n} more", "{n} more"),
    # sessions
    "sessions-title": "Sessions with incidents",
    "more-sessions": (
        "{n} more session with incidents is not shown.",
        "{n} more sessions with incidents are not shown.",
    ),
    "unlinked": (
        "{n} incident belongs to no session that the log tells of.",
        "{n} incidents belong to no session that the log tells of.",
    ),
    "session": "Session",
    "session-no-id": "id unknown",
    "owner": "Owner",
    "owner-unknown": "unknown",
    "type": "Type",
    "state": "State",
    "created-at": "created {time}",
    "released-at": "released {time}",
    "controllers-header": "Controllers",
    "incidents-label": "Incidents",
    "code-count": "{n} × {code}",
    "not-kept": "{n} not kept one by one",
    "story": "Story",
    "unknown-title": "AVSession errors that are not known yet",
    "unknown-lines": ("{n} line like {place}", "{n} lines, first {place}"),
    "more-unknown": ("{n} more kind is not shown.", "{n} more kinds are not shown."),
    "no-story": "nothing told",
}

_ZH: dict[str, Word] = {
    "incidents": "{n} 次故障",
    "at-least": "至少 {what}",
    "in-sessions": "涉及 {affected} 个会话（共 {n} 个）",
    "none-matches": "共 {n} 次故障，没有符合筛选条件的",
    "in-one-session": "均在唯一的会话中",
    "in-no-session": "均未关联到会话",
    "comma": "，",
    "comma-in": "，",
    "semicolon": "；",
    "label": "{what}：",
    "lines": "{n} 行",
    "inputs": "{n} 个输入",
    "read": "{what}，{lines}",
    "stdin": "标准输入",
    "times": "{first} 至 {last}",
    "encoded": "{what}（{encoding}）",
    "foreign": "其中 {n} 行不是 HiLog",
    "more-errors": "另有 {n} 个输入无法读取。",
    "passed-over": "跳过了 {n} 个文件：{what}。",
    "remark-kernel": "{n} 个内核日志",
    "remark-persist-job": "{n} 个 hilog 自用的设置文件",
    "remark-dictionary": "{n} 个 hilogtool 字典",
    "remark-binary": "{n} 个不是文本",
    "remark-no-hilog": "{n} 个没有 HiLog 行",
    "remark-packed": "{n} 个压缩格式不支持",
    "remark-link": "{n} 个链接",
    "remark-special": "{n} 个不是普通文件",
    "unordered": "{source} 过大，无法排序，其中的文件按存放顺序读取。",
    "nul": "略去了 {n} 个 NUL 字节，断电会留下这样的空洞。",
    "lost": "日志记录过程中丢失了 {n} 行，以下数字均为下限。",
    "lost-unknown": "日志记录过程中有丢行，以下数字均为下限。",
    "private": "有 {n} 个值被隐藏为 <private>，下文可能缺少名称或 ID。",
    "unparsed": "有 {n} 行疑似 AVSession 日志，但没有可识别的 HiLog 头，未计入。",
    "cut": "有 {n} 行长得不可能是日志行，只读了开头部分。",
    "repeated": "有 {n} 行此前已经读过（见于另一输入，或日志被重复打印），只计一次。",
    "filtered-out": "另有 {n} 次故障不符合筛选条件。",
    "interrupted": "读取被中断，本报告只包含中断之前读到的内容。",
    "redacted": "已脱敏：名称、标识、地址、路径和用户自己的文字均以 app1 之类的代号代替。",
    "truncated": "故障过多，未逐条保留；计数仍包含全部故障。",
    "nothing-found": "未发现 AVSession 故障",
    "nothing-found-lost": "在日志保留下来的内容中未发现 AVSession 故障",
    "nothing-read": "没有读到任何内容",
    "empty": "输入为空，没有可分析的内容",
    "looked-at": "检查了可能与 AVSession 有关的 {examined}（{records}），见到 {sessions}。",
    "records": "{n} 条记录",
    "sessions": "{n} 个会话",
    "no-avsession": "没有一行与 AVSession 有关：请确认日志取自出问题的设备和时间段。",
    "by-category": "按类别",
    "by-code": "按错误码",
    "category": "类别",
    "incidents-header": "故障",
    "signals-header": "记录",
    "share": "占比",
    "count": "次数",
    "sessions-header": "会话",
    "code": "错误码",
    "title": "标题",
    "recommendations": "处理建议（按频次排序）",
    "more-recommendations": "另有 {n} 条建议未显示。",
    "count-and-share": "({count}，{share})",
    "why": "原因",
    "before": "此前：{what} {time}，{place}",
    "blind-title": "这份日志没能显示的内容",
    "next-time": "下次执行：{command}",
    "where": "位置",
    "to-do": "处理",
    "note": "说明",
    "evidence": "证据",
    "also": "另见",
    "times-each": "{n} 次 ",
    "link-certain": "{what}",
    "link-high": "{what}",
    "link-medium": "很可能是 {what}",
    "link-low": "也许是 {what}：日志给出的几种可能之一",
    "link-unknown": "也许是 {what}",
    "session-of": "{who} 的会话 {id}",
    "session-of-nobody": "会话 {id}，所有者未知",
    "pid": "pid {pid}",
    "session-unknown": "会话未知：日志没有说明属于哪个会话",
    "through": "经由控制器 {who}",
    "controller-unknown": "日志中没有出现控制器",
    "seen-in": "见于 {who}",
    "elsewhere": "另有 {n} 次在别处",
    "more-lines": "该故障另有 {n} 行",
    "more-places": "另有 {n} 处",
    "sessions-title": "发生故障的会话",
    "more-sessions": "另有 {n} 个发生故障的会话未显示。",
    "unlinked": "{n} 次故障不属于日志提到的任何会话。",
    "session": "会话",
    "session-no-id": "ID 未知",
    "owner": "所有者",
    "owner-unknown": "未知",
    "type": "类型",
    "state": "状态",
    "created-at": "创建于 {time}",
    "released-at": "释放于 {time}",
    "controllers-header": "控制器",
    "incidents-label": "故障",
    "code-count": "{n} × {code}",
    "not-kept": "{n} 次未逐条保留",
    "story": "经过",
    "unknown-title": "尚不认识的 AVSession 错误行",
    "unknown-lines": "{n} 行，首见 {place}",
    "more-unknown": "另有 {n} 种未显示。",
    "no-story": "没有记录",
}

WORDS: dict[str, dict[str, Word]] = {
    "en": _EN | code_words.EN | comparison_words.EN | gate_words.EN | plot_words.EN,
    "zh": _ZH | code_words.ZH | comparison_words.ZH | gate_words.ZH | plot_words.ZH,
}

CATEGORIES: dict[str, dict[str, str]] = {
    "en": {
        "session": "Session",
        "cast-control": "Cast control",
        "io": "Cast input/output",
        "parsing": "Cast parsing",
        "decoding": "Cast decoding",
        "audio-renderer": "Cast audio renderer",
        "drm": "Cast DRM",
        "universal": "Universal",
        "media": "Media service",
        "unmapped": "Without a code",
        "own": "Own codes",
        "unknown": "Unknown code",
    },
    "zh": {
        "session": "会话",
        "cast-control": "投播控制",
        "io": "投播输入输出",
        "parsing": "投播解析",
        "decoding": "投播解码",
        "audio-renderer": "投播音频渲染",
        "drm": "投播 DRM",
        "universal": "通用",
        "media": "媒体服务",
        "unmapped": "无错误码",
        "own": "自定义错误码",
        "unknown": "未知错误码",
    },
}

# what the context says of sessions; a word that is not here is shown as it is
STATES: dict[str, dict[str, str]] = {
    "en": {},
    "zh": {
        "alive": "存活",
        "released": "已释放",
        "activated": "激活",
        "deactivated": "取消激活",
        "audio": "音频",
        "video": "视频",
        "voice_call": "语音通话",
        "video_call": "视频通话",
        "created": "创建",
        "controller-created": "创建控制器",
        "controller-gone": "控制器销毁",
        "command": "收到命令",
        "cast-started": "开始投播",
        "service-restarted": "会话服务重启",
        "service-died": "会话服务退出",
        "client-died": "应用退出",
        "failure": "故障",
    },
}


def say(lang: str, key: str, n: int | None = None, **values: object) -> str:
    """One of the report's own sentences; `n` chooses between one and many."""
    return phrase(WORDS[lang][key], n, **values)


def phrase(word: Word, n: int | None = None, **values: object) -> str:
    """A sentence with its values."""
    if isinstance(word, tuple):
        word = word[0] if n == 1 else word[1]
    return word.format(n="" if n is None else f"{n:,}", **values)


def category(lang: str, name: str) -> str:
    """The name of a category."""
    return CATEGORIES[lang].get(name, name)


def state(lang: str, name: str) -> str:
    """The word for a state, a type or an event of a session."""
    kind, _, code = name.partition(" ")
    if code.isdigit():  # `failure 6600102`
        return f"{STATES[lang].get(kind, kind)} {code}"
    return STATES[lang].get(name, name.replace("-", " "))


def share(part: int, whole: int) -> str:
    """A share in percent; what is there is never shown as nothing."""
    percent = round(100 * part / whole) if whole else 0
    return "<1%" if part and not percent else f"{percent}%"
