"""RDF written piece by piece: nodes with names of their own, in Turtle or JSON-LD."""
