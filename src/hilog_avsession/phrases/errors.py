"""Errors, and what is said on standard error: English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    # parts
    "{source}: {message}": "{source}：{message}",
    "{source}: {message}; {hint}": "{source}：{message}；{hint}",
    "; did you mean {near}?": "；是否应为{near}？",
    # inputs and devices
    "--target chooses a device for --hdc; add --hdc": "--target 用于为 --hdc 指定设备，请加上 --hdc",
    "--all and --top exclude each other; remove one of them": "--all 与 --top 不能同时使用，请去掉其中一个",
    "{name}: with --hdc the log comes from the device; remove the input": (
        "{name}：使用 --hdc 时日志来自设备，请去掉该输入"
    ),
    "no input; name a log file, pipe one in, or read a device: hilog-avsession analyze --hdc": (
        "没有输入；请指定日志文件，或通过管道输入，或读取设备：hilog-avsession analyze --hdc"
    ),
    "a process that read inputs has ended with status {status}; try again with --jobs 1": (
        "读取输入的一个进程已结束，状态码为 {status}；请用 --jobs 1 重试"
    ),
    "only one of A and B can be standard input": "A 和 B 中只能有一个是标准输入",
    "{name}: gives text, not bytes; open it in binary mode": "{name}：读出的是文本而不是字节，请以二进制模式打开",
    "{count:,} more inputs could not be read; the JSON report lists all of them": (
        "另有 {count:,} 个输入无法读取，完整列表见 JSON 报告"
    ),
    "not on the PATH": "PATH 中没有这个程序",
    "add the folder `toolchains` of the HarmonyOS or OpenHarmony SDK to the PATH": (
        "请把 HarmonyOS 或 OpenHarmony SDK 的 toolchains 目录加入 PATH"
    ),
    "cannot be run: {error}": "无法运行：{error}",
    "`hilog-avsession doctor` checks hdc and the device": "可运行 `hilog-avsession doctor` 检查 hdc 和设备",
    "several devices are connected: {keys}": "连接了多台设备：{keys}",
    "several devices are connected: {keys}; choose one with --target": "连接了多台设备：{keys}；请用 --target 指定一台",
    "choose with --target, or read all of them: --target all": "请用 --target 指定一台，或用 --target all 全部读取",
    "choose with --hilog-target": "请用 --hilog-target 指定一台",
    "waiting for an answer of hdc, at most ten seconds": "正在等待 hdc 应答，最多 10 秒",
    "hdc gave no answer within ten seconds; `hdc start -r` restarts its server": (
        "10 秒内没有应答；可用 `hdc start -r` 重启其服务"
    ),
    "no device is connected; waiting for one (Ctrl-C stops)": "没有已连接的设备，正在等待（按 Ctrl-C 结束）",
    "no log from the device; waiting for it (Ctrl-C stops)": "设备没有输出日志，正在等待（按 Ctrl-C 结束）",
    "the device is disconnected, or hilog stopped; waiting for it (Ctrl-C stops)": (
        "设备已断开，或 hilog 已停止；正在等待（按 Ctrl-C 结束）"
    ),
    "the device is connected; reading": "设备已连接，开始读取",
    "the device is back; reading continues": "设备已恢复，继续读取",
    "the device's hilog has no options for year, zone and microseconds; reading without them": (
        "该设备的 hilog 不支持年份、时区和微秒选项，改用默认格式读取"
    ),
    "{origin!r} is not a source of logs; give a device, a command, a file or a binary stream": (
        "{origin!r} 不能提供日志；请给出设备、命令、文件或二进制流"
    ),
    "{command!r} is not a command: {error}": "“{command}”不是命令：{error}",
    "the command that gives the log is empty": "提供日志的命令为空",
    # the live view
    "{lines:,} lines  {rate:,.0f} lines/s  {seconds:.0f} s": "{lines:,} 行  {rate:,.0f} 行/秒  {seconds:.0f} 秒",
    "{lines:,} lines  {rate:,.0f} lines/s  {seconds:.0f} s  {lost:,} lines lost": (
        "{lines:,} 行  {rate:,.0f} 行/秒  {seconds:.0f} 秒  丢失 {lost:,} 行"
    ),
    "no incidents so far": "目前没有故障",
    "1 incident so far": "目前 1 次故障",
    "{count:,} incidents so far": "目前 {count:,} 次故障",
    "press Ctrl-C to stop and write the report": "按 Ctrl-C 结束并生成报告",
    # options
    "{text!r} is not a process id; give a number, or a beginning such as 61*": (
        "“{text}”不是进程号；请给出数字，或形如 61* 的开头部分"
    ),
    "{text!r} is not a session id; give its hexadecimal digits, or some from its beginning or end": (
        "“{text}”不是会话 ID；请给出其十六进制数字，或开头、结尾的一部分"
    ),
    "{typo}: no such option; see hilog-avsession explain --help": (
        "没有选项 {typo}；请查看 hilog-avsession explain --help"
    ),
    "{wanted!r} is not an AVSession error code, native number or symbol{guess}": (
        "“{wanted}”不是 AVSession 的错误码、原始错误码或符号{guess}"
    ),
    "there is no code of category {names}": "没有类别为 {names} 的错误码",
    "no code of category {names} contains {word!r}{guess}": "类别 {names} 中没有错误码包含“{word}”{guess}",
    "no code contains {word!r} in its number, symbol, message or title{guess}": (
        "没有错误码的数字、符号、消息或标题包含“{word}”{guess}"
    ),
    "; `hilog-avsession codes` lists all codes": "；全部错误码见 `hilog-avsession codes`",
    "{setting!r} is not a limit; write NAME=NUMBER, where NAME is one of {names}, and NUMBER is above 0 and may end "
    "with K, M, G or T": (
        "“{setting}”不是上限设置；请写作 NAME=NUMBER，名称可选 {names}，数字大于 0，可带单位 K、M、G 或 T"
    ),
    "{text!r} is not a time; write HH:MM[:SS], [YYYY-]MM-DD[ HH:MM[:SS]], or seconds as the log prints them": (
        "“{text}”不是时间；请写作 HH:MM[:SS]、[YYYY-]MM-DD[ HH:MM[:SS]]，或日志中的秒数"
    ),
    "since {since} is later than until {until}; exchange the two": "起始时间 {since} 晚于截止时间 {until}；请交换两者",
    "since {since} is later than until {until}; exchange the two, or write both with their year": (
        "起始时间 {since} 晚于截止时间 {until}；请交换两者，或都写上年份"
    ),
    "no command; to analyze the log that is piped in: hilog-avsession analyze -": (
        "没有给出命令；如需分析管道输入的日志：hilog-avsession analyze -"
    ),
    "an empty key makes pseudonyms that anybody can undo; give one, or none at all": (
        "密钥为空时任何人都能还原代号；请给出密钥，或不使用密钥"
    ),
    "only one of A and B is redacted already, and its numbered pseudonyms do not match those of this run; give the "
    "--redact-key that it was made with, or use its original": (
        "A 和 B 中只有一份已脱敏，其编号代号与本次运行的不对应；请给出生成它时的 --redact-key，或使用其原始文件"
    ),
    "only some of the reports are redacted, and a pseudonym matches no name of the others: give the --redact-key that "
    "it was made with, or use the originals": (
        "只有部分报告已脱敏，其中的代号与其余报告的名称不对应；请给出生成代号时的 --redact-key，或使用原始文件"
    ),
    "the reports were redacted without a key: pseudonyms such as app1 mean the same in both only if one run wrote both; "
    "use the originals, or redact them with the same --redact-key": (
        "这些报告脱敏时没有使用密钥：只有由同一次运行写出，app1 等代号才表示同一应用；请使用原始文件，或用同一个 --redact-key 脱敏"
    ),
    "{path}: is redacted; its applications are found only in a report with the same pseudonyms: give the --redact-key "
    "that it was made with, or use its original": (
        "{path}：已脱敏，只有代号相同的报告才能与其中的应用对应；请给出生成它时的 --redact-key，或使用其原始文件"
    ),
    "the report is redacted and a baseline is not, so that no application of the baseline is found in it: give the "
    "--redact-key that it was made with": (
        "报告已脱敏而基线未脱敏，基线中的应用都无法对应；请给出生成报告时的 --redact-key"
    ),
    "{path}: is redacted already, and its pseudonyms do not match the numbered ones of this run; give the --redact-key "
    "that it was made with, or use its original": (
        "{path}：已脱敏，其代号与本次运行的编号代号不对应；请给出生成它时的 --redact-key，或使用其原始文件"
    ),
    "the argument after {option} is empty; perhaps a variable of the shell is not set": (
        "{option} 之后的参数为空；可能是 shell 变量没有赋值"
    ),
    "an argument is empty; perhaps a variable of the shell is not set": "有一个参数为空；可能是 shell 变量没有赋值",
    # outputs
    "standard input": "标准输入",
    "standard output is closed": "标准输出已关闭",
    "standard output cannot be written: {error}": "无法写入标准输出：{error}",
    "{path}: cannot be written: {error}": "{path}：无法写入：{error}",
    "{path!r}: cannot be written: no file can have this name": "{path!r}：无法写入：文件不能使用这样的名称",
    "{path}: {complaint}": "{path}：{complaint}",
    "{path}: {what}; use {suffixes}": "{path}：{what}；可用：{suffixes}",
    "no format has the suffix {suffix}": "后缀名 {suffix} 没有对应的格式",
    "has no suffix that tells the format": "没有后缀名，无法确定格式",
    "{suffix} ({name})": "{suffix}（{name}）",
    "{complaint}, or tie a format to the name: {path}:{format}": "{complaint}，或在文件名后写明格式：{path}:{format}",
    '{complaint}, or name the format: format="{example}"': '{complaint}，或指定格式：format="{example}"',
    "{path}: reports are not compressed; write {plain} and compress it with {program}": (
        "{path}：报告不会压缩；请写入 {plain}，再用 {program} 压缩"
    ),
    "--output is empty; name a file, or - for standard output": "--output 为空；请指定文件，或用 - 表示标准输出",
    "{path}: names a folder; name a file in it: {file}": "{path}：是文件夹；请指定其中的文件：{file}",
    "{path}: cannot be written: there is no folder {folder}; create it, or choose another": (
        "{path}：无法写入：文件夹 {folder} 不存在；请创建该文件夹，或另选一个"
    ),
    "{path}: there is no folder {folder}; create it, or choose another": (
        "{path}：文件夹 {folder} 不存在；请创建该文件夹，或另选一个"
    ),
    "{path}: is write-protected; choose another file, or change its permissions": (
        "{path}：文件不可写；请另选文件，或更改其权限"
    ),
    "{path}: no file can be written in {folder}; choose another folder, or change its permissions": (
        "{path}：无法在 {folder} 中写入文件；请另选文件夹，或更改其权限"
    ),
    "{folder!r}: no folder can be called so; choose another name": "{folder!r}：文件夹不能这样命名；请换一个名称",
    "{error}: the system gives this program no more; raise the limit, or end others": (
        "{error}：系统不再为本程序提供资源；请提高限制，或结束其他程序"
    ),
    "{path}: is an input and would be overwritten; choose another file for --output": (
        "{path}：是输入文件，会被覆盖；请为 --output 另选文件"
    ),
    "{path}: --output names this file twice; each format needs a file of its own": (
        "{path}：--output 两次指定了该文件；每种格式需要各自的文件"
    ),
    "standard output takes one format, not {formats}; name a file for all but one: --output report{suffix}": (
        "标准输出只能有一种格式，不能同时有 {formats}；请为其余格式指定文件：--output report{suffix}"
    ),
    "{format} is written while the log is read; it can go to one place only": (
        "{format} 在读取日志时即时写出，只能写到一处"
    ),
    # gates
    "--max-length concerns Markdown; add --output report.md": "--max-length 只对 Markdown 有效；请加上 --output report.md",
    "--excel concerns CSV; add --output report.csv": "--excel 只对 CSV 有效；请加上 --output report.csv",
    "{word}: neither a command nor a file; the commands are {commands}": (
        "{word}：既不是命令，也没有这个文件；可用的命令：{commands}"
    ),
    "this is a defect of the program: please report it with the lines above": (
        "这是程序自身的缺陷：请将以上内容一并反馈"
    ),
    "there is no file {code}; to look up a code: hilog-avsession explain {code}": (
        "没有名为 {code} 的文件；如需查询错误码，请运行：hilog-avsession explain {code}"
    ),
    "--allow-empty concerns gates; add --fail-on or --baseline": (
        "--allow-empty 只对门禁有效；请加上 --fail-on 或 --baseline"
    ),
    "a gate is empty; write any, or name what to count, for example {example!r}": (
        "门禁为空；请写 any，或写明要计数的内容，例如“{example}”"
    ),
    "{text!r} would always fail; use {name}>0 to fail if there is at least one": (
        "“{text}”永远不会通过；若要在出现一次时即不通过，请写 {name}>0"
    ),
    "{text!r} is not a gate; write NAME, NAME>N or NAME>=N, for example {example!r}": (
        "“{text}”不是门禁；请写作 NAME、NAME>N 或 NAME>=N，例如“{example}”"
    ),
    "{code} has no cause {cause!r}{hint}": "{code} 没有原因“{cause}”{hint}",
    "; it has {known}": "；其原因有：{known}",
    "; name the code alone": "；请只写错误码",
    "no gate can count {name!r}{hint}": "“{name}”不能用作门禁{hint}",
    "; name a code, a category, a cause or any": "；请写错误码、类别、原因或 any",
    "{path}: `explain` looks up codes and single lines; logs are read by: hilog-avsession analyze {path!q}": (
        "{path}：`explain` 查询错误码和单行日志；日志请用以下命令读取：hilog-avsession analyze {path!q}"
    ),
    "standard input is named twice; it can be read only once": "标准输入指定了两次；它只能读取一次",
    # JSON reports
    "holds JSON reports ({report}) and other files ({other})": "既有 JSON 报告（{report}），又有其他文件（{other}）",
    "name either reports or logs, for example with a pattern: '*.json'": (
        "请只指定报告或只指定日志，例如使用通配符 '*.json'"
    ),
    "holds no JSON report": "没有 JSON 报告",
    "not a JSON report": "不是 JSON 报告",
    "is a folder, not a JSON report": "是文件夹，而不是 JSON 报告",
    "if it is a log, this writes one: hilog-avsession analyze {log!q} --output report.json": (
        "如果它是日志，可用以下命令生成报告：hilog-avsession analyze {log!q} --output report.json"
    ),
    "if it holds logs, this writes one: hilog-avsession analyze {log!q} --output report.json": (
        "如果其中是日志，可用以下命令生成报告：hilog-avsession analyze {log!q} --output report.json"
    ),
    "logs are read by: hilog-avsession analyze {log!q}": "日志请用以下命令读取：hilog-avsession analyze {log!q}",
    "no report; name a JSON report: hilog-avsession {command} report.json": (
        "没有报告；请指定 JSON 报告：hilog-avsession {command} report.json"
    ),
    "{report} is a JSON report and {log} is not; reports and logs cannot be mixed: analyze the logs into a JSON report "
    "first, then merge all reports": (
        "{report} 是 JSON 报告，而 {log} 不是；报告和日志不能混用：请先将日志分析为 JSON 报告，再合并所有报告"
    ),
    "{file} is named twice; name each report once, or its incidents count twice": (
        "{file} 指定了两次；每份报告只应指定一次，否则其中的故障会重复计数"
    ),
    "--year says how a log is read, and a report is read already; leave it out": (
        "--year 用于读取日志，而报告中的日志已经读取；请去掉该选项"
    ),
    "{name}: written by a newer release; what this release does not know is left out": (
        "{name}：由更新的版本写出，本版本不认识的内容已略去"
    ),
    "the catalogue does not have {words}{more}: their words stay as they are; name the catalogue that has them: "
    "--catalog": ("目录中没有 {words}{more}，其文字保持原样；请用 --catalog 指定包含它们的文件"),
    " and {count:,} more": "等，另有 {count:,} 个",
    "some of the reports are redacted: their names can be told apart only if all were redacted with the same "
    "--redact-key": "部分报告已脱敏：只有全部使用同一个 --redact-key 脱敏，才能区分其中的名称",
    "--each {folder}: {why}; use --output instead": "--each {folder}：{why}；请改用 --output",
    "the inputs are reports already": "输入已是报告",
    "a device is one input": "设备只是一个输入",
    "--each {folder}: no folder can be made there: {error}; choose another": (
        "--each {folder}：无法创建文件夹：{error}；请另选一个"
    ),
    "--each {folder}: lies in {place}, which is read; choose a folder outside of it": (
        "--each {folder}：位于要读取的 {place} 之内；请选择其外的文件夹"
    ),
    "a JSON report from a pipe is read by: hilog-avsession render -": (
        "管道中的 JSON 报告请用以下命令读取：hilog-avsession render -"
    ),
    "1 JSON report": "1 份 JSON 报告",
    "{count:,} JSON reports": "{count:,} 份 JSON 报告",
    ", {count:,} of them with inputs that could not be read": "，其中 {count:,} 份含无法读取的输入",
    "; other JSON files in the folder: {count:,}": "；该文件夹中另有 {count:,} 个 JSON 文件",
    "wrote {reports} to {folder}{unread}{others}": "已将 {reports}写入 {folder}{unread}{others}",
    "{count:,} reports added up": "已合并 {count:,} 份报告",
    "the report lists {listed:,} of its {incidents:,} incidents, so it cannot be filtered; analyze the log with these "
    "filters, or store a report that lists all: --max-incidents {incidents}": (
        "报告共有 {incidents:,} 次故障，只列出了 {listed:,} 次，因此无法筛选；请用这些筛选条件分析日志，"
        "或保存列出全部故障的报告：--max-incidents {incidents}"
    ),
    "no such file": "文件不存在",
    "this writes one: hilog-avsession analyze LOG --output {file!q}": (
        "可用以下命令生成：hilog-avsession analyze LOG --output {file!q}"
    ),
    "this writes one: hilog-avsession analyze LOG --output {file!q}:json": (
        "可用以下命令生成：hilog-avsession analyze LOG --output {file!q}:json"
    ),
    "not a JSON report of {tool}": "不是 {tool} 的 JSON 报告",
    "is a comparison, not a report": "是比较结果，而不是报告",
    "this writes it in another format: hilog-avsession diff A B --output diff.html": (
        "可用以下命令写成其他格式：hilog-avsession diff A B --output diff.html"
    ),
    "is the report of a fleet, not of a log": "是批量分析的报告，而不是日志的报告",
    "this shows it: hilog-avsession fleet report OUT": "可用以下命令查看：hilog-avsession fleet report OUT",
    "a report of schema version {version}, and {supported} is the one that is read here": (
        "报告的 schema 版本为 {version}，此处只能读取版本 {supported}"
    ),
    "make the report again: hilog-avsession analyze LOG --output report.json": (
        "请重新生成报告：hilog-avsession analyze LOG --output report.json"
    ),
    "the JSON document is nested too deep": "JSON 文档嵌套过深",
    "no text in {encoding} at byte {byte}": "第 {byte} 字节处不是 {encoding} 文本",
    "not a JSON document: {error}": "不是 JSON 文档：{error}",
    "not a JSON document: line {line}, column {column} cannot be read": (
        "不是 JSON 文档：第 {line} 行第 {column} 列无法解析"
    ),
    "is JSON Lines, not a JSON report": "是 JSON Lines，而不是 JSON 报告",
    "is empty, and not a JSON document": "为空，不是 JSON 文档",
    "{where} is missing; {wanted} belongs there": "缺少{where}，应为{wanted}",
    "{where} is {value}; {wanted} belongs there": "{where}应为{wanted}，实际为{value}",
    "the document": "整个文档",
    "an object": "对象",
    "a list": "列表",
    "a text": "文本",
    "a text or a whole number": "文本或整数",
    "a whole number of 0 or more": "不小于 0 的整数",
    "a number": "数字",
    "one of {words}": "以下之一：{words}",
    "at least one line of the log": "至少一行日志",
    # reports in Python
    "there is no report to merge; give one or several": "没有可合并的报告；请给出一份或多份报告",
    "a source is a path, not the text of a log; wrap the text: io.BytesIO(text.encode())": (
        "来源应为路径，而不是日志文本；文本请写作 io.BytesIO(text.encode())"
    ),
    "{word}: begins like an option; write {file!q} to read the file of this name": (
        "{word}：会被当作选项；要读取该文件，请写作 {file!q}"
    ),
    "there is no report to compare": "没有可比较的报告",
    "two logs share neither times nor processes; filter by code, category or bundle": (
        "两份日志的时间和进程互不相关；请按错误码、类别或应用筛选"
    ),
    "cannot count by {name!r}; choose from {tables}": "不能按“{name}”计数；可选：{tables}",
    "{what} need {library}, which is not installed: {how}": "{what}需要 {library}，但尚未安装：{how}",
    "in the clone, pip install -e '.[{extra}]' or pipx install --force '.[{extra}]'": (
        "在仓库中执行 pip install -e '.[{extra}]' 或 pipx install --force '.[{extra}]'"
    ),
    "pip install {library} or pipx inject hilog-avsession {library}": (
        "执行 pip install {library} 或 pipx inject hilog-avsession {library}"
    ),
    "plots": "绘图",
}
