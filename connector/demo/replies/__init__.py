"""What each function of the web service answers: a district and cleaned parameters in, a JSON value out.

What does not belong here: HTTP, tokens, how parameters are written.
"""
