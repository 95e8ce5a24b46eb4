"""The door for gunicorn and for `flask` (FLASK_APP=wsgi:app)."""

import os
import sys

from forum import create_app
from forum.cli import alone

# Before numpy is loaded: Sofra uses the cores by processes; threads of linear algebra would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
app = alone.app() if alone.asked_for(sys.argv) else create_app()
