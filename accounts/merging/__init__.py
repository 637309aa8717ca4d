"""Two accounts of one person become one, and can be taken apart again.

``pointers`` knows all that points at a person, ``moving`` carries it over and back, ``holdings`` tells what an account
holds. The writes are ``accounts.services.merge_*``.
"""
