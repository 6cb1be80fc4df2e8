"""What the operator decides: options, their reading, definitions of indicators, words for people.

What does not belong here: anything that acts, and any import from the other folders.
"""
