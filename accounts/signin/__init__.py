"""Our side of django-allauth: what its narrow seams (adapters, stages, forms, serializers) do here."""
