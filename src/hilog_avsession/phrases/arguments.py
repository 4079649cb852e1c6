"""What is wrong with the arguments of a function of the library: English and Chinese side by side.

The name of an argument is a word of Python and needs no row.
"""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "{name} cannot be {given}; give {allowed}": "{name}不能是{given}；请给出{allowed}",
    "{name} cannot hold {given}; give {allowed}": "{name}中不能有{given}；请给出{allowed}",
    "{given} is not {what}; choose from {choices}": "{given}不是{what}；可选：{choices}",
    "{given} is not {what}; did you mean {near}? Choose from {choices}": (
        "{given}不是{what}；是否应为 {near}？可选：{choices}"
    ),
    "{given} is not a significance level; give a number between 0 and 1, for example {example}": (
        "{given}不是显著性水平；请给出 0 到 1 之间的数，例如 {example}"
    ),
    "there are no captures to read; give {allowed}": "没有可读取的日志包；请给出{allowed}",
    "there is no source to read; give {allowed}": "没有可读取的来源；请给出{allowed}",
    # what was given
    "{text!r}": "“{text}”",
    "the class {kind}": "类 {kind}",
    "a {kind}": "{kind} 类型的值",
    "an {kind}": "{kind} 类型的值",
    "bytes": "字节串",
    # what it is called
    "a source": "来源",
    "a report": "报告",
    "a code": "错误码",
    "a side of the comparison": "比较的一侧",
    "a symbol": "符号",
    "a category": "类别",
    "a language": "可用的语言",
    "a format": "可用的格式",
    "a table of the report": "报告中的表格",
    "a table of the comparison": "比较结果中的表格",
    "the limit {name}": "上限 {name} ",
    # what is allowed
    "text": "文本",
    "text, or None": "文本，或 None",
    "a text, or several": "一个或多个文本",
    "a number or a text, or several": "一个或多个数字或文本",
    "True or False": "True 或 False",
    "a whole number from {least} on": "不小于 {least} 的整数",
    "a number of seconds from 1 on": "不小于 1 的秒数",
    "a whole number from {least} to {most}": "{least} 到 {most} 的整数",
    "{allowed}, {otherwise}": "{allowed}，{otherwise}",
    "or None for the usual number": "或用 None 表示默认条数",
    "or None": "或 None",
    "where 0 chooses the number that is fastest": "0 表示自动选择最快的进程数",
    "one or several of {tables}": "以下一项或多项：{tables}",
    "the path of a file": "文件路径",
    "the path of a folder": "文件夹路径",
    "the path of a TOML file, or several": "一个或多个 TOML 文件的路径",
    "a path, a pattern, '-', a stream opened in binary mode (io.BytesIO for bytes), or several of them": (
        "路径、通配符、'-'、以二进制模式打开的流（字节串可用 io.BytesIO），或其中多个"
    ),
    "the text of a JSON report; for a file, call Report.load(path)": (
        "JSON 报告的文本；如需读取文件，请调用 Report.load(path)"
    ),
    "one or several reports, as `analyze`, `Report.load` and `Report.from_json` return them": (
        "一份或多份报告，即 `analyze`、`Report.load` 或 `Report.from_json` 的返回值"
    ),
    "a report, the path of a JSON report, or several of them": "报告、JSON 报告的路径，或其中多个",
    "the catalogue that catalog('team.toml') returns": "catalog('team.toml') 返回的目录",
    "text, or None for numbered pseudonyms": "文本；或用 None 表示按编号生成代号",
    "what errors call the report, such as 'last.json'": "错误信息中对该报告的称呼，例如 'last.json'",
    "the axes of matplotlib to draw on, or None for new ones": "用于绘图的 matplotlib 坐标轴；或用 None 新建",
    "texts such as 'ratio=1000'": "形如 'ratio=1000' 的文本",
    "texts such as 'any', '6600107>10' or 'loss'": "形如 'any'、'6600107>10' 或 'loss' 的文本",
    "Filters(...)": "Filters(...) 对象",
    "Filters(...), such as Filters(codes=6600107)": "Filters(...)，例如 Filters(codes=6600107)",
    "Limits(...), such as Limits(ratio=1000)": "Limits(...)，例如 Limits(ratio=1000)",
    "text such as '10:15' or '11-20 10:15', a datetime, date or time, or seconds as the log prints them": (
        "形如 '10:15' 或 '11-20 10:15' 的文本，datetime、date 或 time，或日志中打印的秒数"
    ),
    "an incident of a report": "报告中的一次故障",
    "a pair of texts, such as ('old', 'new')": "一对文本，例如 ('old', 'new')",
    "entries of codes": "错误码条目",
    "a number or text such as 6600107, -1018 or ERR_SESSION_NOT_EXIST": (
        "数字或文本，例如 6600107、-1018 或 ERR_SESSION_NOT_EXIST"
    ),
    "a whole number such as 6600107; `explain` also takes text": "整数，例如 6600107；`explain` 也接受文本",
    "text such as ERR_SESSION_NOT_EXIST": "文本，例如 ERR_SESSION_NOT_EXIST",
}
