"""What may be wrong with a source as a whole, or with a row of it before any rule has read it.

The adapters report in these ids. One that is not declared here (an adapter of a third party) keeps its own id and the
gravity that it reported.
"""

from __future__ import annotations

from typing import Final

from catalog.intake.rows import Note
from catalog.intake.rules.registry import Disposition, Found, Rule, Severity, define_rule, find_rule, found

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_FAIL, _RETRY, _HOLD = Disposition.FAIL, Disposition.RETRY, Disposition.HOLD

SHRUNK: Final = define_rule(
    "source.shrunk",
    _ERROR,
    zh="来源突然少了大量事项；已收录其余各行，未停用任何事项，等待人工确认。",
    en="The source suddenly lacks many of its rows; the others are taken in, nothing is retired until a person agrees.",
    disposition=_HOLD,
)
FAILURE: Final = define_rule(
    "source.failure",
    _ERROR,
    zh="读取来源时发生意外错误，已记录日志。",
    en="Reading the source failed unexpectedly; the log has the details.",
    disposition=_FAIL,
)

GONE_KEPT: Final = define_rule(
    "source.gone_kept",
    _WARNING,
    zh="以本平台为准：来源中已消失的事项予以保留，由人决定是否停用。",
    en="The portal leads: services whose rows are gone from the source stay until a person retires them.",
)
OTHER: Final = define_rule(
    "source.other",
    _WARNING,
    zh="适配器报告了自定的情况，见编码与证据。",
    en="The adapter reported something of its own; see the id and the evidence.",
)

for _identifier, _severity, _disposition, _zh, _en in (
    ("source.missing_file", _ERROR, _FAIL, "找不到来源文件。", "The source file is missing."),
    (
        "source.outside",
        _ERROR,
        _FAIL,
        "清单指定的文件不在允许的目录内。",
        "The manifest names a file outside the folders that it may name files in.",
    ),
    (
        "source.changed",
        _ERROR,
        _RETRY,
        "读取期间来源文件被改动，稍后重试。",
        "The source file was changed while it was read; tried again later.",
    ),
    (
        "source.definition",
        _WARNING,
        None,
        "服务说明自己有定义，但读不到该定义；其余内容照常收录。",
        "A service says that it has a definition, which cannot be read; the rest of it is taken in.",
    ),
    (
        "feed.not_xml",
        _ERROR,
        _RETRY,
        "接口返回的不是 XML，稍后重试。",
        "The feed answered something that is no XML; tried again later.",
    ),
    (
        "feed.not_rdf",
        _ERROR,
        _RETRY,
        "接口返回的不是 RDF，稍后重试。",
        "The feed answered something that is no RDF; tried again later.",
    ),
    ("feed.not_found", _ERROR, _FAIL, "接口没有所请求的内容。", "The feed has nothing at the address asked for."),
    ("feed.unsafe_xml", _ERROR, _FAIL, "接口返回不安全的 XML，拒绝读取。", "The feed answered unsafe XML; not read."),
    ("source.cursor", _ERROR, _FAIL, "增量游标无法识别。", "The cursor of the changes is none that this source gave."),
    (
        "source.absent_column",
        _WARNING,
        None,
        "声明的字段在所有记录中都不存在。",
        "A column that the manifest names is in none of the records.",
    ),
    (
        "source.superseded",
        _INFO,
        None,
        "同一事项有更新的记录，较旧的各行不计。",
        "Rows that a later one of the same matter replaces are not counted.",
    ),
    (
        "source.withdrawn",
        _INFO,
        None,
        "来源标明已删除的各行不计。",
        "Rows that the source marks as deleted are not counted.",
    ),
    (
        "source.sync_time",
        _WARNING,
        None,
        "同步时间无法识别，按最早处理。",
        "A time of synchronisation cannot be read and counts as the earliest.",
    ),
    (
        "source.sync_operation",
        _WARNING,
        None,
        "同步操作不是 I、U、D，按更新处理。",
        "An operation of synchronisation is none of I, U, D and counts as an update.",
    ),
    ("source.empty_file", _ERROR, _FAIL, "来源文件是空的。", "The source file is empty."),
    ("source.too_large", _ERROR, _FAIL, "来源文件超过大小上限。", "The source file is larger than allowed."),
    (
        "source.encoding",
        _ERROR,
        _FAIL,
        "来源文件不是声明的字符编码。",
        "The source file is not in the encoding declared.",
    ),
    (
        "source.encoding_corrected",
        _WARNING,
        None,
        "字符编码与声明不同，已按实际编码读取。",
        "The encoding is another than declared; the file was read in its own.",
    ),
    ("source.truncated", _ERROR, _FAIL, "来源文件不完整。", "The source file is cut off."),
    ("source.malformed", _ERROR, _FAIL, "来源文件的格式有误。", "The source file is not well formed."),
    ("source.shape", _ERROR, _FAIL, "来源数据的结构与声明不符。", "The source has another shape than declared."),
    ("source.row_shape", _ERROR, None, "这一条记录不是对象。", "A record of the source is no object."),
    (
        "source.unsupported_format",
        _ERROR,
        _FAIL,
        "不支持的文件格式。",
        "The source file is of a kind that is not read.",
    ),
    ("source.unsafe_xml", _ERROR, _FAIL, "来源含有不安全的 XML，拒绝读取。", "The source holds unsafe XML."),
    ("source.row_too_large", _ERROR, _FAIL, "有一行超过大小上限。", "A row is larger than allowed."),
    ("source.too_many_rows", _ERROR, _FAIL, "行数超过上限。", "There are more rows than allowed."),
    ("source.no_header", _ERROR, _FAIL, "来源文件没有表头。", "The source file has no header."),
    ("source.missing_column", _ERROR, _FAIL, "缺少声明的列。", "A column that the manifest names is missing."),
    ("source.doubled_column", _ERROR, _FAIL, "列名重复。", "A column stands twice."),
    ("source.missing_sheet", _ERROR, _FAIL, "找不到声明的工作表。", "The sheet that the manifest names is missing."),
    ("source.too_many_columns", _ERROR, _FAIL, "列数超过上限。", "There are more columns than allowed."),
    ("source.zip_bomb", _ERROR, _FAIL, "工作簿解压后过大，拒绝读取。", "The workbook unpacks to more than allowed."),
    (
        "source.remote_context",
        _ERROR,
        _FAIL,
        "文档引用了本平台未收录的 JSON-LD 上下文；从不联网获取，拒绝读取。",
        "The document names a JSON-LD context that is not kept here; none is ever fetched, so it is not read.",
    ),
    ("source.too_many_triples", _ERROR, _FAIL, "三元组数量超过上限。", "There are more triples than allowed."),
    (
        "source.missing_property",
        _WARNING,
        None,
        "缺少规范要求的属性。",
        "A property that the profile demands is missing.",
    ),
    (
        "source.blank_service",
        _WARNING,
        None,
        "服务没有自己的 IRI，以标识符辨认。",
        "A service has no IRI of its own; it is known by its identifier.",
    ),
    (
        "source.doubled_identifier",
        _WARNING,
        None,
        "同一服务有多个标识符，或同一标识符用于多个服务。",
        "A service has several identifiers, or several services share one.",
    ),
    (
        "source.language",
        _WARNING,
        None,
        "没有中文名称，按所给语言收录。",
        "There is no Chinese title; the texts are taken in the language that there is.",
    ),
    ("source.blank_row", _INFO, None, "空行，未计入。", "A blank line is not counted."),
    (
        "source.formula",
        _WARNING,
        None,
        "单元格像公式，按普通文字保存，从不执行。",
        "A cell looks like a formula; it is kept as text and never run.",
    ),
    ("source.nul", _WARNING, None, "单元格中含有空字符，已去除。", "NUL characters in a cell are taken out."),
    (
        "source.cell_too_large",
        _ERROR,
        None,
        "单元格超过长度上限，须人工核对。",
        "A cell is longer than allowed; a person must look.",
    ),
    (
        "source.row_too_long",
        _ERROR,
        None,
        "这一行的列数多于表头，须人工核对。",
        "The row has more cells than the header; a person must look.",
    ),
    (
        "source.row_too_short",
        _ERROR,
        None,
        "这一行的列数少于表头，须人工核对。",
        "The row has fewer cells than the header; a person must look.",
    ),
    ("source.missing_table", _ERROR, _FAIL, "缺少必需的数据表。", "A table that is needed is missing."),
    ("source.empty_table", _ERROR, _FAIL, "必需的数据表没有数据行。", "A table that is needed has no rows."),
    (
        "source.unsafe_file",
        _ERROR,
        _FAIL,
        "压缩包内的路径指向包外，拒绝读取。",
        "A path in the archive leads out of it; not read.",
    ),
    ("source.doubled_file", _ERROR, _FAIL, "压缩包内有同名文件。", "The archive holds two files of the same name."),
    ("source.ignored_file", _INFO, None, "不认识的文件，未读取。", "A file of no known table is left alone."),
    ("source.missing_value", _ERROR, None, "必填的值为空。", "A value that must be there is empty."),
    (
        "source.malformed_value",
        _WARNING,
        None,
        "取值不符合该列应有的格式，按未填写处理。",
        "A value is not what its column says; it is read as empty.",
    ),
    ("source.unknown_word", _WARNING, None, "取值不在该标准的词表内。", "A value is no word of the standard's list."),
    (
        "source.unknown_parent",
        _ERROR,
        None,
        "引用的记录不存在。",
        "A reference leads to a record that does not exist.",
    ),
    ("source.no_parent", _ERROR, None, "记录不属于任何上级记录。", "A record belongs to nothing."),
    ("source.doubled_id", _ERROR, None, "编号重复，只采用第一条记录。", "An id comes again; its first record counts."),
    (
        "source.no_address",
        _WARNING,
        None,
        "地点没有地址，也不是线上地点。",
        "A place that is not virtual has no address.",
    ),
    (
        "source.too_many_related",
        _WARNING,
        None,
        "属于一个事项的记录过多，只读取前面的部分。",
        "More belongs to a service than is read; the first part is.",
    ),
    ("feed.no_token", _ERROR, _FAIL, "接口凭据未配置。", "The feed's credential is not configured."),
    ("feed.refused", _ERROR, _FAIL, "接口拒绝访问。", "The feed refuses us."),
    ("feed.shape", _ERROR, _FAIL, "接口数据的结构与声明不符。", "The feed has another shape than declared."),
    ("feed.row_shape", _ERROR, None, "这一条记录不是对象。", "A record of the feed is no object."),
    (
        "feed.other_host",
        _ERROR,
        _FAIL,
        "接口把下一页指向另一台主机，拒绝跟随。",
        "The feed sends us to another host; not followed.",
    ),
    (
        "feed.not_json",
        _ERROR,
        _RETRY,
        "接口返回的不是 JSON，稍后重试。",
        "The feed answered something that is no JSON; tried again later.",
    ),
    (
        "feed.page_loop",
        _ERROR,
        _RETRY,
        "接口的分页循环不止，稍后重试。",
        "The feed's pages go round in circles; tried again later.",
    ),
    ("feed.too_large", _ERROR, _FAIL, "接口数据总量超过大小上限。", "The feed as a whole is larger than allowed."),
    ("feed.page_too_large", _ERROR, _FAIL, "接口的一页超过大小上限。", "A page of the feed is larger than allowed."),
    (
        "feed.changed",
        _ERROR,
        _RETRY,
        "读取期间接口数据发生变动，稍后重试。",
        "The feed changed while it was read; tried again later.",
    ),
    (
        "feed.server_error",
        _ERROR,
        _RETRY,
        "接口报服务器错误，稍后重试。",
        "The feed reports an error of its server; tried again later.",
    ),
    (
        "feed.unexpected_status",
        _ERROR,
        _RETRY,
        "接口返回意外的状态，稍后重试。",
        "The feed answered an unexpected status; tried again later.",
    ),
    ("feed.timeout", _ERROR, _RETRY, "接口超时，稍后重试。", "The feed did not answer in time; tried again later."),
    ("feed.unreachable", _ERROR, _RETRY, "接口无法连接，稍后重试。", "The feed cannot be reached; tried again later."),
    (
        "feed.circuit_open",
        _ERROR,
        _RETRY,
        "接口连续失败，暂停访问，稍后重试。",
        "The feed failed too often and is left alone for a while; tried again later.",
    ),
    (
        "feed.busy",
        _ERROR,
        _RETRY,
        "接口并发已满，稍后重试。",
        "All connections to the feed are taken; tried again later.",
    ),
):
    define_rule(_identifier, _severity, zh=_zh, en=_en, disposition=_disposition)


def reported(identifier: str, severity: str) -> Rule:
    """Return the declared rule, or one made of what a third party's adapter reported."""
    known = find_rule(identifier)
    if known is not None and not (known.severity is _ERROR and severity != _ERROR):
        return known
    gravity = Severity(severity)
    disposition = Disposition.QUEUE if gravity is _ERROR else Disposition.PUBLISH
    told = known or OTHER
    return Rule(identifier, gravity, disposition, told.zh, told.en)


def found_in_row(note: Note) -> Found:
    """Return an adapter's note about a row as a finding."""
    return found(reported(note.rule, note.severity), note.field[:40], note.evidence)
