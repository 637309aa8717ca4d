"""A city's website on mozilla-django-oidc: a Django project of its own, with nothing of ours."""
