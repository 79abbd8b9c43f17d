"""The months' names, as dates of feeds spell them, in the languages of the catalogue."""

from __future__ import annotations

# One line a language, January first; "/" between spellings, "_" for a space. A name that means another month
# elsewhere is left out.
_NAMES = """
january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct november/nov december/dec
enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre octubre noviembre diciembre/dic
janeiro fevereiro/fev março/marco abril maio/mai junho julho agosto setembro/set outubro/out novembro dezembro/dez
janvier/janv février/fevrier/févr mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre décembre/decembre/déc
januar/jän februar märz/maerz/mär april mai juni juli august september oktober/okt november dezember/dez
januari februari/peb mac april mei jun julai ogos/agt september oktober november disember/dis
januari februari maret april mei juni juli agustus/agu september oktober november desember/des
января/янв февраля/фев марта апреля/апр мая июня/июн июля/июл августа/авг сентября/сен/сент октября/окт ноября/ноя декабря/дек
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
มกราคม/ม.ค กุมภาพันธ์/ก.พ มีนาคม/มี.ค เมษายน/เม.ย พฤษภาคม/พ.ค มิถุนายน/มิ.ย กรกฎาคม/ก.ค สิงหาคม/ส.ค กันยายน/ก.ย ตุลาคม/ต.ค พฤศจิกายน/พ.ย ธันวาคม/ธ.ค
enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre
يناير فبراير مارس أبريل/ابريل/إبريل مايو يونيو/يونيه يوليو/يوليه أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
كانون_الثاني شباط آذار/اذار نيسان أيار/ايار حزيران تموز آب/اب أيلول/ايلول تشرين_الأول تشرين_الثاني كانون_الأول
"""  # noqa: E501  a line is a language

MONTHS: dict[str, int] = {
    name.replace("_", " "): number
    for language in _NAMES.strip().splitlines()
    for number, names in enumerate(language.split(), start=1)
    for name in names.split("/")
} | {f"tháng {number}": number for number in range(1, 13)}
