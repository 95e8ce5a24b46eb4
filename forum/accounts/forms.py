"""The forms of signing in, of the second factor, and of one's own account."""

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import StopValidation

from forum.core.languages import READINGS, lazy
from forum.core.languages import gettext as _
from forum.core.web.forms import Form, Line, options, required

READING_CHOICES = [(one.code, one.endonym) for one in READINGS.values()]
WRITING_CHOICES = [("en", "English"), ("sq", "shqip"), ("sr", "srpski / српски")]


class Secret(PasswordField):
    """A password: never cleaned, never shown again; at most 400 characters are read."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        """Something must be there."""
        self.data = (self.data or "")[:400]
        if not self.data:
            raise StopValidation(_("Please type the password."))


class SignInForm(Form):
    """Address and password."""

    email = StringField(lazy("E-mail address"))
    password = Secret(lazy("Password"))
    next = HiddenField()

    def validate_email(self, field: Any) -> None:
        """Something must be there; whether it is known is never said."""
        field.data = (field.data or "").strip()[:254]
        if not field.data:
            raise StopValidation(_("Please type your e-mail address."))


class CodeForm(Form):
    """The second factor, from the device or a recovery code."""

    code = Line(lazy("Code"), limit=60)
    next = HiddenField()


class AcceptForm(Form):
    """Accepting an invitation with a new account."""

    name = Line(lazy("Your name"), limit=120)
    password = Secret(lazy("Choose a password"))
    language = SelectField(lazy("Language of the site and of mails"), choices=options(READING_CHOICES))


class ButtonForm(Form):
    """A button, nothing else."""


class ForgottenForm(Form):
    """The address to which a reset is mailed."""

    email = Line(lazy("E-mail address"), limit=254)


class NewPasswordForm(Form):
    """A new password from a mailed link."""

    password = Secret(lazy("New password"))


class ChangePasswordForm(Form):
    """A new password, the present one shown."""

    old_password = Secret(lazy("Present password"))
    password = Secret(lazy("New password"))


class ChangeAddressForm(Form):
    """A new address; both must confirm."""

    email = Line(lazy("New e-mail address"), limit=254)
    old_password = Secret(lazy("Present password"))


class ProfileForm(Form):
    """Name and languages."""

    name = Line(lazy("Name"), limit=120)
    language = SelectField(lazy("Language of the site and of mails"), choices=options(READING_CHOICES))
    writes_in = SelectField(lazy("Language you write in"), choices=options(WRITING_CHOICES))


class ShieldForm(Form):
    """Whether the public sees the name."""

    shield = BooleanField(lazy("The public never sees my name"))


class EraseForm(Form):
    """Closing the account for ever."""

    posts = RadioField(
        lazy("What happens to your posts"),
        choices=options([("delete", lazy("Delete them")), ("keep", lazy("Keep them under “a former member”"))]),
        validators=[required()],
    )
    old_password = Secret(lazy("Present password"))
