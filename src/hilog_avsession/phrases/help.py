"""The help of commands and options, and the words of typer, which writes it: English and Chinese side by side.

A long help text has a row for each of its sentences, and one for the comment of each example.
"""

from __future__ import annotations

from collections.abc import Mapping

HELP: Mapping[str, str] = {
    # watch, view
    "Watch the log of a device, a pipe or a growing file.": "实时查看设备、管道或持续写入的文件的日志。",
    "Look through logs and stored reports on the screen.": "在屏幕上浏览日志和已保存的报告。",
    "Watch a log that is still being written, and print the report at the end.": (
        "实时查看仍在写入的日志，结束时打印报告。"
    ),
    "all connected devices, through hdc": "所有已连接的设备，经由 hdc",
    "a pipe": "管道",
    "a file that grows": "持续写入的文件",
    "`?` shows the keys.": "按 `?` 查看按键。",
    "`q` prints the report and exits with 0, or 1 if a gate of --fail-on or --baseline failed; Ctrl-C does the same and exits with 130.": (
        "按 `q` 打印报告并以 0 退出，--fail-on 或 --baseline 的门禁未通过时以 1 退出；Ctrl-C 同样打印报告，并以 130 退出。"
    ),
    "The interactive view needs a terminal and the extra `view`; without it, only counts are shown.": (
        "交互界面需要终端和可选组件 `view`；没有该组件时只显示计数。"
    ),
    "To add it in the clone:": "在仓库中执行以下任一命令即可安装：",
    "if `.venv` is active": "已激活 `.venv` 时",
    "if it was installed by pipx": "由 pipx 安装时",
    "A file that grows, or `-` for standard input; by default a device.": (
        "持续写入的文件，或 `-` 表示标准输入；默认为设备。"
    ),
    "Look through saved logs or JSON reports, and print the report at the end.": (
        "浏览已保存的日志或 JSON 报告，结束时打印报告。"
    ),
    "`?` shows the keys, `/` filters, Enter opens an incident with all its lines, `w` writes a report in any format, `q` prints the report.": (
        "按 `?` 查看按键，`/` 筛选，回车打开一次故障的全部日志行，`w` 以任意格式写入报告，`q` 打印报告。"
    ),
    "The interactive view needs a terminal and the extra `view`; without it, the report is printed at once.": (
        "交互界面需要终端和可选组件 `view`；没有该组件时直接打印报告。"
    ),
    "The exit status is that of `analyze`.": "退出码与 `analyze` 相同。",
    # --refresh
    "Keep the page of --output current while the log is read; open it in a browser.": (
        "读取日志期间持续更新 --output 指定的网页，可在浏览器中打开。"
    ),
    # the program
    "Find out from a HarmonyOS HiLog what failed in AVSession and what to do first.": (
        "从 HarmonyOS HiLog 日志中找出 AVSession 的故障，并给出首要处理措施。"
    ),
    "Examples:": "示例：",
    "live; Ctrl-C prints the report": "实时分析，按 Ctrl-C 输出报告",
    "check the device's log settings": "检查设备的日志设置",
    "or a .gz, a .zip, a folder": "也可以是 .gz、.zip 或文件夹",
    "the report in Chinese": "输出中文报告",
    "what is new, gone or changed": "比较新增、消失和变化的故障",
    "what codes mean, what helps": "错误码的含义和处理方法",
    "Without a command, logs are analyzed: `hilog-avsession analyze --help` shows how.": (
        "不写命令时即分析日志，选项见 `hilog-avsession analyze --help`。"
    ),
    "Print the version and exit.": "显示版本并退出。",
    "Show the traceback of an exception that ends the run.": "因异常结束时显示调用栈。",
    # analyze
    "Diagnose one or more logs and print one report.": "分析一份或多份日志，输出一份报告。",
    "JSON reports of earlier runs are read back and added up; see `render`.": (
        "此前运行得到的 JSON 报告会被读回并合并，参见 `render`。"
    ),
    "`-` reads standard input, and so does a pipe without an INPUT.": (
        "`-` 表示标准输入；未指定 INPUT 而有管道时也读取标准输入。"
    ),
    "--hdc reads a connected device and waits for it if it is disconnected.": (
        "--hdc 读取已连接设备的日志，设备断开时等待其恢复。"
    ),
    "The exit status is 0 whatever the log contains, 1 if a gate of --fail-on or --baseline failed, 2 for wrong usage, 3 if an input could not be read or a gate has no verdict because no line of AVSession was read, 130, 143 or 129 after Ctrl-C, SIGTERM or a closed terminal, 70 after a defect of the program.": (
        "退出码：0 表示分析完成（与日志内容无关），1 表示 --fail-on 或 --baseline 的门禁未通过，2 表示用法错误，"
        "3 表示有输入无法读取，或因没有读到 AVSession 的日志而无法判定门禁，130、143 或 129 表示被 Ctrl-C、SIGTERM 或终端关闭中断，70 表示程序自身的缺陷。"
    ),
    "Also write a JSON report for each input, archive or folder into DIR.": (
        "另将每个输入、归档文件或文件夹的 JSON 报告写入 DIR。"
    ),
    "Logs, archives, folders or JSON reports; `-` is standard input.": (
        "日志、归档文件、文件夹或 JSON 报告；`-` 表示标准输入。"
    ),
    "Read the log of a connected device through hdc.": "通过 hdc 读取已连接设备的日志。",
    "Read this device, or `all` that are connected; repeatable.": (
        "读取该设备；`all` 表示所有已连接的设备；可重复指定。"
    ),
    "Choose a device if several are connected.": "连接了多台设备时，指定其中一台。",
    "Format on standard output: {formats}.": "标准输出的格式：{formats}。",
    "Write to a file in the format of its suffix, or in this format; repeatable.": (
        "写入文件，格式由后缀名或此处指定的格式决定；可重复指定。"
    ),
    "Show the first N recommendations in full; text shows 5.": "完整显示前 N 条处理建议，文本报告默认为 5 条。",
    "Leave nothing out of the text: all recommendations, evidence lines and rows, none shortened.": (
        "文本报告不省略任何内容：显示全部处理建议、证据行和表格行，均不截短。"
    ),
    "Print a long report without $PAGER.": "直接输出较长的报告，不使用 $PAGER。",
    "Evidence lines for each recommendation; the default is 3, with --all all.": (
        "每条处理建议显示的证据行数，默认为 3；使用 --all 时显示全部。"
    ),
    "Shorten Markdown to N characters; an issue on GitHub takes 65,536.": (
        "将 Markdown 缩短到 N 个字符以内；GitHub 的 issue 最多 65,536 个。"
    ),
    "Show what happened in each session.": "显示每个会话的经过。",
    "Keep the first N incidents and only count the rest.": "逐条保留前 N 次故障，其余只计数。",
    "Only this code, e.g. 6600107, 6612* or network; repeatable.": (
        "只看该错误码，例如 6600107、6612* 或 network；可重复指定。"
    ),
    "Only this interface, e.g. sendControlCommand, set* or queue; repeatable.": (
        "只看该接口，例如 sendControlCommand、set* 或 queue；可重复指定。"
    ),
    "Only this category; repeatable.": "只看该类别；可重复指定。",
    "Only applications of this name, part or pattern; repeatable.": (
        "只看该名称的应用，可只写一部分或用通配符；可重复指定。"
    ),
    "Only this process; repeatable.": "只看该进程；可重复指定。",
    "Only this session: its id or part of it; repeatable.": "只看该会话，可只写 ID 的一部分；可重复指定。",
    "Only this device: its key or part of it; repeatable.": "只看该设备，可只写标识的一部分；可重复指定。",
    "From this log time on, e.g. 14:03, 11-20 or 2026-11-20 14:03:05.": (
        "从该日志时间开始，例如 14:03、11-20 或 2026-11-20 14:03:05。"
    ),
    "Up to and including this log time.": "到该日志时间为止（含）。",
    "Language; the default is that of the locale.": "语言，默认与系统语言一致。",
    "Year of the first line, for logs that print no year.": "首行所在年份，用于不带年份的日志。",
    "Number of processes that read, 256 at most; 0 chooses automatically.": "读取日志的进程数，最多 256；0 表示自动选择。",
    "Raise a limit on packed files, e.g. ratio=1000; repeatable.": "提高解压上限，例如 ratio=1000；可重复指定。",
    "Add your own codes and statements (TOML); repeatable.": "添加自定义的错误码和语句（TOML）；可重复指定。",
    "Exit with 1 if a gate fails: any, drm, 6600107>10; repeatable.": (
        "门禁未通过时以 1 退出，例如 any、drm、6600107>10；可重复指定。"
    ),
    "Gates ignore failures known from this JSON report; repeatable.": (
        "门禁忽略该 JSON 报告中已有的故障；可重复指定。"
    ),
    "Write CSV as Excel reads it: with a byte order mark.": "按 Excel 的要求写 CSV：加上字节顺序标记（BOM）。",
    "Let gates pass on a log without a line of AVSession.": "日志中没有 AVSession 的内容时，门禁也通过。",
    "Replace names, ids, addresses, paths and free text with pseudonyms.": (
        "以代号替换名称、标识、地址、路径和自由文本。"
    ),
    "Redact with a secret key, alike in all reports; or set {variable}.": (
        "用密钥脱敏，各报告中的代号一致；也可设置环境变量 {variable}。"
    ),
    # diff
    "Compare two logs: what is new, gone or changed.": "比较两份日志：新增、消失和变化的故障。",
    "Compare two logs: which failures are new, gone, more or less frequent in B.": (
        "比较两份日志：与 A 相比，B 中哪些故障新增、消失、增多或减少。"
    ),
    "A and B can each be a log, an archive, a JSON report of `analyze`, or a folder with the logs of one device or the reports of several devices.": (
        "A 和 B 可以是日志、归档文件、`analyze` 的 JSON 报告，也可以是存放一台设备的日志或多台设备的报告的文件夹。"
    ),
    "Differences that chance alone explains are not shown as changes.": "偶然因素即可解释的差异不视为变化。",
    "The exit status is 0 whatever changed, 2 for wrong usage, 3 if an input could not be read.": (
        "退出码：0 表示比较完成（无论有无变化），2 表示用法错误，3 表示有输入无法读取。"
    ),
    "The earlier log, archive, folder or JSON report.": "较早的日志、归档文件、文件夹或 JSON 报告。",
    "The later one.": "较晚的一份。",
    "Significance level: chance of a false difference, 0 to 1.": "显著性水平，即误判为有差异的概率，取 0 到 1。",
    "Count by {tables}; repeatable; the default is all.": "按 {tables} 计数；可重复指定，默认全部。",
    "Also list what did not change significantly.": "同时列出变化不显著的行。",
    # render, merge
    "Write a stored report in other formats.": "以其他格式输出已保存的报告。",
    "Write a JSON report of an earlier run in any format, without the log.": (
        "以任意格式输出此前运行得到的 JSON 报告，不需要日志。"
    ),
    "The report keeps its language unless --lang names another one.": "报告保持原有语言，除非用 --lang 指定其他语言。",
    "Several reports are added up, as `merge` does.": "多份报告会像 `merge` 那样合并。",
    "The exit status is 0, 1 if a gate of --fail-on or --baseline failed, 2 for wrong usage, 3 if an input is not a report.": (
        "退出码：0 表示完成，1 表示 --fail-on 或 --baseline 的门禁未通过，2 表示用法错误，3 表示有输入不是报告。"
    ),
    "Add up stored reports.": "合并已保存的报告。",
    "Add up the JSON reports of several devices or runs into one report.": (
        "将多台设备或多次运行的 JSON 报告合并为一份报告。"
    ),
    "Without an option for the output, the JSON report goes to standard output.": (
        "未指定输出选项时，JSON 报告写入标准输出。"
    ),
    "Inputs that have the same name in two reports get the name of their report in front of it.": (
        "两份报告中同名的输入，会在名称前加上所属报告的名称。"
    ),
    "Nothing is compared: failures that stand in two reports count twice, so analyze the logs of one device together instead.": (
        "合并时不做比对：两份报告中都有的故障会计算两次，因此同一设备的日志应一起分析。"
    ),
    "JSON reports, folders or patterns of them; `-` is standard input.": (
        "JSON 报告，或其文件夹、通配符；`-` 表示标准输入。"
    ),
    "Language; the default is that of the first report.": "语言，默认与第一份报告一致。",
    # doctor
    "Check hdc, the device and its log settings.": "检查 hdc、设备及其日志设置。",
    "Check hdc, the device and its log settings, and show how to fix problems.": (
        "检查 hdc、设备及其日志设置，并给出解决方法。"
    ),
    "Changes nothing on the device.": "不会更改设备上的任何内容。",
    "The exit status is 0 if its log can be read, 3 if it cannot.": (
        "退出码：0 表示可以读取设备日志，3 表示不能读取。"
    ),
    "Output format.": "输出格式。",
    # explain
    "Explain error codes, native numbers and symbols.": "解释错误码、原始错误码和符号。",
    (
        "Other words are looked up in the symbols, titles, messages and causes of all codes; the best matches are shown."
    ): "其他词语会在所有错误码的符号、标题、消息和原因中查找，并显示最相关的结果。",
    (
        "Exit status 2: a number, a symbol or a single word that stands for nothing; the message names what is most like"
        " it."
    ): "数字、符号或单个词语没有对应的错误码时，退出码为 2，提示中会列出最相近的内容。",
    (
        "Explain error codes (public code, native number, symbol, cast engine number), or a line of AVSession: who "
        "prints it, what it checks, what the caller gets."
    ): (
        "解释错误码（公开错误码、原始错误码、符号、投播引擎错误号），或 AVSession 打印的一行日志："
        "由谁打印、检查什么、调用方得到什么。"
    ),
    "Codes, numbers, symbols or lines of a log.": "错误码、数字、符号或日志行。",
    # codes
    "List the catalogue of error codes.": "列出错误码目录。",
    "List the catalogue; the same as `codes` alone.": "列出错误码目录，与单独的 `codes` 相同。",
    "`codes list --help` shows the options of the list.": "列表的选项见 `codes list --help`。",
    "Exit status 2: no code contains the word; the message names what is most like it.": (
        "没有错误码包含该词时，退出码为 2，提示中会列出最相近的内容。"
    ),
    "Only codes whose number, symbol or title contains this word; or a native number.": "只列出数字、符号或标题中包含该词的错误码。",
    "Check files with your own codes and statements, without a log.": (
        "检查含有自定义错误码和语句的文件，不需要日志。"
    ),
    "like --catalog twice": "相当于两次 --catalog",
    "If the files are correct, shows what each adds and replaces, and the exit status is 0.": (
        "文件无误时，显示各文件新增和替换的内容，退出码为 0；"
    ),
    "Otherwise lists all mistakes, and the exit status is 2.": "否则列出所有错误，退出码为 2。",
    "TOML files, in the order of --catalog.": "TOML 文件，顺序与 --catalog 相同。",
    # fleet
    "Diagnose thousands of captures, with tables.": "批量分析成千上万个日志包，生成数据表。",
    "Diagnose thousands of captures: which failures hit how many devices.": (
        "批量分析成千上万个日志包：哪些故障影响了多少台设备。"
    ),
    "all options of a run": "运行的全部选项",
    "Without a command, captures are read: `fleet captures/` is `fleet run captures/`.": (
        "不写命令时即分析日志包：`fleet captures/` 等同于 `fleet run captures/`。"
    ),
    "Read captures; the default.": "分析日志包（默认命令）。",
    "Read the captures that are new or changed, and store what failed in OUT.": (
        "分析新增或有变化的日志包，并将故障存入 OUT。"
    ),
    "A PATH is a file, a folder, a pattern, an address such as s3://bucket/folder, or @FILE with one of them on each line.": (
        "PATH 可以是文件、文件夹、通配模式、s3://bucket/folder 之类的地址，或每行列出一项的 @FILE。"
    ),
    "A unit is one capture of one device.": "一个日志包是从一台设备采集的一份日志。",
    "Units that are finished are stored at once; the same command later continues, and skips what is still the same.": (
        "完成的日志包立即保存；之后再执行同一命令会接着分析，并跳过没有变化的日志包。"
    ),
    "A unit that cannot be read, or takes too much time or memory, is recorded with the reason.": (
        "无法读取或超出时间、内存上限的日志包会连同原因一起记录。"
    ),
    "Ctrl-C stores what is finished.": "按 Ctrl-C 会保存已完成的部分。",
    "The exit status is 0, also if some units could not be read, 2 for wrong usage, 3 if no unit could be read or the run had to end, 130, 143 or 129 after Ctrl-C, SIGTERM or a closed terminal, 70 after a defect of the program.": (
        "退出码：0 表示完成（即使有日志包无法读取），2 表示用法错误，3 表示所有日志包都无法读取或运行被迫中止，"
        "130、143 或 129 表示被 Ctrl-C、SIGTERM 或终端关闭中断，70 表示程序自身的缺陷。"
    ),
    "Captures: files, folders, patterns, addresses or @FILE.": "日志包：文件、文件夹、通配模式、地址或 @FILE。",
    "Folder for the tables; an earlier one is continued.": "存放数据表的文件夹；已有结果时接着分析。",
    "What one capture is: archive, folder or auto; auto finds out.": (
        "一个日志包的形式：archive（归档文件）、folder（文件夹）或 auto（自动判断）。"
    ),
    "Your own facts: CSV with a column of unit names.": "自备的附加信息：含日志包名称列的 CSV 文件。",
    "Also store the JSON report of each unit, compressed.": "另存每个日志包的 JSON 报告（压缩）。",
    "Skip units that are stored and still the same, or start anew.": "跳过已保存且没有变化的日志包，或重新开始。",
    "Read all units again that failed before.": "重新分析此前失败的所有日志包。",
    "On standard error: bar, jsonl, none or auto, a bar on terminals.": (
        "标准错误上的进度：bar、jsonl、none 或 auto（在终端上显示进度条）。"
    ),
    "Use this cluster of Dask, e.g. tcp://host:8786.": "使用该 Dask 集群，例如 tcp://host:8786。",
    "Units read side by side, 256 at most; without a cluster.": "不使用集群时，同时分析的日志包数量，最多 256。",
    "Memory that a unit may take, e.g. 2G.": "一个日志包可用的内存，例如 2G。",
    "Seconds that a unit may take.": "一个日志包可用的秒数。",
    # fleet report and diff
    "what failed, also as a page": "查看故障，也可生成网页",
    "Show what failed in a fleet.": "查看批量分析的结果。",
    "Show what failed in a fleet: which failures hit how many units, since when.": (
        "查看批量分析的结果：哪些故障影响了多少个日志包，从何时开始。"
    ),
    "OUT is the folder that `hilog-avsession fleet` has written or is writing.": (
        "OUT 是 `hilog-avsession fleet` 已写入或正在写入的目录。"
    ),
    "Causes are ordered by the units that they hit; for each, the report says since when, if it is getting worse, what"
    " its units have in common that others have not, and which units show it best.": (
        "故障原因按影响的日志包数排序；报告说明每种原因从何时开始、是否恶化、其日志包有何共同点，"
        "以及哪些日志包最能说明问题。"
    ),
    "The exit status is 0 whatever failed, 3 if the folder cannot be read.": (
        "无论有无故障，退出码均为 0；目录无法读取时为 3。"
    ),
    "Only units with this value of a column of `units`; repeatable.": (
        "仅统计 `units` 表中该列为此值的日志包；可重复指定。"
    ),
    "List all rows of each table, and shorten no text.": "列出每个表的所有行，不截短任何文字。",
    "The folder of the fleet.": "批量分析的目录。",
    "Compare two fleets.": "比较两次批量分析。",
    "Compare two fleets, such as two builds or two weeks: what is new, gone, more or less frequent in B.": (
        "比较两次批量分析（例如两个系统版本或两周）：B 中哪些故障新增、消失、增多或减少。"
    ),
    "A and B are folders that `hilog-avsession fleet` has written.": "A 和 B 是 `hilog-avsession fleet` 写入的目录。",
    "The units that are hit are counted, not the incidents in them.": "统计的是受影响的日志包数，而不是其中的故障次数。",
    "The exit status is 0 whatever changed, 3 if a folder cannot be read.": (
        "无论有无变化，退出码均为 0；目录无法读取时为 3。"
    ),
    "The folder of the earlier fleet.": "较早一次批量分析的目录。",
    "The folder of the later one.": "较晚一次批量分析的目录。",
    "Authority of the certificates.": "签发证书的 CA 证书。",
    "Certificate of this program.": "本程序的证书。",
    "Key of this certificate.": "该证书的私钥。",
    # options that typer adds
    "Show this message and exit.": "显示此帮助并退出。",
    "Install completion for the current shell.": "为当前 shell 安装命令补全。",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "显示当前 shell 的补全脚本，便于复制或自行安装。"
    ),
}

WORDS: Mapping[str, str] = {
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "default: {value}": "默认值：{value}",
    "required": "必填",
    # wrong usage
    "No such option: {option}": "没有选项 {option}",
    "No such option: {option} (Possible options: {options})": "没有选项 {option}，相近的选项：{options}",
    "No such command {command}. Did you mean {near}?": "没有命令{command}，是否应为{near}？",
    "Missing argument {argument}.": "缺少参数{argument}",
    "Missing option {option}.": "缺少选项{option}",
    "Got unexpected extra argument(s) ({arguments})": "多余的参数：{arguments}",
    "Option {option} requires an argument.": "选项{option}需要一个值",
    "Option {option} does not take a value.": "选项{option}不带值",
    "Invalid value for {option}: {reason}": "{option}的值无效：{reason}",
    "{value} is not one of {choices}.": "{value}不在可选值{choices}之中",
    "{value} is not a valid whole number.": "{value}不是整数",
    "{value} is not a valid number.": "{value}不是数字",
    "{value} is not in the range {range}.": "{value} 超出范围 {range}",
}
