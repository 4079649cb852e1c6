"""A fuzzer over everything between the bytes of an input and its report.

Inputs are made from a saved corpus by a mutator that knows logs and containers; an oracle says what must hold of every
report, whatever the input was. Each input follows from a seed and a number, so every run can be repeated.
"""
