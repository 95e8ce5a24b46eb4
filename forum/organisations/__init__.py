"""Member bodies and individual seats through time, and the mandates by which people speak for them (R1–R4).

Where an organisation is seated it declares itself; the two *sides* are the seats Kosovo and Serbia.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.accounts.operations import resets
    from forum.accounts.rules import invitations
    from forum.core import actors, work
    from forum.core.languages import lazy
    from forum.core.web.filters import add_navigation
    from forum.organisations import index, queries, views
    from forum.organisations.operations import mandates
    from forum.search import rules as search

    app.register_blueprint(views.blueprint)
    actors.register(queries.MANDATES)
    resets.ask_colleagues(queries.colleagues_of)
    work.every_sweep("mandates", mandates.expire_mandates)
    invitations.register("mandate", mandates.describe_offer)
    search.register(index.KIND)
    add_navigation("organisations.index", lazy("Organisations"), "organisations")
