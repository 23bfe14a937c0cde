"""Headings of party blocks, departments, and the words that stand around names. Knows no layout."""

from __future__ import annotations

import random

#: headings of the seller, the buyer, and of third parties
_SELLER: dict[str, str] = {
    "en": "Seller|Supplier|Vendor|From|Issued by|Sold by|Service provider|Supplier information|"
    "Seller details|Vendor information|Exporter|Contractor|Company details|Our details|Merchant|"
    "Billing entity|Invoicing party|Landlord|Licensor|Consultant|Freelancer|Provider|Shipper",
    "de": "Verkäufer|Lieferant|Rechnungssteller|Rechnungsersteller|Absender|Auftragnehmer|"
    "Leistungserbringer|Angaben zum Verkäufer|Lieferantendaten|Anbieter|Dienstleister|"
    "Leistender Unternehmer|Vermieter|Von|Aussteller|Kreditor|Firma",
    "fr": "Vendeur|Fournisseur|Émetteur|Prestataire|De|Société|Données du vendeur|Bailleur|"
    "Émis par|Expéditeur|Créancier",
    "es": "Vendedor|Proveedor|Emisor|De|Datos del emisor|Empresa|Prestador|Emitido por|Remitente",
    "it": "Venditore|Fornitore|Cedente / Prestatore|Cedente|Da|Mittente|Emittente|Dati fornitore|"
    "Ditta",
    "nl": "Verkoper|Leverancier|Van|Afzender|Gegevens leverancier|Dienstverlener|Opdrachtnemer",
    "pt": "Vendedor|Fornecedor|Emitente|Prestador|De|Dados do fornecedor|Empresa|Remetente",
    "pl": "Sprzedawca|Wystawca|Dostawca|Dane sprzedawcy|Usługodawca|Od|Zleceniobiorca",
}
_BUYER: dict[str, str] = {
    "en": "Bill To|Billed to|Invoice to|Sold To|Customer|Client|Buyer|To|Customer information|"
    "Buyer details|Billing address|Invoice address|Importer|Recipient|Payer|Client details|"
    "Prepared for|Invoice For|Purchaser|Tenant|Account holder|Ordered by|Attention of",
    "de": "Käufer|Kunde|Rechnungsempfänger|Empfänger|An|Auftraggeber|Leistungsempfänger|"
    "Rechnungsadresse|Rechnungsanschrift|Angaben zum Käufer|Kundendaten|Besteller|Mieter|Debitor|"
    "Rechnung an|Käufer/Leistungsempfänger",
    "fr": "Client|Acheteur|Destinataire|Facturé à|Adresse de facturation|À|Données du client|"
    "Locataire|Preneur|Facturer à|Adressé à",
    "es": "Cliente|Comprador|Destinatario|Facturar a|A|Datos del cliente|Dirección de facturación|"
    "Receptor|Facturado a",
    "it": "Cliente|Acquirente|Destinatario|Cessionario / Committente|A|Spett.le|Dati cliente|"
    "Intestatario|Fatturare a",
    "nl": "Koper|Klant|Aan|Factuuradres|Afnemer|Klantgegevens|Opdrachtgever|Gefactureerd aan",
    "pt": "Cliente|Comprador|Destinatário|Faturar a|A|Dados do cliente|Adquirente|Exmo.(s) Sr.(s)",
    "pl": "Nabywca|Klient|Odbiorca faktury|Dane nabywcy|Dla|Usługobiorca|Zamawiający|Płatnik",
}
_THIRD: dict[str, str] = {
    "en": "Ship To|Deliver to|Service address|Delivery address|End user|Consignee|Notify party|"
    "Carrier|Agent|Remittance address|Job site|Sales office|Your contact|Branch|Installed at",
    "de": "Lieferadresse|Lieferanschrift|Warenempfänger|Leistungsort|Ihr Ansprechpartner|Spedition|"
    "Objekt|Baustelle|Filiale|Vertreter|Zahlungsempfänger|Endkunde|Versand an",
    "fr": "Adresse de livraison|Livré à|Lieu d'intervention|Votre contact|Transporteur|Agence|"
    "Chantier|Destinataire de la livraison",
    "es": "Dirección de entrega|Enviar a|Lugar de servicio|Su contacto|Transportista|Sucursal|Obra",
    "it": "Luogo di consegna|Destinazione merce|Vettore|Agente|Filiale|Cantiere|Spedire a",
    "nl": "Afleveradres|Leveren aan|Uw contactpersoon|Vervoerder|Filiaal|Werkadres",
    "pt": "Morada de entrega|Local de descarga|Transportador|Filial|Entregar em|Obra",
    "pl": "Odbiorca|Adres dostawy|Miejsce dostawy|Przewoźnik|Oddział|Osoba kontaktowa",
}
_DEPARTMENTS: dict[str, str] = {
    "en": "Accounts Payable|Accounts Department|Purchasing|Finance Department|Finance|"
    "Procurement|Attn: Accounts Payable|Head Office|Headquarters|Billing Department|"
    "Administration|Accounting|Shared Services|Invoice Processing|Corporate Office|IT Department|"
    "Facilities|Treasury|Mail Stop 12|Regional Office|Financial Services Office|Plant 3|Warehouse",
    "de": "Buchhaltung|Abt. Einkauf|Rechnungswesen|Kreditorenbuchhaltung|Verwaltung|Zentrale|"
    "Abteilung Finanzen|Rechnungsprüfung|Niederlassung Nord|Werk 2|Geschäftsstelle|"
    "Hauptverwaltung|Einkauf|Zentraler Rechnungseingang|Debitorenbuchhaltung|IT-Abteilung|"
    "Finanzbuchhaltung|Kostenstelle 4100|Betriebsstätte Ost|Kundenservice|Lager 4",
    "fr": "Service comptabilité|Comptabilité fournisseurs|Service achats|Siège social|"
    "Direction financière|Service facturation|Agence Sud|Direction générale|Bureau 204|Entrepôt",
    "es": "Departamento de contabilidad|Administración|Compras|Sede central|Facturación|Almacén|"
    "Oficina central|Dirección financiera",
    "it": "Ufficio acquisti|Amministrazione|Contabilità fornitori|Sede legale|Ufficio contabilità|"
    "Sede operativa|Magazzino|Direzione",
    "nl": "Afdeling Inkoop|Crediteurenadministratie|Administratie|Hoofdkantoor|Afd. Financiën|"
    "Vestiging Noord|Magazijn|Debiteuren",
    "pt": "Contabilidade|Departamento financeiro|Compras|Sede|Armazém|Direção financeira|Filial",
    "pl": "Dział księgowości|Dział zakupów|Księgowość|Siedziba|Biuro zarządu|Oddział|Magazyn",
}
_PARTS: dict[str, str] = {
    "en": "Finance|Delivery|Services|Headquarters|Warehouse|Billing|Accounts|Operations|Payments|"
    "Distribution Center|Head Office|Main Office|Store 12|Office|Plant|Logistics|Receivables|HQ",
    "de": "Finanzen|Versand|Service|Zentrale|Lager|Buchhaltung|Logistik|Verwaltung|Werk|Filiale|"
    "Hauptverwaltung|Kundenservice|Standort Süd|Niederlassung",
    "fr": "Finances|Livraison|Services|Siège|Entrepôt|Facturation|Agence|Comptabilité|Magasin",
    "es": "Finanzas|Entregas|Servicios|Sede|Almacén|Facturación|Oficina|Tienda",
    "it": "Finanza|Consegne|Servizi|Sede|Magazzino|Fatturazione|Ufficio|Negozio",
    "nl": "Financiën|Levering|Services|Hoofdkantoor|Magazijn|Facturatie|Kantoor|Winkel",
    "pt": "Finanças|Entregas|Serviços|Sede|Armazém|Faturação|Escritório|Loja",
    "pl": "Finanse|Dostawy|Serwis|Centrala|Magazyn|Księgowość|Biuro|Sklep",
}
BEFORE_PERSON: dict[str, tuple[str, ...]] = {
    "en": ("Mr", "Mrs", "Ms", "Mr.", "Ms."),
    "de": ("Herrn", "Frau", "Herr"),
    "fr": ("M.", "Mme", "Monsieur", "Madame"),
    "es": ("D.", "Dña.", "Sr.", "Sra."),
    "it": ("Sig.", "Sig.ra", "Egr. Sig."),
    "nl": ("Dhr.", "Mevr.", "De heer"),
    "pt": ("Sr.", "Sra.", "Exmo. Sr."),
    "pl": ("Pan", "Pani", "Sz.P."),
}
_HEADS = {"from": _SELLER, "bill_to": _BUYER, "ship_to": _THIRD}


def heading(rng: random.Random, lang: str, key: str) -> str:
    """A heading of the seller's (``from``), the buyer's (``bill_to``) or a third party's block."""
    return rng.choice(_HEADS[key][lang].split("|"))


def department_word(rng: random.Random, lang: str) -> str:
    """A department or site of a company."""
    return rng.choice(_DEPARTMENTS[lang].split("|"))


def part_word(rng: random.Random, lang: str) -> str:
    """What follows a brand in the name of a department: ``Finance``."""
    return rng.choice(_PARTS["en" if rng.random() < 0.2 else lang].split("|"))
