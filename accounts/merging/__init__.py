"""Two accounts of one person become one, and can be taken apart again.

``pointers`` knows all that points at a person, ``moving`` carries it over and back, ``holdings`` tells what an account
holds. ``owning`` says by whose means something came, ``sharing`` whose it is that was written meanwhile, ``giving``
lets it go there, ``telling`` says what became of it. The writes are ``accounts.services.merge_*``.
"""
