"""What composed pages need beyond the queries of features."""

from forum.pages.queries.desk import Led, facilitated
from forum.pages.queries.standing import Change, Course, changes, courses, courses_of, running, seated, standings
from forum.pages.queries.story import Moment, story_of

__all__ = [
    "Change", "Course", "Led", "Moment", "changes", "courses", "courses_of", "facilitated", "running", "seated",
    "standings", "story_of",
]  # fmt: skip
