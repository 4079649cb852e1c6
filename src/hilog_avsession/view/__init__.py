"""The interactive view of a running diagnosis or a stored report, drawn with Textual, which `app.py` alone needs.

`run.py` holds what is looked at, `board.py` counts its incidents, `details.py` words them; these know no screen.
"""
