"""Patterns of names that are no trading company's, and of branches. ``{c}`` is a city, ``{l}`` and
``{m}`` are last names, ``{f}`` a first name, ``{w}`` an everyday word, ``{b}`` a line of business.
"""

from __future__ import annotations

INSTITUTIONS: dict[str, str] = {
    "en": "City of {c}|Town of {c}|{c} City Council|University of {c}|{c} University|{l} County|"
    "{c} School District|The {l} Foundation|{w} Foundation|Ministry of {w}|{c} General Hospital|"
    "St. {f}'s Hospital|{c} Chamber of Commerce|{l} & {m} Attorneys at Law|Law Offices of {f} {l}|"
    "Dr. {f} {l}|{f} {l}, MD|{f} {l} {b}|{f}'s {b}|The {w} Inn|Hotel {w}|{w} Café|{l}'s Farm|"
    "{l} & Sons|{l} Brothers|{c} Rowing Club|{w} House|Studio {l}|{w} & {l}|The {l} Group|"
    "{c} Water Authority|Department of {w}|{f} {l} t/a {w} {b}|{w} {b} of {c}|{l} Family Trust|"
    "Friends of {w}|24/7 {b}|{w} 54|No. 9 {w}|{c} Port Authority|{l} Estate",
    "de": "Stadt {c}|Gemeinde {c}|Stadtverwaltung {c}|Stadtwerke {c}|Landkreis {l}|"
    "Universität {c}|Hochschule {c}|Universitätsklinikum {c}|{l}-Stiftung|{w} e.V.|"
    "Turnverein {c} 1898 e.V.|Förderverein {w} e.V.|{w}verband {c}|IHK {c}|Dr. med. {f} {l}|"
    "Dr. {l} & Partner|Rechtsanwälte {l} & {m}|Kanzlei {l} {m}|Steuerberater {f} {l}|"
    "Praxis Dr. {l}|Hotel {w}|Gasthof Zum {w}|Café {l}|{l}-Apotheke|Weingut {l}|Hofladen {l}|"
    "Gebrüder {l}|{l} & Söhne|Bäckerei {l}|{f} {l} {b}|{b} {f} {l}|{b} {l} Inh. {f} {m}|"
    "Atelier {l}|Bundesamt für {w}|Ministerium für {w}|AOK {c}|{w}versicherung a.G.|"
    "{c}er {w} Versicherungsverein a.G.|Deutsche {w}|Landesbetrieb {w}|Kirchengemeinde {c}|"
    "Ingenieurbüro {l}|{l} – {b} & {w}|Malermeister {f} {l}|Hausverwaltung {l}",
    "fr": "Mairie de {c}|Ville de {c}|Université de {c}|Hôpital {l}|Association {w}|"
    "Fondation {l}|Syndicat {w}|Cabinet {l} & {m}|Maître {f} {l}|Dr {f} {l}|Hôtel {w}|"
    "Hôtel du {w}|Au {w}|Le {w} de {c}|La Maison {l}|Boulangerie {l}|Château {l}|Domaine {l}|"
    "Ets {l}|Établissements {l} et Fils|{l} Frères|Atelier {l}|Pharmacie {l}|Garage {l}|"
    "Les {w} de {f}|Ma {w}|Conseil départemental {c}|Librairie {w}|Auto-école {l}|{f} {l} {b}",
    "es": "Ayuntamiento de {c}|Universidad de {c}|Hospital {l}|Fundación {l}|Asociación {w}|"
    "Bufete {l} y {m}|Dr. {f} {l}|Hotel {w}|Casa {l}|Restaurante {w}|Farmacia {l}|Bodegas {l}|"
    "Hermanos {l}|{l} e Hijos|Talleres {l}|La {w}|El {w} de {c}|Clínica {l}|Colegio {w}|"
    "{f} {l} {b}|Me {w}|Comunidad de Propietarios {w}",
    "it": "Comune di {c}|Università di {c}|Ospedale {l}|Fondazione {l}|Associazione {w}|"
    "Studio Legale {l}|Studio {l} & {m}|Dott. {f} {l}|Hotel {w}|Trattoria da {f}|Ristorante {w}|"
    "Farmacia {l}|Cantina {l}|Fratelli {l}|{l} & Figli|Officina {l}|La {w}|Bar {w}|"
    "Ditta {f} {l}|{f} {l} {b}|Azienda Agricola {l}|Condominio {w}",
    "nl": "Gemeente {c}|Universiteit {c}|Ziekenhuis {c}|Stichting {w}|Vereniging {w}|"
    "Advocatenkantoor {l}|Dr. {f} {l}|Hotel {w}|Café {l}|Restaurant De {w}|Apotheek {l}|"
    "Gebr. {l}|{l} & Zonen|Garage {l}|De {w}|Het {w}|Bakkerij {l}|Waterschap {w}|"
    "{f} {l} {b}|Boerderij {l}|Praktijk {l}",
    "pt": "Câmara Municipal de {c}|Universidade de {c}|Hospital {l}|Fundação {l}|Associação {w}|"
    "{l} & {m} Advogados|Dr. {f} {l}|Hotel {w}|Casa {l}|Restaurante {w}|Farmácia {l}|"
    "Irmãos {l}|{l} & Filhos|Oficina {l}|A {w} de {c}|Quinta {l}|{f} {l} {b}|Padaria {w}",
    "pl": "Urząd Miasta {c}|Gmina {c}|Uniwersytet {c}|Szpital {c}|Fundacja {w}|"
    "Stowarzyszenie {w}|Kancelaria {l}|dr {f} {l}|Hotel {w}|Restauracja {w}|Apteka {w}|"
    "Bracia {l}|Zakład {b} {l}|Piekarnia {l}|{b} {f} {l}|Sklep {w}|Gospodarstwo {l}",
}
BRANCH_WORDS: dict[str, str] = {
    "en": "Branch|Office|Division|Region|Store|Plant",
    "de": "Niederlassung|Zweigniederlassung|Filiale|Standort|Werk|Geschäftsstelle",
    "fr": "Agence|Succursale|Établissement|Site",
    "es": "Sucursal|Delegación|Oficina",
    "it": "Filiale|Sede|Unità locale",
    "nl": "Vestiging|Filiaal|Bijkantoor",
    "pt": "Filial|Sucursal|Delegação",
    "pl": "Oddział|Filia|Zakład",
}
DIRECTIONS: dict[str, str] = {
    "en": "North|South|East|West|Europe|International|Americas|Midwest|Central",
    "de": "Nord|Süd|Ost|West|Mitte|Deutschland|International|Südwest|Europa",
    "fr": "Nord|Sud|Est|Ouest|Centre|International|Europe",
    "es": "Norte|Sur|Este|Oeste|Centro|Internacional|Europa",
    "it": "Nord|Sud|Est|Ovest|Centro|Italia|Europa",
    "nl": "Noord|Zuid|Oost|West|Midden|Nederland|Europa",
    "pt": "Norte|Sul|Centro|Leste|Oeste|Internacional",
    "pl": "Północ|Południe|Wschód|Zachód|Centrum|Polska",
}
