"""`python -m hilog_avsession`: the command line."""

from .cli import main

main()
