"""Moodle's web services: which functions, how they are called, what they answer."""
