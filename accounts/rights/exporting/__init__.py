"""All that is held about a person as a file: for machines, and to read."""

from accounts.rights.exporting.as_json import json_pieces
from accounts.rights.exporting.as_pdf import pdf_pieces
from accounts.rights.exporting.sealing import opened_pieces, sealed_parts

__all__ = ["json_pieces", "opened_pieces", "pdf_pieces", "sealed_parts"]
