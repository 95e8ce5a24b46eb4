"""Who hears of what happens to consultations."""
