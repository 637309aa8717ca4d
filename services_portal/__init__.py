"""The Django project: wiring, the faces, and the kernel."""

import gc

# Nearly all that is made while a process starts stays until it ends. Looked through at Python's own pace, every 700
# objects, it takes a tenth of the start and finds nothing; a request leaves far less behind than this many.
gc.set_threshold(50_000, 10, 10)
