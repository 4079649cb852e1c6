"""Trials that try to break the program from outside: `python -m tests.reliability`, docs/reliability.md.

Each module holds the trials of one subject; `command.TRIALS` lists them all. A trial is a generator: it makes attempts,
one after the other, and yields what became of each. It decides nothing about time: the command stops it when its time
is over, so that an attempt is short, and what an attempt opened or started is closed in a `finally`.
"""
