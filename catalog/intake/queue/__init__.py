"""The rows that wait for a person: by what they wait for, what may be decided, and how it is carried out."""
