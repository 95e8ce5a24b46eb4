"""Who hears that a position was published: the people of the organisations on its roll, and who follows a demand."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from forum.consultation.models import RollOrganisation
from forum.core import clock
from forum.core.db import db
from forum.core.languages import gettext as _
from forum.core.languages import lazy, reading
from forum.core.policy import Actor
from forum.discussion.models import Follow
from forum.notifications import operations as notifications
from forum.notifications.rules import Delivery, NoticeKind
from forum.organisations.models import Mandate
from forum.publication.events import PositionPublished


def _sentence(params: Mapping[str, Any]) -> str:
    if params.get("version", 1) > 1:
        return _("A further version of position %(number)s was published.", number=params["number"])
    return _("Position %(number)s was published.", number=params["number"])


def _url(params: Mapping[str, Any]) -> str:
    return f"/{reading().code}/positions/{params['number']}"


def _everybody(_actor: Actor, _object_id: int, _params: Mapping[str, Any]) -> bool:
    return True


KIND = NoticeKind("position_published", lazy("A position was published"), _sentence, _url, _everybody)


def position_published(fact: PositionPublished) -> None:
    """REACTION: the worker tells everybody."""
    notifications.fan_out(
        "position_published", f"position/{fact.number}/{fact.version}", consultation_id=fact.consultation_id,
        number=fact.number, version=fact.version, demand_codes=list(fact.demand_codes),
    )  # fmt: skip


def recipients(consultation_id: int, number: str, version: int, demand_codes: Sequence[str]) -> list[Delivery]:
    """People of the roll's organisations and followers of its demands; reads only."""
    now = clock.now()
    people = list(
        db.session.scalars(
            select(Mandate.person_id)
            .join(RollOrganisation, RollOrganisation.organisation_id == Mandate.organisation_id)
            .where(
                RollOrganisation.consultation_id == consultation_id, Mandate.starts_at <= now,
                or_(Mandate.ends_at.is_(None), Mandate.ends_at > now),
            )
        )
    )  # fmt: skip
    people += db.session.scalars(
        select(Follow.person_id).where(
            Follow.kind == "demand", Follow.object_key.in_(demand_codes), Follow.level == "following"
        )
    )
    key = f"position/{number}/{version}"
    return [Delivery(people, KIND.name, "position", consultation_id, {"number": number, "version": version}, key)]
