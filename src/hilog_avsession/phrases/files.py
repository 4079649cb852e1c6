"""Mistakes in a user's files, which `--catalog` and `codes lint` report: English and Chinese side by side.

The place of a mistake precedes it: `team.toml: statement[1].needle (bind-failed): is empty`.
"""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "{key} ({entry})": "{key}（{entry}）",
    # a whole file
    "cannot be read: {error}": "无法读取：{error}",
    "larger than {size} MiB": "超过 {size} MiB",
    "is not UTF-8: byte {byte}": "不是 UTF-8 编码：第 {byte} 字节",
    "not valid TOML: {error}": "不是有效的 TOML：{error}",
    "not valid TOML: nested too deeply": "不是有效的 TOML：嵌套过深",
    "holds neither [[code]] nor [[statement]]": "既没有 [[code]]，也没有 [[statement]]",
    # any key
    "is missing": "缺失",
    "is empty": "为空",
    "is defined twice": "重复定义",
    "{name} is defined twice": "{name} 重复定义",
    "must be {kind}, not {value}": "应为{kind}，而不是 {value}",
    "must be {kind} that is not empty, not {value}": "应为非空的{kind}，而不是 {value}",
    "must be a string or an array of strings, not {value}": "应为字符串或字符串数组，而不是 {value}",
    "a string": "字符串",
    "a whole number": "整数",
    "true or false": "true 或 false",
    "an array": "数组",
    "a table": "表",
    "none": "无",
    "must be {category!r}": "应为“{category}”",
    "{value!r} is none of {choices}{guess}": "“{value}”不在可选值之中：{choices}{guess}",
    "unknown key; the keys are {known}{guess}": "未知的键；可用的键：{known}{guess}",
    "{name!r} is not a name in kebab case: `bind-failed`": "“{name}”不是短横线命名，例如 `bind-failed`",
    # [[code]]
    "a custom code has 4 to 9 digits": "自定义错误码应为 4 到 9 位数字",
    "is not a code of the category {category}": "不是类别 {category} 的错误码",
    "{code} exists already and keeps its own: only words and causes can be replaced": (
        "{code} 已存在，其原有内容不变，只能替换文字和原因"
    ),
    "{name} exists already and keeps its own: only words can be replaced": (
        "{name} 已存在，其原有内容不变，只能替换文字"
    ),
    "{category!r} is none of {names}{guess}": "没有类别“{category}”，可选：{names}{guess}",
    "the cast engine's number of {number} is {known}": "{number} 对应的投播引擎错误号为{known}",
    "{symbol!r} is not a name: use letters, digits and underscores": "“{symbol}”不是名称，请使用字母、数字和下划线",
    "{symbol} already belongs to {code}": "{symbol} 已属于 {code}",
    "{native} is not a native number of {code}": "{native} 不是 {code} 的原始错误码",
    "{number} already belongs to the cause {cause}": "{number} 已属于原因 {cause}",
    "is missing: a new code or cause needs it in at least one language": (
        "缺失；新增的错误码或原因至少要有一种语言的文字"
    ),
    # [[statement]]: what it is called and how it is found
    "{name} is one of ours; to take over its lines, choose another name and set overrides = {name!r}": (
        "{name} 是内置语句；若要接管其日志行，请另取名称并设置 overrides = {name!r}"
    ),
    "is longer than {most} characters: give the part that no other line has": (
        "超过 {most} 个字符；请只写其他日志行没有的部分"
    ),
    "{needle!r} is too short: it would occur in nearly every line": "“{needle}”过短，几乎每一行都会包含它",
    "{text!r} has unprintable characters: leave them out": "{text!r} 含有不可打印字符，请去掉",
    "{text!r} has capital letters beyond A to Z, which are only found in this case: leave them out": (
        "“{text}”含有 A 到 Z 以外的大写字母，只能按此大小写匹配，请去掉"
    ),
    # its pattern
    "has {length:,} characters; at most {most:,} are allowed": "长度为 {length:,} 个字符，最多允许 {most:,} 个",
    "is not a valid pattern: {error}": "不是有效的正则表达式：{error}",
    r"has a brace that counts nothing: write \{ for the character": (
        r"含有不表示次数的花括号；若要匹配该字符，请写作 \{"
    ),
    "is too long with its repeats written out: at most {most:,} characters": (
        "展开重复次数后过长，最多 {most:,} 个字符"
    ),
    "the group {group!r} is not used; the groups are {names}{guess}": "不支持命名组“{group}”；可用的命名组：{names}{guess}",
    "takes more than {seconds} s of processor time for a line of {length:,} characters: avoid a repeat inside a "
    "repeat, as in `(a+)+`": (
        "匹配 {length:,} 个字符的一行所需的处理器时间超过 {seconds} 秒，请避免嵌套重复，例如 `(a+)+`"
    ),
    # what it states
    "a statement states a failure or a fact: leave out `fails` or `learns`": (
        "语句只能表示失败或事实之一，请去掉 `fails` 或 `learns`"
    ),
    "belongs to a failure, and this statement states none": "只用于表示失败的语句，而该语句不表示失败",
    "belong to a fact: say which with `learns`": "只用于表示事实的语句，请用 `learns` 指明是哪种事实",
    "{learns} needs the group {field!r}": "{learns} 需要命名组“{field}”",
    "the code is given more than once: {stated}": "错误码给出了不止一次：{stated}",
    "is missing: give `code`, `native` or a group for one, or `learns`; `fails = false` declares that the line states "
    "nothing": (
        "缺失，请给出 `code`、`native` 或相应的命名组，或给出 `learns`；`fails = false` 声明该行不表示任何内容"
    ),
    "{code} is not a known code: add it with [[code]]": "{code} 不是已知的错误码，请用 [[code]] 添加",
    "{native} is not a native number of AVSession": "{native} 不是 AVSession 的原始错误码",
    "{code} has no cause {cause}: add it with [[code.cause]]": "{code} 没有原因 {cause}，请用 [[code.cause]] 添加",
    "{api!r} is not an interface of AVSession": "“{api}”不是 AVSession 的接口",
    # who prints it
    "{domain!r} is not a domain: give five hex digits, as HiLog prints them after the letter A or C": (
        "“{domain}”不是日志域，请给出五位十六进制数字，即 HiLog 在字母 A 或 C 之后打印的内容"
    ),
    "is AVSession's own: leave tag and domain out, and give `side`": (
        "属于 AVSession 自身，请去掉 `tag` 和 `domain`，并给出 `side`"
    ),
    "distinguishes lines of AVSession; `tag` or `domain` means that an application prints it": (
        "用于区分 AVSession 的日志行，而 `tag` 或 `domain` 表示由应用打印"
    ),
    "distinguishes applications and needs `tag` or `domain`": "用于区分应用，需要同时给出 `tag` 或 `domain`",
    "is missing: `tag` or `domain` for a line of an application, `side` for one of AVSession": (
        "缺失；应用的日志行需要 `tag` 或 `domain`，AVSession 的日志行需要 `side`"
    ),
    # its samples
    "is more than one line": "不止一行",
    "is not a HiLog line": "不是 HiLog 行",
    "does not hold the needle {needle!r}": "不包含 `needle` 的内容“{needle}”",
    "is printed by {by}, not by AVSession: give its tag or domain": (
        "由 {by} 打印，而不是 AVSession，请给出其 `tag` 或 `domain`"
    ),
    "is printed by {by}, which is not the tag, domain or bundle of the statement": (
        "由 {by} 打印，与语句的 `tag`、`domain` 或 `bundle` 不符"
    ),
    "is printed by the function {function!r}, which the statement does not list": (
        "由函数“{function}”打印，语句没有列出该函数"
    ),
    "is not matched: the pattern must match all of {text!r}": "未匹配，模式必须匹配“{text}”的全部内容",
    "is matched, but the text of a named group is not a number or id of its kind": (
        "已匹配，但某个命名组的内容不是相应的数字或 ID"
    ),
    "is read, but its groups hold no known number": "已匹配，但命名组中没有已知的错误码",
    "is read by the statement {name}, which is tried first": "由更先尝试的语句 {name} 匹配",
    "is read by the statement, which must not read it": "被该语句匹配，而本不应匹配",
    "takes the pattern more than {seconds} s of processor time: make the pattern simpler": (
        "匹配所需的处理器时间超过 {seconds} 秒，请简化模式"
    ),
    "takes a pattern more than {seconds} s of processor time: make it simpler": (
        "某个模式匹配它所需的处理器时间超过 {seconds} 秒，请简化该模式"
    ),
    "reads the example of {names}{more}: make it narrower, or set overrides = {name!r}": (
        "会匹配 {names}{more} 的示例，请收窄模式，或设置 overrides = {name!r}"
    ),
    ", ...": "等",
    "{name} is not a known statement{guess}": "{name} 不是已知的语句{guess}",
    "no example of {name} is read by the pattern: there is nothing to override": (
        "模式不匹配 {name} 的任何示例，没有可覆盖的内容"
    ),
}
