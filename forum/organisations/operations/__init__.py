"""Every write to organisations and mandates."""
