"""What is said of the interactive view and its filters: English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "the interactive view is not installed: pip install {package}": "未安装交互界面：pip install {package}",
    "the screen shows the view; name a file": "屏幕正用于显示界面；请指定文件",
    "--target chooses a device, and the log comes from {name}; remove one of them": (
        "--target 用于指定设备，而日志来自 {name}；请去掉其中之一"
    ),
    "{name} is not a filter; the filters are {names}": "{name} 不是筛选条件；可用的筛选条件：{names}",
    "{name} needs a value: {name}=VALUE": "{name} 需要一个值：{name}=VALUE",
    "{name} takes one time only": "{name} 只接受一个时间",
}
