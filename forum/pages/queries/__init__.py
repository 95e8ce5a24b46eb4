"""What composed pages need beyond the queries of features."""

from forum.pages.queries.story import Moment, story_of

__all__ = ["Moment", "story_of"]
