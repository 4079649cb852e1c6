"""What is said of the interactive view and its filters: English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "the interactive view is not installed: {how}": "未安装交互界面：{how}",
    "the screen shows the view; name a file": "屏幕正用于显示界面；请指定文件",
    "--target chooses a device, and the log comes from {name}; remove one of them": (
        "--target 用于指定设备，而日志来自 {name}；请去掉其中之一"
    ),
    "--refresh keeps a page current; name its file: --output report.html": (
        "--refresh 用于持续更新网页；请指定网页文件：--output report.html"
    ),
    "--each and --refresh exclude each other; remove one of them": "--each 与 --refresh 不能同时使用；请去掉其中之一",
    "{name}: is read to its end at once, and --refresh is for a log that is still being written; for a file that grows: hilog-avsession watch {name!q}": (
        "{name}：会一次读完，而 --refresh 用于仍在写入的日志；持续写入的文件请用：hilog-avsession watch {name!q}"
    ),
    "a page is not current, by a defect of the program ({error}); the run goes on": (
        "程序有缺陷（{error}），网页未能更新；读取继续进行"
    ),
    "{path}: kept current while the log is read; open it in a browser": (
        "{path}：读取日志期间持续更新，可在浏览器中打开"
    ),
    "{name} is not a filter; the filters are {names}": "{name} 不是筛选条件；可用的筛选条件：{names}",
    "{name} needs a value: {name}=VALUE": "{name} 需要一个值：{name}=VALUE",
    "{name} takes one time only": "{name} 只接受一个时间",
}
