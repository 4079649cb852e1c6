"""From a report to what people and programs read: text, page, picture, data.

To add an output, write a module with `text_parts(report, view)` here and add its row to `FORMATS` in `formats`. Take
its texts from `wording` and its labels from `messages`, which hold both languages.
"""
