"""Quizzes, final grades, attempts and the marks of their parts; all of it, or what a night needs.

What does not belong here: what a result means (`mappings.regulation`).
"""
