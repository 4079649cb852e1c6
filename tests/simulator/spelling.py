"""How applications print an error: the shapes found in public code, with their code words and separators."""

from __future__ import annotations

import json
import random

# public spelling of an interface, where it is not the framework's name with a small first letter
_PUBLIC = {
    "SetAVMetaData": "setAVMetadata",
    "GetAVMetaData": "getAVMetadata",
    "StartCast": "startCasting",
    "StopCast": "stopCasting",
    "SetSessionEvent": "dispatchSessionEvent",
    "GetDistributedSessionControllers": "getDistributedSessionController",
}

# shape -> text; {api} public spelling, {native} the framework's, {json} and {all} the error as JSON
BOTH = {
    "capital": "Failed to {api}. Code: {code}, message: {message}",
    "reference": "{native} BusinessError: code: {code}, message: {message}",
    "reference-close": "{native} BusinessError:code: {code}, message: {message}",
    "no-comma": "{api} failed. code is {code} message is {message}",
    "comma": "{api} failed, code is {code}, message is {message}",
    "error-code": "{api} error, error code: {code}, error message: {message}",
    "err-code": "{api} err code: {code}, err message:{message}",
    "point": "{api} failed. code: {code}, message: {message}",
    "colon": "{api} failed: code: {code}, message: {message}",
    "error-colon": "{api} error:code: {code}, message: {message}",
    "with-err": "{api} failed with err: {code}, {message}",
    "bracket": "[MediaService] Failed to {api}: {code}, {message}",
    "bare": "{api} failed: {code} {message}",
    "capitals": "{api} ErrorCode: {code},  Message: {message}",
    "mesage": "{api} err, code: {code}, mesage: {message}",
    "cangjie": "{api}: code is {code}, error message is {message}",
    "chinese": "设置Session状态失败，Code: {code}, message: {message}",
    "json-all": "{api} failed {all}",
    "json-only": "{all}",
    "hypium": "TestLog: {api} error: code: {code}, message: {message}",
}
CODE = {
    "json": "failed to {api}, error={json}",
    "json-info": "Failed to {api} , error info: {json}",
    "json-quoted": 'the error is: {{"code":"{code}"}} in {api}',
    "err-code-only": "{native} failed, errCode: {code}",
    "try": "{native} try: code: {code}",
    "glued": "{api} caught error{code}",
    "cause": "{api} failed Cause: code {code}",
    "is": "{api} error code is {code}",
}
MESSAGE = {
    "error": "Error: {message}",
    "plain-message": "{api} failed: {message}",
    "error-message": "{api} error Error: {message}",
    "chinese-message": "操作失败：{message}",
}
UNREADABLE = {
    "private": "{api} failed: <private>",
    "template": "{api} BusinessError: code: ${{err.code}}, message: ${{err.message}}",
}
C_API = {
    "ret": "OH_AVSession_{c_name} failed. ret: {code}",
    "returned": "OH_AVSession_{c_name} returned {code}",
    "ret-is": "OH_AVSession_{c_name} failed, ret={code}",
}
# the C API's name behind OH_AVSession_, where it is another one
_C_NAMES = {"SetAVMetaData": "SetAVMetadata", "SetAVPlaybackState": "SetPlaybackState", "CreateAVSession": "Create"}
CANGJIE_RAW = {"raw": "{api} failed, errCode: {code}", "raw-message": "{native} error code is {code}"}

SHAPES = {**BOTH, **CODE, **MESSAGE, **UNREADABLE, **C_API, **CANGJIE_RAW}


def public_name(native: str) -> str:
    """Return the public name of an interface: `SetAVMetaData` -> `setAVMetadata`."""
    return _PUBLIC.get(native, native[0].lower() + native[1:])


def tells_code(shape: str) -> bool:
    """Return whether a line of this shape contains the code."""
    return shape in BOTH or shape in CODE or shape in C_API


def tells_message(shape: str) -> bool:
    """Return whether a line of this shape contains the run-time message."""
    return shape in BOTH or shape in MESSAGE


def is_told(shape: str, code: int) -> bool:
    """Return whether a reader can know the error from such a line; 0 alone means nothing."""
    if shape in CANGJIE_RAW:
        return code < -1000
    return tells_message(shape) or (tells_code(shape) and (code >= 6600000 or code in (201, 202, 401)))


def spell(shape: str, native: str, code: int, message: str) -> str:
    """Return the text of an application's line."""
    fields = {
        "api": public_name(native),
        "native": native,
        "c_name": _C_NAMES.get(native, native),
        "code": code,
        "message": message,
        "json": json.dumps({"code": code}, separators=(",", ":")),
        "all": json.dumps({"code": code, "message": message}, separators=(",", ":"), ensure_ascii=False),
    }
    return SHAPES[shape].format(**fields)


def choose_habits(rng: random.Random, layer: str) -> tuple[str, ...]:
    """Return the shapes that an application uses."""
    if layer == "capi":
        return (rng.choice(tuple(C_API)),)
    kinds = rng.choices((BOTH, CODE, MESSAGE, UNREADABLE), weights=(60, 20, 15, 5), k=rng.choice((1, 1, 2)))
    return tuple(rng.choice(tuple(kind)) for kind in kinds)
