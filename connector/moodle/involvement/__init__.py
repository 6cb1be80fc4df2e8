"""Who takes part in which course and has completed it: by a report, by lists, or month by month.

What does not belong here: quizzes.
"""
