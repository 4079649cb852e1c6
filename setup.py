"""Compiles the fast path of reading. Without a C compiler it stays in Python, which is slower."""

from Cython.Build import cythonize
from setuptools import Extension, setup

FAST_PATH = Extension(
    "hilog_avsession.reading.fastpath.compiled",
    ["src/hilog_avsession/reading/fastpath/compiled.pyx"],
    optional=True,  # if it cannot be compiled, that is a warning
)

setup(ext_modules=cythonize([FAST_PATH], build_dir="build"))
