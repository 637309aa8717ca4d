"""Matching rows of an old catalogue to the basic directory: the package's seam."""

from catalog.intake.matching.choosing import match_row as match_row
from catalog.intake.matching.matters import Matter as Matter
from catalog.intake.matching.matters import MatterIndex as MatterIndex
from catalog.intake.matching.reasons import Bearing as Bearing
from catalog.intake.matching.reasons import Reason as Reason
from catalog.intake.matching.rules import ADOPTED as ADOPTED
from catalog.intake.matching.rules import NONE as NONE
from catalog.intake.matching.weighing import Candidate as Candidate
from catalog.intake.matching.weighing import RowFacts as RowFacts
from catalog.intake.matching.weighing import candidates as candidates
