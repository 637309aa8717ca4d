"""The Django project: wiring, the faces, and the kernel."""
