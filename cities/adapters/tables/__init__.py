"""Tables in files, delimited or as workbooks: shared by the adapters whose sources are tables."""
