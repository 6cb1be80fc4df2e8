"""What it means: tables, and pure rules from the regulation.

What does not belong here: the network, mail, files and the clock. Rules take values and return values.
"""
