"""The OpenID provider: apps of cities sign residents in through us (django-allauth's ``idp.oidc``, made stricter)."""
