"""Words of purchase orders. The letterhead is the buyer's, so ``from`` heads the buyer's block and
``bill_to`` the supplier's.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Purchase Order|PURCHASE ORDER|Purchase order|Order|PO|P.O.|Official Order|"
        "Blanket Purchase Order|Standard Purchase Order|Supplier Order|Work Order",
        "invoice_number": "PO Number|Purchase Order No.|P.O. No.|PO #|Order No.|Order Number|"
        "Purchase Order|Purchase Order Number|P.O. #|Order #|Our Order No.|PO|Doc. No.",
        "issue_date": "Order Date|Date|PO Date|Date of order|Purchase Order Date|Issue Date|"
        "Date Issued|P.O. Date|Created on",
        "delivery_date": "Delivery Date|Required by|Date Required|Required Date|Deliver by|"
        "Requested Delivery Date|Due Date|Need by|Promise Date|Expected Delivery|Dock Date",
        "from": "Buyer|Ordered by|Bill To|Invoice To|From|Purchaser|Customer|Company|Bill to|"
        "Invoice address|Send invoice to",
        "bill_to": "Vendor|VENDOR|Supplier|To|Vendor Address|Supplier Details|Order To|Seller|"
        "Vendor Information|Issued To|Purchase from|Contractor",
        "customer_name": "Vendor|Vendor Name|Supplier Name|Supplier",
        "account_id": "Vendor No.|Vendor ID|Supplier No.|Vendor #|Supplier Code|Vendor Number",
        "customer_tax_id": "Vendor VAT No.|Supplier VAT No.|Vendor Tax ID",
        "rep": "Buyer|Purchasing Agent|Requested by|Contact|Requisitioner|Ordered by|Buyer Name",
        "requisition": "Requisition No.|Req. No.|PR Number|Requisition #",
        "total": "Total|Order Total|Total Order Value|TOTAL|Grand Total|Total Amount|PO Total|"
        "Total Purchase Order|Total incl. VAT",
        "stamp": "ORIGINAL|COPY|APPROVED|DRAFT|REVISED",
        "approved": "Approved by|Authorized Signature|Authorised by|Approval|Signature|"
        "Purchasing Manager",
        "conditions": "Terms and Conditions of Purchase|General Conditions of Purchase|Conditions",
    },
    "de": {
        "title": "Bestellung|BESTELLUNG|Bestellung|Bestellschein|Auftrag|Kaufauftrag|Einkauf|"
        "Abrufbestellung|Einkaufsbestellung|Nachbestellung|Auftragserteilung",
        "invoice_number": "Bestellnummer|Bestell-Nr.|Bestellung Nr.|Bestellnr.|Bestellung|"
        "Auftragsnummer|Unsere Bestellnummer|Beleg-Nr.|Belegnummer|Nummer",
        "issue_date": "Bestelldatum|Datum|Belegdatum|Bestellung vom|Datum der Bestellung|vom",
        "delivery_date": "Liefertermin|Lieferdatum|Wunschtermin|Gewünschter Liefertermin|"
        "Lieferung bis|Wunschlieferdatum|Zu liefern bis|Termin",
        "from": "Besteller|Auftraggeber|Rechnungsanschrift|Rechnung an|Käufer|Rechnungsadresse",
        "bill_to": "Lieferant|Auftragnehmer|An|Verkäufer|Lieferantenanschrift|Kreditor|Anbieter",
        "customer_name": "Lieferant|Lieferantenname",
        "account_id": "Lieferantennummer|Lieferanten-Nr.|Lief.-Nr.|Kreditor|Kreditoren-Nr.|"
        "Unsere Kundennummer",
        "customer_tax_id": "USt-IdNr. Lieferant|Ihre USt-IdNr.",
        "rep": "Einkäufer|Ansprechpartner|Bearbeiter|Sachbearbeiter|Besteller|Bestellt von",
        "requisition": "Anforderung|BANF|Bedarfsmeldung|Kostenstelle",
        "total": "Gesamtbetrag|Bestellsumme|Bestellwert|Gesamtsumme|Gesamtwert|Summe|Gesamt|"
        "Auftragswert|Gesamtbestellwert|Auftragssumme",
        "stamp": "ORIGINAL|KOPIE|FREIGEGEBEN|ENTWURF|ÄNDERUNG",
        "approved": "Freigegeben|Genehmigt durch|Unterschrift|Datum, Unterschrift|Freigabe Einkauf",
        "conditions": "Einkaufsbedingungen|Allgemeine Einkaufsbedingungen|Bestellbedingungen",
    },
    "fr": {
        "title": "Bon de commande|BON DE COMMANDE|Commande|Commande d'achat|Commande fournisseur",
        "invoice_number": "N° de commande|Commande n°|Bon de commande n°|Numéro de commande|"
        "N° BC|Référence commande",
        "issue_date": "Date de commande|Date|Date de la commande|Date d'émission|Le",
        "delivery_date": "Date de livraison souhaitée|Livraison souhaitée|Date de livraison|"
        "Délai|À livrer avant le|Livraison prévue",
        "from": "Acheteur|Donneur d'ordre|Facturer à|Adresse de facturation|Client|Société",
        "bill_to": "Fournisseur|Vendeur|À l'attention de|Adressé à|Prestataire",
        "customer_name": "Fournisseur|Nom du fournisseur",
        "account_id": "N° fournisseur|Code fournisseur|Réf. fournisseur",
        "customer_tax_id": "TVA fournisseur",
        "rep": "Acheteur|Demandeur|Contact|Responsable achats|Suivi par",
        "requisition": "Demande d'achat|N° DA|Centre de coût",
        "total": "Total|Total TTC|Montant total|Total commande|Total général|Montant TTC",
        "stamp": "ORIGINAL|COPIE|VALIDÉ",
        "approved": "Bon pour accord|Signature|Approuvé par|Visa",
        "conditions": "Conditions générales d'achat|Conditions d'achat",
    },
    "es": {
        "title": "Orden de compra|ORDEN DE COMPRA|Pedido|Pedido de compra|Pedido a proveedor",
        "invoice_number": "N.º de pedido|Orden de compra n.º|Pedido|Nº pedido|OC Nº|Número",
        "issue_date": "Fecha de pedido|Fecha|Fecha del pedido|Fecha de emisión",
        "delivery_date": "Fecha de entrega|Entrega solicitada|Fecha requerida|Plazo de entrega",
        "from": "Comprador|Facturar a|Cliente|Datos de facturación",
        "bill_to": "Proveedor|Datos del proveedor|Vendedor|A",
        "customer_name": "Proveedor|Nombre del proveedor",
        "account_id": "N.º proveedor|Código proveedor|Cód. proveedor",
        "customer_tax_id": "NIF proveedor|CIF proveedor",
        "rep": "Comprador|Solicitado por|Contacto|Responsable",
        "requisition": "Solicitud|Centro de coste|Requisición",
        "total": "Total|Total pedido|Importe total|TOTAL|Total general",
        "stamp": "ORIGINAL|COPIA|APROBADO",
        "approved": "Autorizado por|Firma|Aprobado por|Vº Bº",
        "conditions": "Condiciones generales de compra",
    },
    "it": {
        "title": "Ordine di acquisto|ORDINE|Ordine fornitore|Ordine|Buono d'ordine",
        "invoice_number": "Ordine n.|N. ordine|Numero ordine|Ordine di acquisto n.|Rif. ordine",
        "issue_date": "Data ordine|Data|Del|Data documento",
        "delivery_date": "Data di consegna|Consegna richiesta|Consegna entro|"
        "Data consegna prevista",
        "from": "Acquirente|Committente|Fatturare a|Intestatario fattura|Cliente",
        "bill_to": "Fornitore|Spett.le fornitore|Spett.le|Destinatario",
        "customer_name": "Fornitore|Ragione sociale fornitore",
        "account_id": "Codice fornitore|Cod. fornitore",
        "customer_tax_id": "P.IVA fornitore",
        "rep": "Ufficio acquisti|Richiedente|Contatto|Buyer",
        "requisition": "Richiesta d'acquisto|RdA|Centro di costo",
        "total": "Totale|Totale ordine|Totale complessivo|Importo totale",
        "stamp": "ORIGINALE|COPIA|APPROVATO",
        "approved": "Firma|Autorizzato da|Approvato da|Timbro e firma",
        "conditions": "Condizioni generali di acquisto",
    },
    "nl": {
        "title": "Inkooporder|INKOOPORDER|Bestelling|Bestelbon|Order|Inkoopopdracht",
        "invoice_number": "Ordernummer|Inkoopordernummer|Bestelnummer|Ordernr.|Order nr.",
        "issue_date": "Orderdatum|Datum|Besteldatum",
        "delivery_date": "Leverdatum|Gewenste leverdatum|Leveren voor|Levertijd",
        "from": "Besteller|Koper|Factuur aan|Factuuradres|Opdrachtgever",
        "bill_to": "Leverancier|Aan|Verkoper|Opdrachtnemer",
        "customer_name": "Leverancier|Naam leverancier",
        "account_id": "Leveranciersnummer|Crediteurnr.|Lev.nr.",
        "customer_tax_id": "Btw-nr. leverancier",
        "rep": "Inkoper|Contactpersoon|Besteld door",
        "requisition": "Aanvraagnummer|Kostenplaats",
        "total": "Totaal|Totaalbedrag|Ordertotaal|Totaal incl. btw",
        "stamp": "ORIGINEEL|KOPIE|AKKOORD",
        "approved": "Akkoord|Handtekening|Goedgekeurd door",
        "conditions": "Inkoopvoorwaarden|Algemene inkoopvoorwaarden",
    },
    "pl": {
        "title": "Zamówienie|ZAMÓWIENIE|Zamówienie zakupu|Zamówienie do dostawcy",
        "invoice_number": "Zamówienie nr|Nr zamówienia|Numer zamówienia|Numer",
        "issue_date": "Data zamówienia|Data|Data wystawienia|z dnia",
        "delivery_date": "Termin dostawy|Data dostawy|Termin realizacji|Wymagany termin",
        "from": "Zamawiający|Nabywca|Kupujący|Dane do faktury",
        "bill_to": "Dostawca|Sprzedawca|Wykonawca|Do",
        "customer_name": "Dostawca|Nazwa dostawcy",
        "account_id": "Nr dostawcy|Kod dostawcy",
        "customer_tax_id": "NIP dostawcy",
        "rep": "Zamawiający|Osoba kontaktowa|Sporządził",
        "requisition": "Zapotrzebowanie nr|MPK",
        "total": "Razem|Wartość zamówienia|Razem brutto|Suma",
        "stamp": "ORYGINAŁ|KOPIA",
        "approved": "Zatwierdził|Podpis|Pieczęć i podpis",
        "conditions": "Ogólne warunki zakupu",
    },
    "pt": {
        "title": "Nota de encomenda|NOTA DE ENCOMENDA|Encomenda|Ordem de compra|Pedido de compra",
        "invoice_number": "Encomenda n.º|N.º da encomenda|Pedido n.º|Ordem de compra n.º",
        "issue_date": "Data da encomenda|Data|Data de emissão|Data do pedido",
        "delivery_date": "Data de entrega|Entrega prevista|Prazo de entrega",
        "from": "Comprador|Faturar a|Cliente",
        "bill_to": "Fornecedor|Dados do fornecedor|Exmo.(s) Sr.(s)|A",
        "customer_name": "Fornecedor|Nome do fornecedor",
        "account_id": "N.º fornecedor|Código do fornecedor",
        "customer_tax_id": "NIF fornecedor",
        "rep": "Comprador|Requisitante|Contacto",
        "requisition": "Requisição n.º|Centro de custo",
        "total": "Total|Total da encomenda|Valor total|Total geral",
        "stamp": "ORIGINAL|CÓPIA|APROVADO",
        "approved": "Autorizado por|Assinatura|Aprovado por",
        "conditions": "Condições gerais de compra",
    },
}

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "intro": "Please supply the following goods and services:|We hereby order:|"
        "Please enter our order for the following:|Dear {person},",
        "terms": "Please confirm this order within 3 working days.|"
        "The purchase order number must appear on all invoices and packing slips.|"
        "Please notify us immediately if you are unable to ship as specified.|"
        "Send two copies of your invoice.|Our general conditions of purchase apply.|"
        "Invoices without order number will be returned.|Partial deliveries are not accepted.|"
        "Enter this order in accordance with the prices and terms listed above.",
    },
    "de": {
        "intro": "Sehr geehrte Damen und Herren,|hiermit bestellen wir:|"
        "wir bestellen zu unseren Einkaufsbedingungen:|"
        "bitte liefern Sie uns folgende Artikel:",
        "terms": "Bitte bestätigen Sie den Auftrag mit Preis und Liefertermin.|"
        "Bitte geben Sie auf allen Belegen unsere Bestellnummer an.|"
        "Es gelten unsere Allgemeinen Einkaufsbedingungen.|"
        "Rechnung bitte zweifach oder per E-Mail.|Teillieferungen sind nicht zulässig.|"
        "Mit freundlichen Grüßen|Anlieferung Montag bis Freitag, 7 bis 15 Uhr.",
    },
    "fr": {
        "intro": "Madame, Monsieur,|Nous vous passons commande des articles suivants :",
        "terms": "Merci de nous confirmer cette commande.|"
        "Le numéro de commande doit figurer sur la facture et le bon de livraison.|"
        "Nos conditions générales d'achat s'appliquent.",
    },
    "es": {
        "intro": "Rogamos nos suministren los siguientes artículos:|Estimados señores:",
        "terms": "Rogamos confirmen la recepción de este pedido.|"
        "Indique el número de pedido en su factura y albarán.",
    },
    "it": {
        "intro": "Vi preghiamo di fornirci quanto segue:|Spettabile ditta,",
        "terms": "Si prega di confermare l'ordine.|Indicare il numero d'ordine in fattura e DDT.",
    },
    "nl": {
        "intro": "Hierbij bestellen wij de volgende artikelen:|Geachte heer/mevrouw,",
        "terms": "Graag ontvangen wij een orderbevestiging.|"
        "Vermeld ons ordernummer op factuur en pakbon.",
    },
    "pl": {
        "intro": "Zamawiamy następujące towary:|Szanowni Państwo,",
        "terms": "Prosimy o potwierdzenie zamówienia.|"
        "Prosimy o podanie numeru zamówienia na fakturze.",
    },
    "pt": {
        "intro": "Agradecemos o fornecimento dos seguintes artigos:|Exmos. Senhores,",
        "terms": "Agradecemos a confirmação desta encomenda.|"
        "Indicar o número da encomenda na fatura.",
    },
}
