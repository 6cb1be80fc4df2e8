"""Who has an account: everybody, or what is new since the last reading.

What does not belong here: who in the district an account is (`mappings.identity`).
"""
