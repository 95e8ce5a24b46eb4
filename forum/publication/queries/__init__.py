"""Reads of publications."""

from forum.publication.queries.pages import PositionFacts, PositionLine, latest, of_demand, position

__all__ = ["PositionFacts", "PositionLine", "latest", "of_demand", "position"]
