"""Goods and services by language: descriptions made of everyday words, with units and price
ranges.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from training.documents.words.pools import common_words, made_up
from training.documents.words.regions import fill

_GOODS: dict[str, str] = {
    "en": "Chair|Desk|Lamp|Cable|Adapter|Monitor|Keyboard|Printer paper|Toner cartridge|"
    "Notebook|Pen|Folder|Battery|Charger|Brake cables|Oil filter|Tire|"
    "Pedal arm|Bolt|Screw set|Drill|Hammer|Paint|Brush|Tile|Pipe|Valve|Pump|Faucet|"
    "Sink|Thermostat|Window|Door|Shelf|Cabinet|Mattress|Blanket|Towel|"
    "Shirt|Jacket|Shoes|Bag|Backpack|Watch|Headphones|Speaker|Camera|Tripod|"
    "Phone case|Router|Switch|Server rack|Hard drive|Coffee beans|Tea|Olive oil|"
    "Bread|Cheese|Apples|Steak|Water|Juice|Wine|Beer|Cake|Flowers|Seeds|Soil|"
    "Fertilizer|Bottle|Box|Label|Pallet|Banner|Poster|Brochure|Book|Magazine|"
    "Toy|Puzzle|Ball|Bicycle|Helmet|Gloves|Mask|Syringe|Bandage|Vitamin|Lens|Frame|"
    "Mirror|Clock|Carpet|Curtain|Vase|Candle|Soap|Detergent|Mop|Bucket",
    "de": "Stuhl|Schreibtisch|Lampe|Kabel|Netzteil|Monitor|Tastatur|Druckerpapier|Toner|"
    "Notizbuch|Kugelschreiber|Ordner|Trennblätter|Batterie|Ladegerät|"
    "Bremsbeläge|Ölfilter|Reifen|Felge|Schrauben|Bohrer|Hammer|Farbe|Pinsel|"
    "Fliesen|Rohr|Ventil|Pumpe|Armatur|Waschbecken|Thermostat|Fenster|Tür|Regal|"
    "Schrank|Matratze|Decke|Handtuch|Hemd|Jacke|Schuhe|Tasche|Rucksack|Uhr|"
    "Kopfhörer|Lautsprecher|Kamera|Stativ|Hülle|Router|Festplatte|Kaffeebohnen|"
    "Tee|Olivenöl|Brot|Käse|Äpfel|Schweinesteak|Mineralwasser|Saft|Wein|Bier|"
    "Kuchen|Blumen|Samen|Erde|Dünger|Flasche|Karton|Etiketten|Palette|Plakat|"
    "Broschüre|Buch|Zeitschrift|Spielzeug|Puzzle|Ball|Fahrrad|Helm|Handschuhe|"
    "Maske|Spritze|Verband|Brille|Rahmen|Spiegel|Teppich|Vorhang|Vase|Kerze|"
    "Seife|Reiniger|Eimer|Joghurt|Kunstrasen|Pfand|Luftballons|Dichtung|Schlauch|"
    "Leiste|Blech|Träger|Schalter|Steckdose|Glühbirne|Kissen|Zange",
    "fr": "Chaise|Bureau|Lampe|Câble|Adaptateur|Écran|Clavier|Ramette papier|Toner|"
    "Carnet|Stylo|Classeur|Pile|Chargeur|Plaquettes de frein|Filtre à huile|"
    "Pneu|Vis|Perceuse|Marteau|Peinture|Pinceau|Carrelage|Tuyau|Vanne|Pompe|"
    "Robinet|Évier|Fenêtre|Porte|Étagère|Matelas|Serviette|Chemise|Veste|"
    "Chaussures|"
    "Sac|Montre|Casque|Appareil photo|Routeur|Disque dur|Café|Thé|Huile d'olive|"
    "Pain|Fromage|Pommes|Eau minérale|Jus|Vin rouge|Bière|Gâteau|Fleurs|Terreau|"
    "Bouteille|Carton|Étiquettes|Affiche|Brochure|Livre|Jouet|Vélo|Gants|Masque|"
    "Lunettes|Cadre|Miroir|Tapis|Rideau|Bougie|Savon|Nougat|Biscuits|Justificatif",
    "es": "Silla|Mesa|Lámpara|Cable|Adaptador|Monitor|Teclado|Papel|Tóner|Cuaderno|"
    "Bolígrafo|Carpeta|Pila|Cargador|Filtro de aceite|Neumático|Tornillos|Taladro|"
    "Martillo|Pintura|Brocha|Azulejo|Tubo|Válvula|Bomba|Grifo|Ventana|Puerta|"
    "Estantería|Colchón|Toalla|Camisa|Chaqueta|Zapatos|Bolso|Reloj|Auriculares|"
    "Cámara|Router|Disco duro|Café|Té|Aceite de oliva|Pan|Queso|Manzanas|Agua|Zumo|"
    "Vino|Cerveza|Tarta|Flores|Botella|Caja|Etiquetas|Cartel|Folleto|Libro|"
    "Juguete|Bicicleta|Casco|Guantes|Mascarilla|Gafas|Marco|Espejo|Alfombra|"
    "Cortina|Vela|Jabón",
    "it": "Sedia|Scrivania|Lampada|Cavo|Adattatore|Monitor|Tastiera|Carta|Toner|Quaderno|"
    "Penna|Cartella|Batteria|Caricatore|Filtro olio|Pneumatico|Viti|Trapano|"
    "Martello|Vernice|Pennello|Piastrelle|Tubo|Valvola|Pompa|Rubinetto|Lavello|"
    "Finestra|Porta|Scaffale|Materasso|Asciugamano|Camicia|Giacca|Scarpe|Borsa|"
    "Orologio|Cuffie|Router|Disco rigido|Caffè|Tè|Olio d'oliva|Pane|Formaggio|Mele|"
    "Acqua|Succo|Vino|Birra|Torta|Fiori|Bottiglia|Scatola|Etichette|Libro|"
    "Giocattolo|Bicicletta|Casco|Guanti|Occhiali|Cornice|Specchio|Tappeto|Tenda|"
    "Candela|Sapone",
    "nl": "Stoel|Bureau|Lamp|Kabel|Adapter|Monitor|Toetsenbord|Papier|Toner|Notitieboek|"
    "Pen|Map|Batterij|Oplader|Oliefilter|Band|Schroeven|Boormachine|Hamer|Verf|"
    "Kwast|Tegels|Buis|Ventiel|Pomp|Kraan|Wastafel|Raam|Deur|Kast|Matras|Handdoek|"
    "Overhemd|Jas|Schoenen|Tas|Horloge|Koptelefoon|Router|Harde schijf|"
    "Koffiebonen|Thee|Olijfolie|Brood|Kaas|Appels|Water|Sap|Wijn|Bier|Taart|"
    "Bloemen|Fles|Doos|Etiketten|Boek|Speelgoed|Fiets|Helm|Handschoenen|Bril|Lijst|"
    "Spiegel|Tapijt|Gordijn|Kaars|Zeep|Onderhoudsset",
    "pt": "Cadeira|Mesa|Lâmpada|Cabo|Adaptador|Monitor|Teclado|Papel|Toner|Caderno|"
    "Caneta|Pasta|Pilha|Carregador|Filtro de óleo|Pneu|Parafusos|Berbequim|Martelo|"
    "Tinta|Pincel|Azulejo|Tubo|Válvula|Bomba|Torneira|Janela|Porta|Estante|Colchão|"
    "Toalha|Camisa|Casaco|Sapatos|Mala|Relógio|Auscultadores|Router|Café|Chá|"
    "Azeite|Pão|Queijo|Maçãs|Água|Sumo|Vinho|Cerveja|Bolo|Flores|Garrafa|Caixa|"
    "Etiquetas|Livro|Brinquedo|Bicicleta|Luvas|Óculos|Espelho|Tapete|Vela|Sabão",
    "pl": "Krzesło|Biurko|Lampa|Kabel|Zasilacz|Monitor|Klawiatura|Papier|Toner|Notes|"
    "Długopis|Segregator|Bateria|Ładowarka|Filtr oleju|Opona|Wkręty|Wiertarka|"
    "Młotek|"
    "Farba|Pędzel|Płytki|Rura|Zawór|Pompa|Kran|Okno|Drzwi|Regał|Materac|Ręcznik|"
    "Koszula|Kurtka|Buty|Torba|Zegarek|Słuchawki|Router|Dysk|Kawa|Herbata|Oliwa|"
    "Chleb|Ser|Jabłka|Woda|Sok|Wino|Piwo|Ciasto|Kwiaty|Butelka|Karton|Etykiety|"
    "Książka|Zabawka|Rower|Kask|Rękawice|Okulary|Lustro|Dywan|Świeca|Mydło",
}
_SERVICES: dict[str, str] = {
    "en": "Web design|Consulting|Consulting services|Labor|Installation|Repair|"
    "Maintenance|Monthly hosting|Software license|Support|Training|Translation|"
    "Delivery|"
    "Cleaning service|Photo shoot|Copywriting|SEO optimization|Project management|"
    "Document fee|Printing fee|Inspection|Legal advice|Bookkeeping|Rent|"
    "Subscription|Domain registration|Data backup|Travel expenses|Room rental|"
    "Catering|Transport|Storage|Disposal fee|Setup fee|Service charge|Design work|"
    "Advertising|Online course|Membership|Security audit|Development hours|"
    "Call-out charge|Painting|Electrical work|Landscaping|Testing|Overnight stay",
    "de": "Webdesign|Beratung|Arbeitszeit|Montage|Reparatur|Wartung|Hosting|"
    "Softwarelizenz|Support|Schulung|Übersetzung|Lieferung|Reinigung|Fotoaufnahmen|"
    "Texterstellung|Projektmanagement|Anfahrt|Prüfung|Rechtsberatung|Buchhaltung|"
    "Miete|Abonnement|Domainregistrierung|Datensicherung|Reisekosten|Raummiete|"
    "Transport|Lagerung|Entsorgung|Einrichtung|Grundgebühr|Servicepauschale|"
    "Gestaltung|Werbung|Mitgliedsbeitrag|Entwicklung|Malerarbeiten|Elektroarbeiten|"
    "Gartenpflege|Übernachtung|Frühstück|Stundenlohn|Planung|Fahrtkosten|Telefonie|"
    "Internetanschluss|Stromlieferung|Versicherungsbeitrag|Meisterstunde",
    "fr": "Création site web|Conseil|Main d'œuvre|Installation|Réparation|Maintenance|"
    "Hébergement|Licence logiciel|Assistance|Formation|Traduction|Livraison|"
    "Nettoyage|"
    "Prise de vue|Rédaction|Gestion de projet|Déplacement|Contrôle|"
    "Conseil juridique|Comptabilité|Loyer|Abonnement|Nom de domaine|Sauvegarde|"
    "Frais de dossier|"
    "Location de salle|Transport|Stockage|Mise en service|Publicité|Cotisation|"
    "Développement|Peinture|Annonce légale|Nuitée|Prestation",
    "es": "Diseño web|Consultoría|Mano de obra|Instalación|Reparación|Mantenimiento|"
    "Alojamiento|Licencia de software|Soporte|Formación|Traducción|Entrega|"
    "Limpieza|"
    "Fotografía|Redacción|Gestión de proyecto|Desplazamiento|Revisión|Asesoría|"
    "Alquiler|Suscripción|Dominio|Transporte|Publicidad|Cuota mensual|Desarrollo|"
    "Pintura|Noche de hotel",
    "it": "Progettazione sito|Consulenza|Manodopera|Installazione|Riparazione|"
    "Manutenzione|Hosting|Licenza software|Assistenza|Formazione|Traduzione|"
    "Consegna|Pulizia|"
    "Servizio fotografico|Redazione testi|Trasferta|Controllo|Affitto|Abbonamento|"
    "Dominio|Trasporto|Pubblicità|Canone mensile|Sviluppo|Pernottamento",
    "nl": "Webdesign|Advies|Arbeidsloon|Installatie|Reparatie|Onderhoud|Hosting|"
    "Softwarelicentie|Ondersteuning|Training|Vertaling|Bezorging|Schoonmaak|"
    "Fotografie|"
    "Tekstschrijven|Projectleiding|Voorrijkosten|Keuring|Huur|Abonnement|"
    "Domeinnaam|Transport|Reclame|Contributie|Ontwikkeling|Schilderwerk|"
    "Overnachting",
    "pt": "Criação de site|Consultoria|Mão de obra|Instalação|Reparação|Manutenção|"
    "Alojamento|Licença de software|Suporte|Formação|Tradução|Entrega|Limpeza|"
    "Fotografia|"
    "Gestão de projeto|Deslocação|Inspeção|Aluguer|Assinatura|Domínio|Transporte|"
    "Publicidade|Mensalidade|Desenvolvimento|Pintura",
    "pl": "Projekt strony|Konsultacje|Robocizna|Montaż|Naprawa|Konserwacja|Hosting|"
    "Licencja|Wsparcie techniczne|Szkolenie|Tłumaczenie|Dostawa|Sprzątanie|"
    "Sesja zdjęciowa|"
    "Dojazd|Przegląd|Doradztwo|Księgowość|Najem|Abonament|Domena|Transport|Reklama|"
    "Składka|Programowanie|Nocleg",
}
_QUALITIES: dict[str, str] = {
    "en": "black|white|red|blue|large|small|premium|basic|heavy duty|stainless steel|"
    "wooden|organic|refurbished|new|wireless|portable|professional|classic|deluxe|"
    "eco|2-pack|XL",
    "de": "schwarz|weiß|rot|blau|groß|klein|Premium|Basis|Edelstahl|Holz|Bio|gebraucht|"
    "neu|kabellos|tragbar|Profi|klassisch|A4|verzinkt|10er Pack|natur|grün",
    "fr": "noir|blanc|rouge|bleu|grand|petit|premium|inox|bois|bio|neuf|sans fil|pro|"
    "classique|A4|lot de 10|vert",
    "es": "negro|blanco|rojo|azul|grande|pequeño|premium|acero|madera|nuevo|pro|clásico|A4",
    "it": "nero|bianco|rosso|blu|grande|piccolo|premium|acciaio|legno|nuovo|pro|classico|A4",
    "nl": "zwart|wit|rood|blauw|groot|klein|premium|rvs|hout|nieuw|pro|klassiek|A4",
    "pt": "preto|branco|vermelho|azul|grande|pequeno|premium|inox|madeira|novo|pro|A4",
    "pl": "czarny|biały|czerwony|niebieski|duży|mały|premium|stal|drewno|nowy|pro|A4",
}
_UNITS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        ("pcs", "ea", "each", "units", "Units", "PCS", "EA", "box", "kg", "m", "pack", "set"),
        ("hrs", "hours", "h", "Hours", "day", "days", "month", "hr", "service"),
    ),
    "de": (
        ("Stk.", "Stück", "St.", "Stk", "kg", "m", "m²", "Pkg.", "l", "Karton", "Paar"),
        ("Std.", "h", "Stunden", "Tage", "Monat", "psch.", "pauschal", "Std"),
    ),
    "fr": (
        ("pièce", "pce", "u", "kg", "m", "m²", "lot", "boîte"),
        ("h", "heures", "jour", "mois", "forfait"),
    ),
    "es": (("ud", "uds.", "u", "kg", "m", "caja"), ("h", "horas", "día", "mes")),
    "it": (("pz", "PZ", "nr", "kg", "m", "conf."), ("h", "ore", "gg", "mese")),
    "nl": (("st", "stuks", "stuk", "kg", "m", "PCS", "doos"), ("uur", "u", "dag", "maand")),
    "pt": (("un", "UN", "kg", "m", "cx"), ("h", "horas", "dia", "mês")),
    "pl": (("szt.", "szt", "kg", "m", "op.", "kpl."), ("godz.", "h", "dni", "mies.", "usł.")),
}
GOODS = {k: tuple(v.split("|")) for k, v in _GOODS.items()}
SERVICES = {k: tuple(v.split("|")) for k, v in _SERVICES.items()}
QUALITIES = {k: tuple(v.split("|")) for k, v in _QUALITIES.items()}


@dataclass(slots=True)
class Product:
    """What a line sells. unit "" where none is printed; detail: further lines of text under the
    description.
    """

    description: str
    sku: str
    unit: str
    service: bool
    price: Decimal
    detail: list[str]


def _description(rng: random.Random, lang: str, service: bool) -> str:
    words = common_words(lang)
    base = rng.choice(SERVICES[lang] if service else GOODS[lang])
    kind = rng.random()
    if kind < 0.2:
        text = base
    elif kind < 0.38 and not service:
        text = f"{base} {rng.choice(QUALITIES[lang])}"
    elif kind < 0.5:
        text = (
            f"{base}{rng.choice((' - ', ', ', ' ', ': ', ' / '))}{rng.choice(words)} "
            f"{rng.choice(words)}"
        )
    elif kind < 0.62 and not service:
        size = fill(
            rng,
            rng.choice(
                (
                    "%#x%#",
                    "%#0 ml",
                    "%#cm",
                    "%.# L",
                    "%##g",
                    "%0 mm",
                    "%##x%## cm",
                    '%/%"',
                    "%,# kg",
                    "%##",
                    "@#",
                    "%x%##ml",
                    "%# W",
                    "%##GB",
                )
            ),
        )
        text = f"{base}{rng.choice((' ', ' ', ', '))}{size}"
    elif kind < 0.74:
        text = (
            f"{made_up(rng)} {base} "
            f"{fill(rng, rng.choice(('@%##', '%###', 'X%', '%##@', '@@-%##', '%.0', 'Pro', 'Plus')))}"
        )
    elif kind < 0.82:
        text = f"{rng.choice(words).capitalize()} {base if lang == 'de' else base.lower()}"
    elif kind < 0.92:
        text = " ".join(rng.choice(words) for _ in range(rng.randint(2, 7))).capitalize()
    else:
        text = (
            f"{base} {rng.choice(words)} {rng.choice(QUALITIES[lang])} {rng.choice(words)} "
            f"{fill(rng, '%##')} {rng.choice(words)}"
        )
    return text.upper() if rng.random() < 0.06 else text


def _price(rng: random.Random, service: bool) -> Decimal:
    kind = rng.random()
    if kind < 0.25:
        return Decimal(
            rng.choice(
                (
                    5,
                    10,
                    15,
                    20,
                    25,
                    30,
                    40,
                    45,
                    50,
                    60,
                    75,
                    80,
                    85,
                    90,
                    95,
                    100,
                    120,
                    150,
                    200,
                    250,
                    350,
                    500,
                    750,
                    900,
                    1200,
                    1500,
                    2500,
                    4800,
                )
            )
        )
    low, high = (15, 400) if service else (1, 180)
    amount = Decimal(rng.randint(low * 100, high * 100)) / 100
    if kind < 0.45:
        amount = amount.to_integral_value() - Decimal(rng.choice(("0.01", "0.05", "0.10", "0.50")))
    if kind > 0.94:
        amount *= rng.choice((10, 25, 100))
    return abs(amount.quantize(Decimal("0.01"))) or Decimal("1.00")


def product(rng: random.Random, lang: str, *, service: bool | None = None) -> Product:
    """A product or service of the language."""
    service = rng.random() < 0.35 if service is None else service
    goods_units, service_units = _UNITS[lang]
    sku = fill(
        rng,
        rng.choice(
            (
                "%####",
                "%#####",
                "@@%###",
                "@%##",
                "%##-%##",
                "@@-%###",
                "%##.%##.%##",
                "40##########",
                "@@@_%###",
                "%###@",
                "E%#####",
                "@@%#@%",
            )
        ),
    )
    words = common_words(lang)
    detail = [
        " ".join(rng.choice(words) for _ in range(rng.randint(2, 6))).capitalize()
        for _ in range(rng.choice((1, 1, 2)))
    ]
    return Product(
        _description(rng, lang, service),
        sku,
        rng.choice(service_units if service else goods_units),
        service,
        _price(rng, service),
        detail,
    )
