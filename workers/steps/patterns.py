"""How values of each kind look on real pages: generous regular expressions.

Crossed with the page's own text they only keep a date from being an address; what a value means is
decided by the normalisers. Written in the common part of Python's and Rust's dialects (no
look-around, no back-reference), to match a whole value without the space before it. Knows no page
and no grammar.
"""

from __future__ import annotations

import re

#: longest values in characters that are no space
MAX_NAME = 80
MAX_TEXT = 200
MAX_CODE = 48

_SIGNS = "-+−–—"
_SEPARATOR = r"(?: ?[.,'’`´·٬] ?| )"
# Groups of three digits (of two in India, but for the last), then decimals, also after a space.
_NUMBER = (
    rf"(?:(?:\d{{1,3}}(?:{_SEPARATOR}\d{{2,3}})*{_SEPARATOR}\d{{3}}|\d+)"
    r"(?: ?[.,٫] ?\d{1,6}| \d{2})?|[.,] ?\d+)(?:[.,/] ?[-–—=]{1,2})?"
)
#: currencies written as signs, and as letters other than an upper-case code
CURRENCY_SIGNS = "$€£¥₹₽₩₺₴₫฿₪₱₦₡₲₵₸₼₾₿₭₮₨﷼¢円元圆원"
CURRENCY_WORDS = (
    r"[A-Z]{1,3}\$|R\$|RM|Rs\.?|Rp\.?|Kč|Kc|[Kk]r\.?|KR|zł|zl|ZŁ|Ft|[Ll]ei|лв\.?|руб\.?|грн\.?|"
    r"р\.|din\.?|TL|Tk\.?|Fr\.?|[Ss]Fr\.?|S/\.?|Bs\.?|K[Ss]h|Php|[Ee]ur|[Uu]sd|[Ee]uros?|EUROS?|"
    r"[Dd]ollars?|DOLLARS?|[Pp]ounds?|[Pp]esos?|[Rr]upees?|[Rr]inggit|د\.إ|ر\.س"
)
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
    "BWP BYN BZD CAD CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR "
    "FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD "
    "JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
    "PYG QAR RMB RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB "
    "TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER "
    "ZAR ZMW ZWL"
)
_CURRENCY = f"[{CURRENCY_SIGNS}]|{CURRENCY_WORDS}|{_CODES.replace(' ', '|')}"
# Any upper-case run of two or three letters: beside a number, a misread code is a currency still.
_NEAR_CURRENCY = f"(?:[{CURRENCY_SIGNS}]|[A-Z]{{2,3}}|{CURRENCY_WORDS})"
_AMOUNT = (
    rf"(?:[{_SIGNS}(] ?)?(?:{_NEAR_CURRENCY} ?[:.]? ?)?(?:[{_SIGNS}(] ?)?"
    rf"(?:[{CURRENCY_SIGNS}] ?)?{_NUMBER}(?: ?[{_SIGNS})])?(?: ?{_NEAR_CURRENCY})?"
    rf"(?: ?[{_SIGNS})*])?(?: ?(?:CR|DR|Cr|Dr))?"
)
_QUANTITY = (
    rf"(?:[xX×*] ?)?[{_SIGNS}(]?{_NUMBER}(?: ?[½¼¾⅓⅔])?(?: ?/ ?\d+)?\)?(?: ?[xX×*])?"
    r"(?: ?[^\W\d_]{1,12}[23²³]?\.?)?|[½¼¾⅓⅔]"
)
_PERCENT = rf"[{_SIGNS}(]?(?:% ?)?{_NUMBER}(?: ?(?:[%‰]|pct|[Pp]ercent|[Pp]rozent|v\. ?H\.))?\)?"

_GAP = r"[ ./\-–,'’]{0,3}"
_WORD = r"[^\W\d_]{3,12}\.?"
_ORDINAL = r"(?: ?(?:st|nd|rd|th|ST|ND|RD|TH)|er|º|°|ª|\.)?"
_LINK = r"(?:(?:de|of|di|del|d'|day of) ?)?"
# Months in the letters of English, in the languages of schemas.normalise.months.
_MONTHS = (
    "abr abril ag ago agosto agu agustus aout apr april aprile aprilie aprill ara aug august "
    "augusta augusti augusts augustus augusztus avg avgust avr avril czerwca czerwiec dec "
    "december decembra decembrie decembris des desember dets detsember dez dezember dezembro "
    "dic dicembre diciembre dis disember dub duben dubna eki ekim elokuuta ene enero eyl feb "
    "febbraio feber febr febrero februar februari februarie february fev fevereiro gen "
    "gennaio giu giugno gru grudnia haz haziran helmikuuta huhtikuuta ian ianuarie iul iulie "
    "iun iunie jaan jaanuar jan janeiro janner januar januari january janv janvier joulukuuta "
    "ju1 jui juil juillet juin jul julai julho juli julij julio july jun june junho juni "
    "junij junio juuli juuni kas kov kvetna kwi kwietnia lap led ledna lip lipca lipiec lis "
    "listopad listopada listopadu lokakuuta lug luglio lut lutego maalis maaliskuuta maart "
    "mac mag maggio mai maio maj maja mar marca march marraskuuta mars mart marts marzec "
    "marzo may mayo mei mrt nis nisan noiembrie nov november novembra novembre novembris "
    "novembro noviembre oca ocak oct october octobre octombrie octubre ogo ogos okt oktober "
    "oktobris ott ottobre out outubro prosince rug ruj saus sep sept september septembra "
    "septembre septembrie septembris septiembre set setembro sett settembre sie sierpnia srp "
    "srpna stu sty stycznia syyskuuta szept szeptember tammikuuta tem temmuz toukokuuta tra "
    "vas veebr veebruar wrz"
)
# Such a month, or a word with a letter of another alphabet or with an accent.
_OTHER_MONTH = r"[^\W\d_]{0,8}[\u00c0-\u024f\u0370-\u1fff\u3040-\uffdc][^\W\d_]{0,8}"
_MONTH = rf"(?:(?i:{_MONTHS.replace(' ', '|')})|{_OTHER_MONTH})\.?"
# Of these a day is told without a year; others are dishes and goods, too ("1 set", "2 mac").
_PLAIN_MONTH = (
    r"(?i:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch)?|mars|märz|apr(?:il)?|may|mai|june?|"
    r"july?|juin|juillet|juni|juli|aug(?:ust)?|août|sept?(?:ember)?|oct(?:ober)?|octobre|"
    r"okt(?:ober)?|nov(?:ember|embre)?|dec(?:ember)?|dez(?:ember)?|décembre)\.?"
)
# A year nobody takes for a number of pieces: with it a misread month ("26 Hay 2017") is a month.
_SURE_YEAR = r"(?:(?:19|20)\d\d|['’]\d\d)"
_LEAD = r"[^\W\d_]{2,12}[.,]{0,2}"
# Digits, some of them misread as letters; the normalisers read them back.
_D = r"[0-9OoQIlSB|]"
_DATE = "|".join(
    (
        # 9/3/2018, 05.03.19, 01 / 02 / 2019, Fri 15-11-2019, 12/O3/2018
        rf"(?:{_LEAD} )?{_D}{{1,2}} ?[./\-–·'’] ?{_D}{{1,2}} ?[./\-–·'’] ?"
        rf"(?:{_D}{{4}}|{_D}{{2}})\.?",
        # 2018-03-09, 2019. 03. 05.
        r"(?:19|20)\d\d ?[./\-–·] ?\d{1,2} ?[./\-–·] ?\d{1,2}\.?",
        # 9 3 2018, 2018 03 09, 03/15, 3/2019
        r"\d{1,2} \d{1,2} (?:19|20)\d\d|(?:19|20)\d\d \d\d \d\d|\d{1,2} ?/ ?(?:\d{4}|\d\d)",
        # 05.03., 30-10, Mar 5: rows of statements leave the year out
        rf"[0-3]?\d\.[01]?\d\.|[0-3]\d[-.][01]\d|{_PLAIN_MONTH} \d{{1,2}}",
        # 15-Nov-19, 25 DEC 2016, den 5. März 2019, 15 de noviembre de 2019, Mon 5th March,
        # 21st day of January, 2003
        rf"(?:{_LEAD} ?){{0,2}}\d{{1,2}}{_ORDINAL}{_GAP}{_LINK}(?:{_PLAIN_MONTH}|"
        rf"{_MONTH}{_GAP}{_LINK}['’]?(?:\d{{4}}|\d\d)|{_WORD}{_GAP}{_LINK}{_SURE_YEAR})",
        # November 15, 2019; Monday, Nov. 15 2019; Aug262017; March 2019
        rf"(?:{_LEAD} ?)?(?:{_MONTH}{_GAP}\d{{1,2}}{_ORDINAL}{_GAP}{_LINK}['’]?(?:\d{{4}}|\d\d)|"
        rf"{_WORD}{_GAP}\d{{1,2}}{_ORDINAL}{_GAP}{_LINK}{_SURE_YEAR}|{_MONTH}{_GAP}{_LINK}{_SURE_YEAR})",
        # 2019-Nov-15, 2019 March 5
        rf"(?:19|20)\d\d{_GAP}{_MONTH}{_GAP}\d{{1,2}}\.?",
        # 20190315, 15032019, 150319
        r"(?:19|20)\d{6}|[0-3]\d[01]\d(?:19|20)\d\d|[0-3]\d[01]\d\d\d|\d\d[01]\d[0-3]\d",
        # 2019年3月15日, 令和1年3月15日, 2019년 3월 5일, R1.3.15
        r"(?:[^\W\d_]{1,2} ?)?\d{1,4} ?[年년] ?\d{1,2} ?[月월](?: ?\d{1,2} ?[日일]?)?",
        r"[RHS] ?\d{1,2} ?[./\-] ?\d{1,2} ?[./\-] ?\d{1,2}",
    )
)
_TIME = (
    r"\d{1,2} ?[:.hH] ?\d{2}(?: ?[:.m] ?\d{2}s?)?(?: ?[aApP]\.? ?[mM]\.?)?"
    r"(?: ?(?:Uhr|UHR|h|hrs|Hrs|HRS))?"
    r"|\d{1,2} ?[aApP]\.? ?[mM]\.?|\d{4} ?(?:Uhr|h|hrs|HRS)"
)
_IBAN = r"[A-Za-z]{2} ?\d{2}(?:[ .\-]?[A-Za-z0-9*]){8,32}"
_BIC = r"[A-Za-z]{4} ?[A-Za-z]{2} ?[A-Za-z0-9]{2}(?: ?[A-Za-z0-9]{3})?"
_VAT_ID = r"(?: ?[A-Za-z./\-*+]){0,10} ?\d(?: ?[A-Za-z0-9./\-*+]){3,26}(?: ?(?:MWST|TVA|IVA|VAT))?"
_EMAIL = r"[^ @\x00-\x1f]{1,64} ?@ ?[^ @\x00-\x1f]{1,64}(?: ?\.[a-z]{2,10})?"
_PHONE = (
    r"[+(]{0,2}\d(?:[ ()./+\-–]{0,3}\d){4,20}"
    r"(?: ?(?:ext|Ext|EXT|x|Durchwahl)\.? ?\d{1,6})?(?:[-–]\d)?"
)
_URL = r"[^ \x00-\x1f]{1,120}\.[^ \x00-\x1f]{1,120}"

# Bounded on both sides of the digit: cheap to follow, and no value begins far before its number.
# Words with digits, after at most two short ones in capitals: "R 2019 045", but not "280081 vom".
_IDENTIFIER = (
    # social security numbers of Germany: "12 150780 J 009"
    r"\d\d \d{6} [A-Z] \d{3}|"
    # one digit a box: "9 0 8 - 3 4 - 3 4 5 6"
    r"\d(?: ?[-–]? ?\d){5,24}|"
    r"(?:[A-Z]{1,5}[.:]? ){0,2}[^ \x00-\x1f\d]{0,20}\d[^ \x00-\x1f]{0,28}"
    r"(?: [^ \x00-\x1f\d]{0,8}\d[^ \x00-\x1f]{0,20}){0,5}(?: [A-Z]{1,3})?"
)


def text_regex(max_chars: int) -> str:
    """Any text of up to `max_chars` characters that are no space."""
    return rf"[^ \x00-\x1f](?: ?[^ \x00-\x1f]){{0,{max_chars - 1}}}"


#: what a whole value of each kind matches
PATTERNS = {
    "string": text_regex(MAX_TEXT),
    "name": text_regex(MAX_NAME),
    "address": text_regex(MAX_TEXT),
    "country": r"[^ \x00-\x1f\d](?: ?[^ \x00-\x1f\d]){0,59}",
    "code": text_regex(MAX_CODE),
    "identifier": _IDENTIFIER,
    "date": _DATE,
    "time": _TIME,
    "amount": _AMOUNT,
    "quantity": _QUANTITY,
    "percent": _PERCENT,
    "currency": _CURRENCY,
    "iban": _IBAN,
    "bic": _BIC,
    "vat_id": _VAT_ID,
    "email": _EMAIL,
    "phone": _PHONE,
    "url": _URL,
}
#: kinds whose values may go on over several lines, or over two at most; others stand in one row
MULTILINE_KINDS = ("string", "address")
TWO_LINE_KINDS: tuple[str, ...] = ("name",)
#: kinds that are any text up to a length
FREE_KINDS = ("string", "name", "address", "code")


def matches(kind: str, raw: str) -> bool:
    """Whether `raw` looks like a value of this kind."""
    return re.fullmatch(PATTERNS[kind], raw) is not None
