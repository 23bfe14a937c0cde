"""What differs from country to country: language, money, tax, paper, addresses, identifiers.

Patterns use ``#`` for a digit, ``%`` for a digit from 1, ``@`` for a capital letter; everything
else stands for itself.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

A4 = (595.0, 842.0)
LETTER = (612.0, 792.0)


@dataclass(frozen=True, slots=True)
class Region:
    """A country and language. `rates` are usual tax rates in percent; `names_from` is the locale
    of names and cities.
    """

    code: str
    lang: str
    names_from: str
    country: tuple[str, ...]
    currency: str
    signs: tuple[str, ...]
    numbers: str
    dates: str
    paper: tuple[float, float]
    rates: tuple[str, ...]
    legal: tuple[str, ...]
    phone: tuple[str, ...]
    postcode: str
    tax_id: str
    tld: str


def _s(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


# fmt: off
_ALL = (
    Region("US", "en", "en_US", _s("USA|United States|US"), "USD", _s("$"), "english", "us",
        LETTER, _s("5|6|6.25|7|7.25|8|8.25|8.875|9.5|10"),
        _s("Inc.|Inc|LLC|Corp.|Corporation|Co.|Company|L.L.C.|LP|Ltd.|Incorporated"),
        _s("(%##) %##-####|%##-%##-####|%##.%##.####|1-8##-%##-####|+1 %## %## ####"), "#####",
        "##-#######", "com"),
    Region("GB", "en", "en_GB", _s("United Kingdom|UK|England|Great Britain"), "GBP",
        _s("£"), "english", "en", A4, _s("20|20|20|5"),
        _s("Ltd|Ltd.|Limited|LLP|PLC|plc|& Co|Group"),
        _s("0### ### ####|01### ######|+44 (0)20 #### ####|0800 ### ###|+44 %### ######"),
        "@@# #@@", "GB#########", "co.uk"),
    Region("AU", "en", "en_AU", _s("Australia|AUSTRALIA"), "AUD", _s("$|A$"), "english",
        "en", A4, _s("10"), _s("Pty Ltd|Pty. Ltd.|Limited|PTY LTD|& Sons"),
        _s("(0#) #### ####|1300 ### ###|04## ### ###|+61 # #### ####"), "####",
        "%# ### ### ###", "com.au"),
    Region("IN", "en", "en_IN", _s("India|INDIA"), "INR", _s("Rs.|Rs"), "english", "en", A4,
        _s("18|12|5|28"),
        _s("Pvt. Ltd.|Private Limited|Pvt Ltd|Limited|& Sons|LLP|Enterprises"),
        _s("+91 %#### #####|0## #### ####|+91-%#########"), "%#####", "##@@@@@####@#Z#", "in"),
    Region("CA", "en", "en_CA", _s("Canada|CANADA"), "CAD", _s("$|CA$|C$"), "english", "us",
        LETTER, _s("5|13|15"), _s("Inc.|Ltd.|Corp.|Limited|Inc"),
        _s("(%##) %##-####|%##-%##-####"), "@#@ #@#", "##### #### RT0001", "ca"),
    Region("SG", "en", "en_IN", _s("Singapore|Malaysia|Hong Kong"), "SGD", _s("$|S$"),
        "english", "asia", A4, _s("7|8|9"), _s("Pte Ltd|Pte. Ltd.|Sdn Bhd|Limited|Co., Ltd."),
        _s("+65 #### ####|6### ####|+852 #### ####"), "######", "20######%@", "com.sg"),
    Region("CN", "en", "en_US", _s("China|P.R. China|Taiwan"), "USD", _s("$|US$"),
        "english", "asia", A4, _s("13|6"),
        _s("Co., Ltd.|Co.,Ltd|Technology Co., Ltd.|Industrial Co., Ltd.|Trading Co., Ltd."),
        _s("+86 ### #### ####|0086-%##-########"), "5#####", "9144####MA######@#", "com"),
    Region("EU", "en", "en_GB", _s("Ireland|Netherlands|Germany|Denmark|Sweden|Belgium"),
        "EUR", _s("€"), "english", "en", A4, _s("21|23|25|19|0"),
        _s("Ltd|B.V.|GmbH|ApS|AB|NV|S.A.|A/S|Limited"),
        _s("+353 # ### ####|+31 ## ### ## ##|+49 %# ######|+45 ## ## ## ##"), "####",
        "IE#######@", "eu"),
    Region("DE", "de", "de_DE", _s("Deutschland|Germany|DEUTSCHLAND"), "EUR", _s("€"),
        "german", "de", A4, _s("19|19|19|7"),
        _s("GmbH|GmbH & Co. KG|AG|KG|e.K.|OHG|UG (haftungsbeschränkt)|GbR|mbH|eG|SE|GmbH & Co KG|Inh."),
        _s("0### / ######|+49 (0)%## ######|0%##-#####|0%### ######|+49 %## #######|(0%##) ## ## ##|0800 / %######"),
        "%####", "DE#########", "de"),
    Region("AT", "de", "de_AT", _s("Österreich|Austria"), "EUR", _s("€"), "german", "de",
        A4, _s("20|10|13"), _s("GmbH|Ges.m.b.H.|KG|AG|e.U.|OG|GesmbH"),
        _s("+43 # ######|0%### / #####|+43 (0)%## #####"), "%###", "ATU########", "at"),
    Region("CH", "de", "de_CH", _s("Schweiz|Switzerland"), "CHF", _s("CHF|Fr."), "swiss",
        "de", A4, _s("7.7|8.1|2.5|8.0"), _s("AG|GmbH|& Co.|SA|Sàrl|& Partner AG"),
        _s("0## ### ## ##|+41 ## ### ## ##|0800 ### ###"), "%###", "CHE-###.###.###", "ch"),
    Region("FR", "fr", "fr_FR", _s("France|FRANCE"), "EUR", _s("€"), "french", "fr", A4,
        _s("20|20|20|10|5.5|8.5"),
        _s("SARL|SAS|SA|SASU|EURL|S.A.R.L.|S.A.S.|SCI|& Fils|et Cie"),
        _s("0# ## ## ## ##|+33 # ## ## ## ##|0#.##.##.##.##|08 ## ## ## ##"), "%####",
        "FR###########", "fr"),
    Region("BE", "fr", "fr_FR", _s("Belgique|Belgium"), "EUR", _s("€"), "german", "fr", A4,
        _s("21|6|12"), _s("SPRL|SA|SRL|ASBL"), _s("+32 # ### ## ##|0## ## ## ##|0### ## ## ##"),
        "%###", "BE 0###.###.###", "be"),
    Region("ES", "es", "es_ES", _s("España|Spain|ESPAÑA"), "EUR", _s("€"), "german",
        "romance", A4, _s("21|21|10|4"), _s("S.L.|S.A.|SL|SLU|S.L.U.|y Cía.|S. Coop."),
        _s("9## ### ###|+34 9## ## ## ##|9# ### ## ##"), "%####", "@########", "es"),
    Region("MX", "es", "es_MX", _s("México|MÉXICO|Colombia|Chile"), "MXN", _s("$"),
        "english", "romance", LETTER, _s("16|19"),
        _s("S.A. de C.V.|SA de CV|S. de R.L.|S.A.S.|SPA|Ltda."),
        _s("+52 ## #### ####|(##) #### ####|55 #### ####"), "#####", "@@@######@@#", "com.mx"),
    Region("IT", "it", "it_IT", _s("Italia|Italy|ITALIA"), "EUR", _s("€"), "german", "it",
        A4, _s("22|22|10|4"), _s("S.r.l.|S.p.A.|SRL|S.n.c.|S.a.s.|Srl|SpA|& C. s.n.c.|& Figli"),
        _s("0## #######|+39 0## ######|3## #######|0###/######"), "#####", "IT###########",
        "it"),
    Region("NL", "nl", "nl_NL", _s("Nederland|The Netherlands|NEDERLAND"), "EUR", _s("€"),
        "german", "nl", A4, _s("21|21|9|6"), _s("B.V.|BV|V.O.F.|N.V.|VOF|& Zonen|Holding B.V."),
        _s("0##-#######|+31 (0)## ### ## ##|06-########|0### ### ###"), "%### @@",
        "NL#########B##", "nl"),
    Region("PT", "pt", "pt_PT", _s("Portugal|PORTUGAL"), "EUR", _s("€"), "german",
        "romance", A4, _s("23|13|6"), _s("Lda.|Lda|S.A.|Unipessoal Lda|SA|& Filhos"),
        _s("2## ### ###|+351 2## ### ###|9## ### ###"), "%###-###", "PT5########", "pt"),
    Region("BR", "pt", "pt_BR", _s("Brasil|BRASIL"), "BRL", _s("R$"), "german", "romance",
        A4, _s("12|18|5"), _s("Ltda.|Ltda|S.A.|ME|EIRELI|S/A"),
        _s("(##) %###-####|(##) 9%###-####|+55 ## ####-####"), "#####-###",
        "##.###.###/0001-##", "com.br"),
    Region("PL", "pl", "pl_PL", _s("Polska|Poland|POLSKA"), "PLN", _s("zł|PLN"), "french",
        "pl", A4, _s("23|23|8|5"),
        _s("Sp. z o.o.|S.A.|sp. j.|Sp.k.|sp. z o.o. sp. k.|s.c.|P.H.U."),
        _s("## ### ## ##|+48 ### ### ###|%##-###-###"), "##-###", "PL##########", "pl"),
    Region("SE", "en", "sv_SE", _s("Sweden|Sverige|SVERIGE"), "SEK", _s("kr|SEK"), "french",
        "en", A4, _s("25|12|6"), _s("AB|AB (publ)|HB|Handelsbolag|& Co AB|Ek. för."),
        _s("+46 %# ### ## ##|0%#-### ## ##|070-### ## ##"), "%## ##", "SE##########01", "se"),
    Region("DK", "en", "da_DK", _s("Denmark|Danmark|DANMARK"), "DKK", _s("kr|DKK|kr."),
        "german", "en", A4, _s("25"), _s("A/S|ApS|I/S|K/S|P/S|IVS|& Søn"),
        _s("+45 ## ## ## ##|## ## ## ##"), "%###", "DK########", "dk"),
    Region("NO", "en", "no_NO", _s("Norway|Norge|NORGE"), "NOK", _s("kr|NOK"), "french", "en",
        A4, _s("25|15|12"), _s("AS|ASA|ANS|DA|Holding AS|ENK"),
        _s("+47 ## ## ## ##|## ## ## ##"), "####", "NO ### ### ### MVA", "no"),
    Region("FI", "en", "fi_FI", _s("Finland|Suomi|SUOMI"), "EUR", _s("€"), "french", "en",
        A4, _s("24|25.5|14|10"), _s("Oy|Oy Ab|Oyj|Ky|Tmi|Osk|Ab"),
        _s("+358 %# ### ####|0%# ### ####"), "#####", "FI########", "fi"),
    Region("CZ", "en", "cs_CZ", _s("Czech Republic|Česká republika|Slovakia"), "CZK",
        _s("Kč|CZK"), "french", "en", A4, _s("21|15|12"),
        _s("s.r.o.|a.s.|spol. s r.o.|v.o.s.|k.s.|z.s."),
        _s("+420 ### ### ###|### ### ###"), "%## ##", "CZ########", "cz"),
    Region("HU", "en", "hu_HU", _s("Hungary|Magyarország"), "EUR", _s("€"), "french", "en",
        A4, _s("27|18|5"), _s("Kft.|Zrt.|Bt.|Nyrt.|Kkt."),
        _s("+36 %# ### ####|06 %# ### ####"), "%###", "HU########", "hu"),
    Region("RO", "en", "ro_RO", _s("Romania|România|Bulgaria|Croatia|Slovenia"), "EUR", _s("€"),
        "german", "en", A4, _s("19|9|22|20"), _s("S.R.L.|SRL|S.A.|d.o.o.|EOOD|OOD|PFA|d.d."),
        _s("+40 ### ### ###|07## ### ###"), "######", "RO########", "ro"),
    Region("MY", "en", "id_ID", _s("Malaysia|MALAYSIA|Indonesia"), "MYR", _s("RM|MYR"),
        "english", "asia", A4, _s("6|8|10"),
        _s("Sdn Bhd|Sdn. Bhd.|SDN BHD|Enterprise|Bhd|Trading|PT|(M) Sdn Bhd"),
        _s("03-#### ####|+60 3 #### ####|01#-### ####"), "%####", "C##########", "com.my"),
    Region("NZ", "en", "en_NZ", _s("New Zealand|NZ|South Africa"), "NZD", _s("$|NZ$"),
        "english", "en", A4, _s("15"), _s("Ltd|Limited|(Pty) Ltd|CC|LP"),
        _s("+64 # ### ####|0# ### ####|021 ### ###"), "####", "###-###-###", "co.nz"),
    Region("JP", "en", "id_ID", _s("Japan|Hong Kong|Thailand|Korea|Vietnam"), "JPY", _s("¥"),
        "english", "asia", A4, _s("10|8|7"),
        _s("K.K.|Co., Ltd.|Kabushiki Kaisha|G.K.|Co., Ltd|Corporation|LLC"),
        _s("+81 3 #### ####|03-####-####|+852 #### ####"), "%##-####", "T#############", "co.jp"),
    Region("TR", "en", "tr_TR", _s("Türkiye|Turkey|UAE|Israel|Greece"), "EUR", _s("€"),
        "german", "en", A4, _s("20|18|10|5"),
        _s("A.Ş.|Ltd. Şti.|San. ve Tic. A.Ş.|LLC|FZE|FZ-LLC|DMCC|A.E.|E.P.E."),
        _s("+90 ### ### ## ##|+971 # ### ####|0### ### ## ##"), "%####", "%#########", "com.tr"),
)
# fmt: on
REGIONS: dict[str, Region] = {region.code: region for region in _ALL}

_WEIGHTS = {
    "US": 24,
    "GB": 9,
    "AU": 3,
    "IN": 3,
    "CA": 2,
    "SG": 2,
    "CN": 2,
    "EU": 4,
    "DE": 22,
    "AT": 2,
    "CH": 3,
    "FR": 8,
    "BE": 1,
    "ES": 5,
    "MX": 2,
    "IT": 5,
    "NL": 5,
    "PT": 2,
    "BR": 2,
    "PL": 4,
    "SE": 1.2,
    "DK": 1.2,
    "NO": 1,
    "FI": 1,
    "CZ": 1,
    "HU": 0.7,
    "RO": 0.8,
    "MY": 1.2,
    "NZ": 1,
    "JP": 0.8,
    "TR": 0.8,
}


def pick_region(rng: random.Random) -> Region:
    """A region, by how often the product meets it."""
    return REGIONS[rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]]


_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def fill(rng: random.Random, pattern: str) -> str:
    """`pattern` with its placeholders filled in."""
    out = []
    for c in pattern:
        if c == "#":
            out.append(rng.choice(_DIGITS))
        elif c == "%":
            out.append(rng.choice(_DIGITS[1:]))
        elif c == "@":
            out.append(rng.choice(_LETTERS))
        else:
            out.append(c)
    return "".join(out)
