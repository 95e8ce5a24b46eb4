"""Unbound extensions; `create_app` binds them. The database is in `core.db`: models may not reach Flask-Login."""

from flask_limiter import Limiter
from flask_login import LoginManager
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
login_manager = LoginManager()
limiter = Limiter(key_func=lambda: "", headers_enabled=False)
