"""Pages of consultations; the modules of this folder hang their routes on the one blueprint."""

from flask import Blueprint

blueprint = Blueprint("consultation", __name__, url_prefix="/<reading:lang>", template_folder="../templates")
