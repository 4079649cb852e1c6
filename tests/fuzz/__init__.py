"""A fuzzer for everything between the bytes of an input and its report.

A mutator that knows logs and containers makes inputs from a saved corpus, and an oracle checks the laws that every
report must keep, whatever the input was. A seed and a number determine each input, so every run can be repeated.
"""
