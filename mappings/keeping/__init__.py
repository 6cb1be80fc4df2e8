"""What is kept and how it is read back: pulled facts, links, routes, what was published, letters.

What does not belong here: any rule about what a fact means. Transactions are opened by `mappings.store` alone.
"""
