"""The catalogues: complete, sound, one word for one thing, spelt right."""
