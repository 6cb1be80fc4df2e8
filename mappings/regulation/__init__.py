"""The regulation as rules: rounds, deficits, routes, the five indicators, a verdict and a chain for everyone.

What does not belong here: the store, names of people, and what an LMS calls things.
"""
