"""What a site allows, holds and costs to read, before anything is read of it.

What does not belong here: which way is taken (`connector.moodle.plan`).
"""
