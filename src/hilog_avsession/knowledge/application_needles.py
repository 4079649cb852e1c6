"""The needles of an application's lines; the `near` lists exclude digits without any sign of an error."""

from __future__ import annotations

from .apis import DISTINCT

CODE_NEEDLES = ("660", "661")
CODE_FOLLOWED_BY = "[0-9]{4}"
CODE_WITHIN = r"(?<![0-9])66[01][0-9]{4}(?![0-9])"
CODE_NEAR = (
    "code", "err", "fail", "ret", "res", "rc", "exception", "unable", "cannot", "can't", "reject", "caught", "catch",
    "throw", "thrown", "status", "reason", "cause", "session", "cast", "activate", "extras",
    *(name.lower() for name in DISTINCT),
    "错误", "异常", "失败", "返回", "报错", "出错", "代码", "状态码", "原因", "会话", "投播",
)  # fmt: skip
TEMPLATE_NEEDLE, TEMPLATE_FOLLOWED_BY, TEMPLATE_NEAR = "350000", "[01][0-9]", ("template", "模板")
SYMBOL_NEEDLES = ("err_code_", "av_session_err_")
API_NEEDLES = (*sorted({name.lower() for name in DISTINCT}), "setavplayback", "oh_avsession_", "oh_avcastcontroller_",
               "setextras", "getextras",
               "castcontroller", "cast_controller", "avcast", "avsession.", "avsession?.", "avsession!.",
               "avsession activate", "avsession deactivate", "avsession destroy", "avsessioncontroller.",
               "投播")  # fmt: skip
API_NEAR = (
    "code", "err", "ret", "fail", "reject", "exception", "caught", "catch", "throw", "denied", "support",
    "错误", "异常", "失败", "返回", "报错", "出错", "无权限", "不支持",
)  # fmt: skip
