"""People: accounts by invitation, sign-in with a second factor, sessions, roles, one's own data and the way out.

Ethnicity is never stored, shown or inferred. A *person* is an account; an *actor* is whoever acts in a request.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.accounts import notices, queries, views
    from forum.accounts.operations import mails, passwords, resets, roles, sessions, throttles
    from forum.accounts.rules import invitations
    from forum.core import actors, work
    from forum.core.web import signed_in
    from forum.extensions import login_manager

    if app.testing:
        passwords.make_cheap()
    app.register_blueprint(views.blueprint)
    actors.begin_with(queries.person_statement, queries.begin)
    actors.register(queries.ROLES)
    signed_in.install(login_manager)
    work.every_sweep("factor_resets", resets.finish_factor_resets)
    work.every_sweep("throttles", throttles.prune)
    work.every_sweep("sessions", sessions.prune)
    work.register("password_reset", mails.mail_reset)
    work.register("address_change", mails.mail_address_change)
    invitations.register("role", roles.describe_offer)
    notices.register()
