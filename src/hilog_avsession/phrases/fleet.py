"""What is said of fleets: English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    # reading the folder of a fleet
    "no such folder": "目录不存在",
    "this writes one: hilog-avsession fleet CAPTURES -o {file}": (
        "可用此命令生成：hilog-avsession fleet CAPTURES -o {file}"
    ),
    "holds no fleet": "其中没有批量分析的结果",
    "name the folder that `hilog-avsession fleet ... -o` wrote": "请指定 `hilog-avsession fleet ... -o` 写入的目录",
    "{table} cannot be read: {error}": "{table} 无法读取：{error}",
    "fleets": "批量分析",
}
