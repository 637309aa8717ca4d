"""What the words of a catalogue row cannot carry, by name.

Taken in order the losses leave what comes back when the words are read again: reading the words of what is left gives
what is left. A property test holds them to it, so nothing is lost that is not named here.
"""

from __future__ import annotations

from typing import Final

import msgspec

from catalog.exports.carrying import (
    Change,
    chinese_fees,
    chinese_laws,
    clean_all,
    drop_nameless,
    drop_words_for_nothing,
    each_material,
    few_visits,
    known_audiences,
    name_office,
    one_address,
    one_line_each,
    one_office,
    point_in_china,
    read_amounts,
    read_dates,
    read_laws,
    read_phones,
    read_terms,
    service_phone,
    tidy_title,
    whole_english,
    without_bars,
    without_kind,
)
from catalog.exports.losses import Loss
from catalog.exports.records import ServiceRecord

_replace = msgspec.structs.replace


def _loss(identifier: str, change: Change, *, zh: str, en: str) -> Loss:
    def keep(record: ServiceRecord) -> ServiceRecord:
        changed = change(record.content)
        return record if changed is record.content else _replace(record, content=changed)

    return Loss(identifier, zh, en, keep)


WORD_LOSSES: Final = (
    _loss(
        "text.unclean",
        clean_all,
        zh="文字两端的空白、不可见字符和网页标记。",
        en="Blanks around a text, invisible characters and web markup.",
    ),
    _loss("title.blanks", tidy_title, zh="事项名称中多余的空白。", en="Superfluous blanks within the title."),
    _loss(
        "lists.line_breaks",
        one_line_each,
        zh="列表条目内的换行，改为空格。",
        en="Line breaks within an entry of a list become blanks.",
    ),
    _loss("lists.no_chinese", drop_nameless, zh="没有中文的列表条目。", en="Entries of a list that have no Chinese."),
    _loss(
        "lists.partly_english",
        whole_english,
        zh="列表只有部分条目有英文时，该列表的英文。",
        en="The English of a list in which not every entry has any.",
    ),
    _loss(
        "audiences.order",
        known_audiences,
        zh="服务对象的先后顺序及个人、企业以外的对象；一个也没有的按企业处理。",
        en="The order of the audiences and any but persons and enterprises; where there is none, enterprises.",
    ),
    _loss(
        "materials.code",
        each_material(lambda need: _replace(need, code=None)),
        zh="材料的省级编码，导入时按名称重新查找。",
        en="The provincial code of a material; it is found anew by its name.",
    ),
    _loss(
        "materials.optional",
        each_material(lambda need: _replace(need, required=True)),
        zh="材料是否必需，一律视为必需。",
        en="Whether a material is required; each counts as required.",
    ),
    _loss(
        "materials.signs",
        each_material(without_bars),
        zh="材料名称和形式中的竖线（连同其前的“<”），改为斜线；九十九份以上的份数，按一份处理。",
        en="A bar in a material's name or form, with a < before it, becomes a slash; more than 99 copies become one.",
    ),
    _loss("fees.english", chinese_fees, zh="收费的英文名称和依据。", en="The English name and the basis of a fee."),
    _loss(
        "fees.spelling",
        read_amounts,
        zh="收费为零或超过一百万元的项目，以及名称中会被读作金额的写法；无金额的排在最后。",
        en="Fees of nothing or above a million yuan, and names that read like an amount; those without one go last.",
    ),
    _loss(
        "channels.addresses",
        one_address,
        zh="各渠道各自的网址：只保留网上办理或手机应用的第一个可用网址；同一渠道只出现一次。",
        en="Addresses of their own: the first of online or app stands for both; each way to apply stands once.",
    ),
    _loss("laws.english", chinese_laws, zh="设定依据的英文。", en="The English of the legal basis."),
    _loss(
        "laws.division",
        read_laws,
        zh="名称不带书名号的法规，名称与条款不再分开。",
        en="Where a law's title stands in no brackets of its own, title and article become one.",
    ),
    _loss("offices.others", one_office, zh="第一个以外的办理地点。", en="Offices beyond the first."),
    _loss("phones.spelling", read_phones, zh="无法识别的电话号码。", en="Telephone numbers that cannot be read."),
    _loss(
        "offices.own",
        service_phone,
        zh="办理地点自己的电话（改用事项的电话）和政务服务中心编码（导入时按地址重新查找）。",
        en="An office's own telephone (the service's stands for it) and its centre's code, found anew by the address.",
    ),
    _loss(
        "offices.position",
        point_in_china,
        zh="中国境外或只有一半的经纬度；小数六位以后的部分。",
        en="A position outside China or but half of one; what lies beyond six decimals.",
    ),
    _loss("result.kind", without_kind, zh="办理结果的种类。", en="The kind of the result."),
    _loss(
        "days.range",
        read_terms,
        zh="超过十年的时限；当场办结或没有时限的计日方式。",
        en="Terms of more than ten years; what kind of days none or no days are.",
    ),
    _loss("visits.many", few_visits, zh="九次以上的到场次数。", en="More than nine visits."),
    _loss(
        "dates.range",
        read_dates,
        zh="1949年以前、2100年以后或不是日期的日期。",
        en="Dates before 1949, after 2100, or that are none.",
    ),
    _loss(
        "text.says_nothing",
        drop_words_for_nothing,
        zh="写作“无”“暂无”“null”等的文字，按未填写处理。",
        en="Texts that say nothing (无, 暂无, null) are read as empty.",
    ),
    Loss(
        "offices.nameless",
        "没有名称的办理地点，改用机构名称；名称和地址都没有的不保留。",
        "An office without a name bears the agency's; one without an address too is dropped.",
        name_office,
    ),
)
