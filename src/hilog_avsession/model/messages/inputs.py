"""What can be wrong with an input, each with its stable kind and its sentences in English and Chinese.

To add a problem, add a member and a row. Of several sentences the first whose values are all known is written. Numbers
get their separators, `{lines:line|lines}` adds the noun that fits the number, `{member!q}` is quoted for a shell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from string import Formatter
from typing import Any, NamedTuple

from ...phrases import quoted

Value = str | int
DICTIONARIES = "hilog_dict.*.zip"  # a dictionary whose name is not known, in commands


class Problem(StrEnum):
    """What is wrong with an input."""

    CLOSED = "closed"
    NOT_FOUND = "not-found"
    NOT_OPENED = "not-opened"
    NO_PERMISSION = "no-permission"
    NOT_READ = "not-read"
    ENCRYPTED = "encrypted"
    PACKED_BY_METHOD = "packed-by-method"
    PACKED_IN = "packed-in"
    DAMAGED = "damaged"  # the container, as the library that reads it says
    DAMAGED_DATA = "damaged-data"  # what a decompressor was given
    WRONG_CHECKSUM = "wrong-checksum"
    CUT_OFF = "cut-off"
    FOLLOWED = "followed"
    NO_SETTINGS = "no-settings"
    LARGE_WINDOW = "large-window"
    TOO_LARGE_TO_HOLD = "too-large-to-hold"
    FAR_TOO_MANY_FILES = "far-too-many-files"
    TOO_MANY_FILES = "too-many-files"
    TOO_DEEP = "too-deep"
    LARGE_MEMBER = "large-member"
    LARGE_TOTAL = "large-total"
    LARGE_RATIO = "large-ratio"
    LARGE_WHOLE = "large-whole"  # all files of an archive together
    ENCODED = "encoded"
    ENCODED_FILE = "encoded-file"
    ENCODED_MEMBER = "encoded-member"
    ENCODED_PIPED = "encoded-piped"
    NO_TEXT = "no-text"
    NO_HILOG = "no-hilog"
    HIDUMPER = "hidumper"
    HDC = "hdc"
    EMPTY = "empty"
    NO_LOG = "no-log"


class Wording(NamedTuple):
    """The sentences of a problem in one language."""

    message: tuple[str, ...]
    hint: tuple[str, ...] = ("",)


class _Row(NamedTuple):
    kind: str  # part of the JSON contract
    en: Wording
    zh: Wording


_DAMAGED = "damaged"  # a kind
# hints in English and Chinese; the last ones are for an input of which no line could be read, unless by its members
_CUT = (
    ("the report holds what could be read; fetch the file again for the rest", "fetch the file again"),
    ("能读出的内容已包含在报告中；如需其余部分，请重新获取该文件", "请重新获取该文件"),
)
_DOUBTFUL = (
    (
        "the report holds what could be read, of which some may be wrong; fetch the file again",
        "what could be read of it may be wrong; fetch the file again",
    ),
    ("能读出的内容已包含在报告中，但可能有误；请重新获取该文件", "从中读出的内容可能有误；请重新获取该文件"),
)


def _damaged(en: str, zh: str, hints: tuple[tuple[str, str], tuple[str, str]] = _CUT) -> _Row:
    """Return the sentences about damaged packed data; the hints are in both languages."""
    hints_en, hints_zh = hints
    return _Row(
        _DAMAGED,
        Wording((f"the {{container}} data {en}",), hints_en),
        Wording((f"{{container}} 数据{zh}",), hints_zh),
    )


def _limit(en: str, zh: str) -> _Row:
    return _Row(
        "limit",
        Wording((en,), ("if this is intended, raise the limit: --limit {option}",)),
        Wording((zh,), ("如果确需如此，请提高该上限：--limit {option}",)),
    )


_DECODE = "hilogtool parse -i {member!q} -o decoded -d "
_COMMANDS = (_DECODE + "{dictionary!q}", _DECODE + DICTIONARIES)


def _encoded(en: str = "", zh: str = "") -> _Row:
    known, unknown = _COMMANDS
    return _Row(
        "encoded-hilog",
        Wording(
            ("unpacks to binary data: an encoded log of a commercial device",),
            (
                f"{en}: {known}; then analyze the folder `decoded`",
                f"{en}: {unknown} (the dictionary is next to the log on the device, in /data/log/hilog); "
                "then analyze the folder `decoded`",
            )
            if en
            else ("",),
        ),
        Wording(
            ("解压后不是文本：这是商用设备写出的编码日志",),
            (
                f"{zh}：{known}，然后分析文件夹 `decoded`",
                f"{zh}：{unknown}（字典与日志同在设备的 /data/log/hilog 目录下），然后分析文件夹 `decoded`",
            )
            if zh
            else ("",),
        ),
    )


_ROWS: dict[Problem, _Row] = {
    Problem.CLOSED: _Row(
        "closed",
        Wording(("standard input is closed",), ("pipe a log in, or name a file",)),
        Wording(("标准输入已关闭",), ("请通过管道输入日志，或指定文件",)),
    ),
    Problem.NOT_FOUND: _Row("not-found", Wording(("no such file",)), Wording(("文件不存在",))),
    Problem.NOT_OPENED: _Row(
        "unreadable",
        Wording(("cannot be opened: {error}", "cannot be opened")),
        Wording(("无法打开：{error}", "无法打开")),
    ),
    Problem.NO_PERMISSION: _Row(
        "unreadable",
        Wording(("cannot be opened: no permission, or the file is gone",)),
        Wording(("无法打开：没有权限，或文件已不存在",)),
    ),
    Problem.NOT_READ: _Row("unreadable", Wording(("cannot be read: {error}",)), Wording(("无法读取：{error}",))),
    Problem.ENCRYPTED: _Row(
        "encrypted",
        Wording(("is encrypted",), ("unpack it with its password first",)),
        Wording(("已加密",), ("请先用密码解压",)),
    ),
    Problem.PACKED_BY_METHOD: _Row(
        "packed",
        Wording(("uses a compression method (number {method}) that is not supported",), ("unpack the archive first",)),
        Wording(("不支持其压缩方法（编号 {method}）",), ("请先解压该归档文件",)),
    ),
    Problem.PACKED_IN: _Row(
        "packed",
        Wording(("is {container} data, which is not supported",), ("unpack it first",)),
        Wording(("是 {container} 数据，不支持这种格式",), ("请先解压",)),
    ),
    Problem.DAMAGED: _damaged("is damaged or cut off ({reason})", "损坏或不完整（{reason}）"),
    Problem.DAMAGED_DATA: _damaged("is damaged ({error})", "损坏（{error}）", _DOUBTFUL),
    Problem.WRONG_CHECKSUM: _damaged("does not match its checksum", "与校验和不符", _DOUBTFUL),
    Problem.CUT_OFF: _damaged("is cut off", "不完整"),
    Problem.FOLLOWED: _damaged("is followed by other data", "之后还有其他数据"),
    Problem.NO_SETTINGS: _damaged("is damaged (no LZMA settings)", "损坏（没有 LZMA 参数）"),
    Problem.LARGE_WINDOW: _limit("takes more than {size} of memory to unpack", "解压所需内存超过 {size}"),
    Problem.TOO_LARGE_TO_HOLD: _Row(
        "limit",
        Wording(
            (
                "is in a container that can only be read from front to back, has its directory at its end, "
                "and is larger than {held} bytes",
            ),
            ("unpack the outer container first, name the file instead of piping it in, or raise --limit held=NUMBER",),
        ),
        Wording(
            ("外层数据只能顺序读取，而该归档的目录位于末尾，且大小超过 {held} 字节",),
            ("请先解压外层容器，或直接指定文件而不用管道，或提高上限 --limit held=NUMBER",),
        ),
    ),
    Problem.FAR_TOO_MANY_FILES: _limit(
        "holds far more files than the limit of {files}", "所含文件数远超读取上限 {files} 个"
    ),
    Problem.TOO_MANY_FILES: _limit("holds more files than the limit of {files}", "所含文件数超过读取上限 {files} 个"),
    Problem.TOO_DEEP: _limit("holds containers nested more than {depth} deep", "容器层层嵌套，超过 {depth} 层"),
    Problem.LARGE_MEMBER: _limit("unpacks to more than {size}", "解压后超过 {size}"),
    Problem.LARGE_TOTAL: _limit("is beyond the {size} that one run unpacks", "超出一次运行可解压的 {size}"),
    Problem.LARGE_RATIO: _limit(
        "unpacks to more than {ratio} times its size, which no log does",
        "解压后超过自身大小的 {ratio} 倍，日志不可能如此",
    ),
    Problem.LARGE_WHOLE: _limit(
        "unpacks, with all that it holds, to more than {ratio} times its size, which no archive of logs does",
        "连同其中的全部内容，解压后超过自身大小的 {ratio} 倍，日志归档不可能如此",
    ),
    Problem.ENCODED: _encoded(),
    Problem.ENCODED_FILE: _encoded("decode it first", "请先解码"),
    Problem.ENCODED_MEMBER: _encoded("unpack {archive} and decode the log in it", "请解压 {archive} 并解码其中的日志"),
    Problem.ENCODED_PIPED: _encoded(
        "save the piped data to a file and decode that", "请将管道输入的内容存为文件并解码"
    ),
    Problem.NO_TEXT: _Row(
        "not-hilog",
        Wording(("is not text",), ("give a log as `hilog` prints it",)),
        Wording(("不是文本",), ("请提供 `hilog` 输出的日志",)),
    ),
    Problem.NO_HILOG: _Row(
        "not-hilog",
        Wording(
            ("holds no HiLog line; it begins with {beginning}", "holds no HiLog line"),
            ("give a log as `hdc hilog` or DevEco Studio shows it",),
        ),
        Wording(
            ("没有 HiLog 行，开头为 {beginning}", "没有 HiLog 行"),
            ("请提供 `hdc hilog` 或 DevEco Studio 显示的日志",),
        ),
    ),
    Problem.HIDUMPER: _Row(
        "hidumper",
        Wording(
            ("is the output of hidumper: it lists sessions, but no failures",),
            ("capture a log with `hdc hilog` while the call fails, and give both files together",),
        ),
        Wording(
            ("是 hidumper 的输出：其中列出会话，但没有失败信息",),
            ("请在调用失败时用 `hdc hilog` 采集日志，并与该文件一起分析",),
        ),
    ),
    Problem.HDC: _Row(
        "hdc",
        Wording(("hdc said: {line}",), ("`hilog-avsession doctor` shows what is missing",)),
        Wording(("hdc 报错：{line}",), ("运行 `hilog-avsession doctor` 可查明缺少什么",)),
    ),
    Problem.EMPTY: _Row(
        "no-log",
        Wording(("is empty",), ("give a log, or the files that `hdc file recv /data/log/hilog` copies",)),
        Wording(("为空",), ("请提供日志，或 `hdc file recv /data/log/hilog` 取回的文件",)),
    ),
    Problem.NO_LOG: _Row(
        "no-log",
        Wording(
            ("holds no HiLog: {files:file was|files were} looked at",),
            ("give a log, or the files that `hdc file recv /data/log/hilog` copies",),
        ),
        Wording(
            ("没有找到 HiLog：查看了 {files} 个文件",),
            ("请提供日志，或 `hdc file recv /data/log/hilog` 取回的文件",),
        ),
    ),
}
_READ = {"en": "; {lines:line|lines} could be read", "zh": "；读出了 {lines} 行"}  # before the problem was met


def kind_of(problem: Problem) -> str:
    """Return the stable word that programs know a problem by."""
    return _ROWS[problem].kind


def message(problem: Problem, values: Mapping[str, Value], lang: str) -> str:
    """Say what is wrong with an input."""
    said = values
    if lang == "zh" and "error" in values:
        from ...phrases.system import in_chinese

        said = {**values, "error": in_chinese(str(values["error"]))}
    return _first(_wording(problem, lang).message, said) + lines_before(values, lang)


def hint(problem: Problem, values: Mapping[str, Value], lang: str) -> str:
    """Say what to do; an empty text where nothing is to be done."""
    hints = _wording(problem, lang).hint
    is_lost = _ROWS[problem].kind == _DAMAGED and not values.get("lines")
    return _first(hints[-1:] if is_lost else hints, values)


def command(problem: Problem, values: Mapping[str, Value]) -> str:
    """Return the command that the hint names; an empty text where it names none that is made for this input."""
    said = hint(problem, values, "en")
    found = _first(_COMMANDS, values) if "member" in values else ""
    return found if found in said else ""


def lines_before(values: Mapping[str, Value], lang: str) -> str:
    """Say how many lines could be read before; an empty text where none could."""
    return _FORMATTER.vformat(_READ[lang], (), values) if values.get("lines") else ""


def can_be_said(problem: Problem, values: Mapping[str, Value]) -> bool:
    """Tell whether the values that the sentences of a problem need are all there."""
    row = _ROWS[problem]
    texts = [wording[-1] for language in (row.en, row.zh) for wording in language]
    return all(_names(text) <= values.keys() for text in texts)


def _wording(problem: Problem, lang: str) -> Wording:
    row = _ROWS[problem]
    return row.zh if lang == "zh" else row.en


def _first(texts: tuple[str, ...], values: Mapping[str, Value]) -> str:
    text = next((text for text in texts if _names(text) <= values.keys()), texts[-1])
    return _FORMATTER.vformat(text, (), values)


def _names(text: str) -> set[str]:
    return set(_fields(text))


def _fields(text: str) -> Iterator[str]:
    return (name for _before, name, _form, _conversion in _FORMATTER.parse(text) if name)


class _Formatter(Formatter):
    def convert_field(self, value: Any, conversion: str | None) -> Any:
        return _quoted(str(value)) if conversion == "q" else super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        text = f"{value:,}" if isinstance(value, int) else str(value)
        if not format_spec:
            return text
        singular, _, plural = format_spec.partition("|")
        return f"{text} {singular if value == 1 else plural}"


_FORMATTER = _Formatter()


def _quoted(path: str) -> str:
    folder = path.removesuffix(DICTIONARIES)
    if folder != path:  # a shell has to see the star
        return (_quoted(folder) if folder else "") + DICTIONARIES
    return quoted(path)
