"""What the operating system says about a file, from its English words to Chinese."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping

CHINESE: Mapping[int, str] = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许此操作",
    errno.EEXIST: "文件已存在",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一部分不是文件夹",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "文件过大",
    errno.EROFS: "文件系统只读",
    errno.EIO: "输入输出错误",
    errno.EBUSY: "设备或文件正在使用",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.ELOOP: "链接层数过多",
    errno.ENODEV: "没有这个设备",
    errno.ENXIO: "没有这个设备或地址",
    errno.EINVAL: "参数无效",
    errno.ENOEXEC: "不是可执行程序",
    errno.ENOMEM: "内存不足",
}
_NO_WORDS = "Unknown error"  # of a number that the system does not have: Windows lacks some
_BY_WORDS = {
    words: text for number, text in CHINESE.items() if not (words := os.strerror(number)).startswith(_NO_WORDS)
}


def in_chinese(words: str) -> str:
    """Return the Chinese of what the system says; other words, such as those of a library, stay as they are."""
    return _BY_WORDS.get(words, words)
