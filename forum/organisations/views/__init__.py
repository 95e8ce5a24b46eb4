"""Organisations: the public list, the pages for their own people."""

from forum.organisations.views.pages import blueprint

__all__ = ["blueprint"]
