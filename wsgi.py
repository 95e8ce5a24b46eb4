"""The door for gunicorn and for `flask` (FLASK_APP=wsgi:app)."""

from forum import create_app

app = create_app()
