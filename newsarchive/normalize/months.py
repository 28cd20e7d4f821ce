"""Names of months and of time zones, folded to lower case without accents."""

from __future__ import annotations

import unicodedata

_NAMES = """
en january february march april may june july august september october november december
en jan feb mar apr may jun jul aug sep oct nov dec
en jan febr march apr may june july aug sept oct nov dec
fr janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
fr janv fevr mars avr mai juin juil aout sept oct nov dec
fr jan fev mars avr mai jui juill aou sep oct nove dece
de januar februar marz april mai juni juli august september oktober november dezember
de janner feber maerz apr mai jun jul aug sept okt nov dez
de jan feb mar april mai juni juli aug sep okt nov dez
es enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
es ene feb mar abr may jun jul ago setiembre oct nov dic
pt janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
pt jan fev mar abr mai jun jul ago set out nov dez
it gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
it gen feb mar apr mag giu lug ago set ott nov dic
nl januari februari maart april mei juni juli augustus september oktober november december
nl jan feb mrt apr mei jun jul aug sep okt nov dec
ca gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre
ro ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
pl stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
pl styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
cs ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
sk januara februara marca aprila maja juna jula augusta septembra oktobra novembra decembra
hr sijecnja veljace ozujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
sv januari februari mars april maj juni juli augusti september oktober november december
da januar februar marts april maj juni juli august september oktober november december
no januar februar mars april mai juni juli august september oktober november desember
fi tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta \
lokakuuta marraskuuta joulukuuta
hu januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
tr ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
id januari februari maret april mei juni juli agustus september oktober november desember
sw januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba
lt sausio vasario kovo balandzio geguzes birzelio liepos rugpjucio rugsejo spalio lapkricio gruodzio
sq janar shkurt mars prill maj qershor korrik gusht shtator tetor nentor dhjetor
ru января февраля марта апреля мая июня июля августа сентября октября ноября декабря
ru янв фев мар апр май июн июл авг сен окт ноя дек
uk січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
bg януари февруари март април май юни юли август септември октомври ноември декември
el ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου
ar يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
ar جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر
ar يناير فبراير مارس ابريل ماي يونيو يوليوز غشت شتنبر اكتوبر نونبر دجنبر
hi जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
"""


def fold(word: str) -> str:
    """Lower the case and take the accents off."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


#: Folded name of a month -> its number.
MONTHS: dict[str, int] = {}
for _line in _NAMES.strip().splitlines():
    _language, *_months = _line.split()
    for _number, _name in enumerate(_months, 1):
        MONTHS.setdefault(fold(_name), _number)

#: Abbreviation of a time zone -> its offset in minutes.
ZONES: dict[str, int] = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wat": 60,
    "cat": 120,
    "eat": 180,
    "wet": 0,
    "west": 60,
    "cet": 60,
    "cest": 120,
    "mez": 60,
    "mesz": 120,
    "bst": 60,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "ist": 330,
    "jst": 540,
    "est": -300,
    "edt": -240,
    "et": -300,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "ast": -240,
    "adt": -180,
    "aest": 600,
    "aedt": 660,
    "brt": -180,
}
