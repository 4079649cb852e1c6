"""The screens of the view."""
