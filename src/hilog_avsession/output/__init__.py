"""From a report to what people and programs read: text, page, picture, data."""
