"""The pages of the queue: what waits for a person, what may be chosen, what was decided, how far the cities are."""
