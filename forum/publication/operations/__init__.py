"""Every write to publications; all of it is the worker's."""

from forum.publication.operations.files import make_files
from forum.publication.operations.publishing import due, publish_consultation

__all__ = ["due", "make_files", "publish_consultation"]
