"""Reads of organisations, their history and their people."""

from forum.organisations.queries.bodies import (
    OrganisationFacts,
    OrganisationLine,
    all_events,
    names_taken,
    organisation,
    organisation_by_id,
    organisations,
    roll_known_at,
    slug_today,
)
from forum.organisations.queries.mandates import (
    MANDATES,
    MandateLine,
    colleagues_of,
    mandate_by_key,
    mandates_in_force,
    mandates_of,
    mandates_of_person,
    mandates_with_names,
    public_speakers,
    speakers,
)

__all__ = [
    "MANDATES", "MandateLine", "OrganisationFacts", "OrganisationLine", "all_events", "colleagues_of",
    "mandate_by_key", "mandates_in_force", "mandates_of", "mandates_of_person", "mandates_with_names", "names_taken",
    "organisation", "organisation_by_id", "organisations", "public_speakers", "roll_known_at", "slug_today",
    "speakers",
]  # fmt: skip
