"""The name and the version, in one place."""

TOOL = "hilog-avsession"
__version__ = "0.1.0"
