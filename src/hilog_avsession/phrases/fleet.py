"""What is said of fleets: English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    # what a run says
    "listing the units": "正在列出日志包",
    "units: {ended:,} of {units:,}  {rate:,.1f} MB/s  {failed:,} failed": (
        "{ended:,}/{units:,} 个日志包  {rate:,.1f} MB/s  {failed:,} 个失败"
    ),
    "units: {ended:,} of {units:,}  {rate:,.1f} MB/s  {failed:,} failed  {left} left": (
        "{ended:,}/{units:,} 个日志包  {rate:,.1f} MB/s  {failed:,} 个失败  剩余 {left}"
    ),
    "what the workers do: {address}": "工作节点的运行情况：{address}",
    "{out}: was made by another release or with other options; all units are read again": (
        "{out}：由其他版本或不同选项生成，将重新分析所有日志包"
    ),
    "--meta: rows that match no unit: {unmatched:,} of {rows:,} ({names}{more}); units are named like {example}": (
        "--meta：{rows:,} 行中有 {unmatched:,} 行与任何日志包都不匹配：{names}{more}；日志包的名称形如 {example}"
    ),
    "{parts}; hilog-avsession fleet report {out!q} shows what failed": (
        "{parts}；可用 hilog-avsession fleet report {out!q} 查看故障"
    ),
    "1 unit read": "已分析 1 个日志包",
    "{count:,} units read": "已分析 {count:,} 个日志包",
    "{count:,} could not be read": "{count:,} 个无法读取",
    "{count:,} unchanged": "{count:,} 个未变化",
    "{count:,} unchanged ({failed:,} could not be read before)": "{count:,} 个未变化（其中 {failed:,} 个此前无法读取）",
    "could not be read: {names}{more}: {reason}": "无法读取：{names}{more}：{reason}",
    "other reasons why units could not be read: {count:,}; the report lists them": (
        "日志包无法读取的其他原因：{count:,} 种；报告中列有全部原因"
    ),
    "with --retry-failed, units that could not be read are read again": "使用 --retry-failed 可重新读取无法读取的日志包",
    "folders that were read as one unit: {folders:,} ({names}{more}), with {files:,} files; with --unit archive, each "
    "file is a unit": (
        "整个文件夹作为一个日志包读取：{folders:,} 个（{names}{more}），共 {files:,} 个文件；"
        "使用 --unit archive 时每个文件是一个日志包"
    ),
    "{count:,} left for the next run": "{count:,} 个留待下次运行",
    # reading the folder of a fleet
    "no such folder": "目录不存在",
    "this writes one: hilog-avsession fleet CAPTURES -o {file!q}": (
        "可用此命令生成：hilog-avsession fleet CAPTURES -o {file!q}"
    ),
    "holds no fleet": "其中没有批量分析的结果",
    "name the folder that `hilog-avsession fleet ... -o` wrote": "请指定 `hilog-avsession fleet ... -o` 写入的目录",
    "{table} cannot be read: {error}": "{table} 无法读取：{error}",
    "fleets": "批量分析",
    "a table of the fleet": "批量分析的表名",
    "a column of the table": "表中的列名",
    "one or several of {columns}": "{columns} 中的一个或多个",
    "{folder}: cannot be written: {error}; choose another folder, or change its permissions": (
        "{folder}：无法写入：{error}；请另选文件夹，或修改其权限"
    ),
    "{folder}: is named twice; name two fleets": "{folder}：指定了两次；请指定两个不同的目录",
    # which units and incidents are chosen
    "a fleet is filtered by {names} only": "批量分析的报告只能按 {names} 筛选",
    "columns with their values, such as {'device_model': 'PHONE-10'}": (
        "列名及其取值，例如 {'device_model': 'PHONE-10'}"
    ),
    "a text or a whole number, or several": "一个或多个文本或整数",
    "{text!r} chooses no units; write COLUMN=VALUE": "“{text}”不能用于选择日志包；请写作 COLUMN=VALUE（列名=取值）",
    "no unit has a value in the column {name}": "所有日志包的 {name} 列都没有值",
    "no unit has {what}; the values are {there}": "没有日志包符合 {what}；现有取值：{there}",
    "{name} is not a column that units are chosen by; choose from {names}": (
        "不能按 {name} 列选择日志包；可选：{names}"
    ),
    # what is read
    "there is no such file or folder": "文件或文件夹不存在",
    "no file matches this pattern": "没有匹配该模式的文件",
    "cannot be opened: {error}": "无法打开：{error}",
    "cannot be listed or fetched: {error}": "无法列出或获取：{error}",
    "{fetched:,} of its {size:,} bytes were fetched": "共 {size:,} 字节，只获取到 {fetched:,} 字节",
    "{protocol}:// addresses": "{protocol}:// 地址",
    "{address}: the protocol {protocol} is not known": "{address}：不支持协议 {protocol}",
    "{address}: addresses inside addresses (`::`) are not read; name the file": (
        "{address}：不支持嵌套地址（`::`），请直接指定文件"
    ),
    "@{path}: the list cannot be read: {error}": "@{path}：无法读取列表：{error}",
    "an empty path names nothing; use . for the current folder": "路径为空；当前文件夹请写 .",
    "holds no captures": "其中没有可分析的日志包",
    "name a folder or pattern that does": "请指定包含日志包的文件夹或模式",
    "--meta {path}: cannot be read: {error}": "--meta {path}：无法读取：{error}",
    "--meta {path}: cannot be read as CSV: {error}": "--meta {path}：不是可读取的 CSV 文件：{error}",
    "--meta {path}: has no rows; the first line names the columns": "--meta {path}：没有数据行；首行应为列名",
    # the folder
    "{folder}: lies in {place}, which is read; choose a folder outside of it": (
        "{folder}：位于要读取的 {place} 之内，请选择其外的文件夹"
    ),
    "{folder}: is not a folder; choose another name": "{folder}：不是文件夹，请换一个名称",
    "{folder}: holds other files ({name}) and no fleet; choose an empty or a new folder": (
        "{folder}：其中有其他文件（{name}），也没有批量分析的结果；请选择空文件夹或新文件夹"
    ),
    "{folder}: another run writes into it ({who}); wait until it has ended, or choose another folder": (
        "{folder}：另一次运行正在写入（{who}）；请等待其结束，或选择其他文件夹"
    ),
    "{path}: cannot be written: {error}; what is finished is kept, and the same command continues": (
        "{path}：无法写入：{error}；已完成的结果均已保留，重新执行同一命令即可继续"
    ),
    "is damaged: {error}": "已损坏：{error}",
    "was made by another release: its schema version is {version}, this release reads {own}": (
        "由其他版本生成：其格式版本为 {version}，本版本读取 {own}"
    ),
    "choose another folder for the fleet": "请为批量分析选择其他文件夹",
    "a fleet is redacted with a key, so that its units agree; set {variable}, or give --redact-key": (
        "批量分析的脱敏需要密钥，各日志包才能一致；请设置 {variable}，或使用 --redact-key"
    ),
    # options
    "a path": "路径",
    "a path, a pattern, an address such as 's3://bucket/folder', '@list.txt', or several of them": (
        "路径、通配模式、's3://bucket/folder' 之类的地址、'@list.txt'，或由它们组成的列表"
    ),
    "a kind of unit": "日志包类型",
    "a form of progress": "进度形式",
    "--memory {text!r} is not a size; write a number with K, M, G or T: 2G": (
        "--memory“{text}”不是大小；请写数字加 K、M、G 或 T，例如 2G"
    ),
    "--workers sizes the cluster of this machine; with --scheduler leave it out": (
        "--workers 用于设置本机的并行数；使用 --scheduler 时请去掉它"
    ),
    "--tls-ca, --tls-cert and --tls-key concern a cluster; add --scheduler tls://HOST:PORT": (
        "--tls-ca、--tls-cert 和 --tls-key 用于集群；请加上 --scheduler tls://HOST:PORT"
    ),
    "{path}: there is no such file; --tls-... name PEM files": "{path}：文件不存在；--tls-... 应指定 PEM 文件",
    # the cluster
    "TLS needs three files: --tls-ca, --tls-cert and --tls-key": "TLS 需要三个文件：--tls-ca、--tls-cert 和 --tls-key",
    "{scheduler!r} is not the address of a scheduler; write its host and port: tcp://host:8786": (
        "“{scheduler}”不是调度器地址；请写出主机和端口：tcp://host:8786"
    ),
    "{scheduler}: no scheduler can be reached: {error}; check the address, and that `dask scheduler` runs there": (
        "{scheduler}：无法连接调度器：{error}；请检查地址，并确认 `dask scheduler` 正在运行"
    ),
    "{scheduler}: needs certificates: give --tls-ca, --tls-cert and --tls-key, or configure Dask": (
        "{scheduler}：需要证书；请指定 --tls-ca、--tls-cert 和 --tls-key，或在 Dask 中配置"
    ),
    "the workers could read none of the first {count} units: {reason}: {detail}": (
        "工作节点无法分析前 {count} 个日志包中的任何一个：{reason}：{detail}"
    ),
    "{scheduler}: the connection to the scheduler is lost": "{scheduler}：与调度器的连接已断开",
    "{scheduler}: the worker {address} cannot read logs: {error}; install hilog-avsession[fleet] {version} for all workers": (
        "{scheduler}：工作节点 {address} 无法分析日志：{error}；请为所有工作节点安装 hilog-avsession[fleet] {version}"
    ),
    "{scheduler}: the worker {address} has hilog-avsession {other}; install {version} for all workers": (
        "{scheduler}：工作节点 {address} 的 hilog-avsession 版本为 {other}；请为所有工作节点安装 {version}"
    ),
}
