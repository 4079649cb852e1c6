"""Compiles the loops that run once for each line. Without a C compiler they stay in Python, which is slower."""

from setuptools import Extension, setup

LOOPS = Extension(
    "hilog_avsession.reading.fastpath.compiled",
    ["src/hilog_avsession/reading/fastpath/compiled.pyx"],
    optional=True,  # not to be able to compile it is a warning
)

setup(ext_modules=[LOOPS])
