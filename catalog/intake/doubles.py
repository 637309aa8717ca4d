"""Rows that say the same thing twice."""

from catalog.intake.rules.registry import Disposition, Severity, define_rule

DOUBLED = define_rule(
    "row.doubled",
    Severity.ERROR,
    zh="与前面一行完全相同，不重复收录。",
    en="The row repeats an earlier one exactly; it is not taken in twice.",
    disposition=Disposition.REJECT,
)
DOUBLED_ID = define_rule(
    "row.doubled_id",
    Severity.ERROR,
    zh="旧系统编号与前面一行相同而内容不同，须人工核对。",
    en="An earlier row has the same old id and other content; a person must look.",
)
SAME_SERVICE_AGAIN = define_rule(
    "row.same_service_again",
    Severity.ERROR,
    zh="同一机构的同一事项已由另一行收录，名称相同；旧编号指向该事项。",
    en="Another row of the same name offers this agency's matter already; the old id leads there.",
    disposition=Disposition.REJECT,
)
SAME_SERVICE = define_rule(
    "row.same_service",
    Severity.ERROR,
    zh="同一机构的同一事项已由另一行收录而名称不同，须人工核对。",
    en="Another row of another name offers this agency's matter already; a person must look.",
)
SAME_CONTENT = define_rule(
    "row.same_content",
    Severity.WARNING,
    zh="与另一行内容完全相同，只是旧系统编号不同；两行都已标明。",
    en="Another row says the very same under another old id; both are told.",
)
SAME_CODE = define_rule(
    "row.same_code",
    Severity.WARNING,
    zh="与同一机构的另一行编码相同而旧系统编号不同；两行都已标明。",
    en="Another row of this agency bears the same item code under another old id; both are told.",
    standard="GB/T 39554.1-2020",
)
SAME_NAME = define_rule(
    "row.same_name",
    Severity.WARNING,
    zh="与同一机构的另一行名称相同；两行都已标明。",
    en="Another row of this agency has the same name; both are told.",
)
