"""Words of order confirmations: the seller writes, the buyer's own order is referred to."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "purchase_order": "Your Order No.|PO Number|P.O. #|Customer PO|Your PO|"
        "Purchase Order|PO #|Your Order|Customer Order No|Cust. PO|"
        "Purchase Order No.",
        "title": "Order Confirmation|ORDER CONFIRMATION|Order confirmation|Sales Order|"
        "Order Acknowledgement|Order Acknowledgment|Acknowledgement of Order|Confirmation|"
        "Sales Order Confirmation|Sales Confirmation",
        "invoice_number": "Order No.|Order Number|Confirmation No.|Sales Order No.|Order #|"
        "Our Order No.|SO Number|Acknowledgement No.|Order Confirmation No.|Document No.|Our Ref.",
        "issue_date": "Date|Confirmation Date|Issue Date|Document Date|Date of confirmation|"
        "Entry Date",
        "order_date": "Your Order Date|Order Date|PO Date|Order dated|Order received",
        "delivery_date": "Delivery Date|Expected Delivery|Estimated Ship Date|Scheduled Delivery|"
        "Confirmed Delivery Date|Est. Delivery|Planned delivery|Delivery by|Ready on",
        "bill_to": "Customer|Bill To|Sold To|Buyer|Ordered by|Invoice To|To|Client|Sold to",
        "total": "Total|Order Total|TOTAL|Grand Total|Total Amount|Total Order Value|"
        "Order Value|Total incl. VAT|Gross Total",
        "stamp": "COPY|ORIGINAL|DRAFT|CONFIRMED",
        "approved": "Confirmed by|Signature|Accepted|Customer signature",
    },
    "de": {
        "purchase_order": "Ihre Bestellung|Ihre Bestellnummer|Bestellnummer|"
        "Ihre Bestell-Nr.|Bestell-Nr.|Kundenbestellnr.|"
        "Ihre Bestellung Nr.|Bestellung",
        "title": "Auftragsbestätigung|AUFTRAGSBESTÄTIGUNG|Auftragsbestätigung|Bestellbestätigung|"
        "Auftrag|Auftragsbestätigung / Proforma|Ihre Bestellung",
        "invoice_number": "Auftragsnummer|Auftrags-Nr.|AB-Nr.|Auftragsbestätigung Nr.|Beleg-Nr.|"
        "Auftragsbestätigung|Unsere Auftragsnr.|Belegnummer|Vorgangsnummer|Auftrag Nr.|Nummer",
        "issue_date": "Datum|Belegdatum|Auftragsdatum|Datum der Bestätigung|vom",
        "order_date": "Bestelldatum|Ihre Bestellung vom|Bestellt am|Bestellung vom",
        "delivery_date": "Liefertermin|Lieferdatum|Voraussichtlicher Liefertermin|Lieferung am|"
        "Bestätigter Liefertermin|Versand voraussichtlich|Liefertag|Auslieferung",
        "bill_to": "Kunde|Besteller|Auftraggeber|Rechnungsadresse|Käufer|Rechnung an|Empfänger",
        "total": "Gesamtbetrag|Auftragssumme|Auftragswert|Gesamtsumme|Gesamt|Endbetrag|Summe|"
        "Gesamtbetrag brutto|Bruttobetrag",
        "stamp": "KOPIE|ORIGINAL|ENTWURF",
        "approved": "Unterschrift|Auftrag erteilt|Datum, Unterschrift des Kunden",
    },
    "fr": {
        "purchase_order": "Votre commande|Votre N° de commande|Commande client|"
        "N° de bon de commande",
        "title": "Confirmation de commande|CONFIRMATION DE COMMANDE|"
        "Accusé de réception de commande|ARC|Accusé de commande",
        "invoice_number": "Commande n°|N° de confirmation|N° ARC|Notre référence|N° de commande",
        "issue_date": "Date|Date de confirmation|Date du document|Le",
        "order_date": "Date de votre commande|Votre commande du|Date commande",
        "delivery_date": "Livraison prévue|Date de livraison|Livraison estimée|Date d'expédition "
        "prévue",
        "bill_to": "Client|Acheteur|Adresse de facturation|Facturé à",
        "total": "Total TTC|Total|Montant total|Total commande|Net à payer",
        "stamp": "COPIE|ORIGINAL",
        "approved": "Bon pour accord|Signature",
    },
    "es": {
        "purchase_order": "Su pedido|Su n.º de pedido|Pedido cliente|Orden de compra",
        "title": "Confirmación de pedido|CONFIRMACIÓN DE PEDIDO|Pedido de venta|Acuse de pedido",
        "invoice_number": "Pedido n.º|N.º de confirmación|Nuestro pedido|Nº documento|Número",
        "issue_date": "Fecha|Fecha de confirmación|Fecha documento",
        "order_date": "Fecha de su pedido|Fecha pedido|Su pedido de fecha",
        "delivery_date": "Fecha de entrega|Entrega prevista|Entrega estimada|Plazo de entrega",
        "bill_to": "Cliente|Comprador|Facturar a|Datos del cliente",
        "total": "Total|Total pedido|Importe total|TOTAL",
        "stamp": "COPIA|ORIGINAL",
        "approved": "Conforme cliente|Firma",
    },
    "it": {
        "purchase_order": "Vs. ordine|Vostro ordine n.|Ordine cliente|Rif. Vs. ordine",
        "title": "Conferma d'ordine|CONFERMA D'ORDINE|Conferma ordine|Ordine cliente",
        "invoice_number": "Conferma n.|N. conferma|Ordine n.|Nostro ordine|Numero documento",
        "issue_date": "Data|Data conferma|Data documento|Del",
        "order_date": "Data Vs. ordine|Vs. ordine del|Data ordine",
        "delivery_date": "Data di consegna|Consegna prevista|Evasione prevista|Consegna",
        "bill_to": "Cliente|Spett.le|Acquirente|Intestatario",
        "total": "Totale|Totale ordine|Totale documento|Importo totale",
        "stamp": "COPIA|ORIGINALE",
        "approved": "Per accettazione|Firma",
    },
    "nl": {
        "purchase_order": "Uw ordernummer|Uw bestelling|Uw order|Inkoopnummer",
        "title": "Orderbevestiging|ORDERBEVESTIGING|Opdrachtbevestiging|Verkooporder",
        "invoice_number": "Ordernummer|Orderbevestiging nr.|Ons ordernummer|Bevestigingsnr.",
        "issue_date": "Datum|Bevestigingsdatum|Documentdatum",
        "order_date": "Besteldatum|Datum uw order|Uw bestelling van",
        "delivery_date": "Leverdatum|Verwachte leverdatum|Geplande levering|Bevestigde leverdatum",
        "bill_to": "Klant|Besteller|Factuuradres|Koper|Aan",
        "total": "Totaal|Ordertotaal|Totaalbedrag|Totaal incl. btw",
        "stamp": "KOPIE|ORIGINEEL",
        "approved": "Voor akkoord|Handtekening",
    },
    "pl": {
        "purchase_order": "Państwa zamówienie|Wasze zamówienie nr|Nr zamówienia nabywcy",
        "title": "Potwierdzenie zamówienia|POTWIERDZENIE ZAMÓWIENIA|Zamówienie klienta",
        "invoice_number": "Nr potwierdzenia|Potwierdzenie nr|Zamówienie nr|Nasz numer|Numer",
        "issue_date": "Data|Data potwierdzenia|Data wystawienia",
        "order_date": "Data Państwa zamówienia|Data zamówienia",
        "delivery_date": "Termin dostawy|Planowana dostawa|Data realizacji|Data dostawy",
        "bill_to": "Klient|Nabywca|Zamawiający|Kupujący",
        "total": "Razem|Razem brutto|Wartość zamówienia|Suma",
        "stamp": "KOPIA|ORYGINAŁ",
        "approved": "Podpis|Akceptacja",
    },
    "pt": {
        "purchase_order": "Sua encomenda|Vossa encomenda n.º|Encomenda do cliente|V/ encomenda",
        "title": "Confirmação de encomenda|CONFIRMAÇÃO DE ENCOMENDA|Confirmação de pedido",
        "invoice_number": "Confirmação n.º|Encomenda n.º|N.º do documento|A nossa referência",
        "issue_date": "Data|Data da confirmação|Data de emissão",
        "order_date": "Data da sua encomenda|Sua encomenda de|Data da encomenda",
        "delivery_date": "Entrega prevista|Data de entrega|Previsão de entrega",
        "bill_to": "Cliente|Comprador|Faturar a|Exmo.(s) Sr.(s)",
        "total": "Total|Total da encomenda|Valor total",
        "stamp": "CÓPIA|ORIGINAL",
        "approved": "Aceite por|Assinatura",
    },
}

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "intro": "Thank you for your order, which we confirm as follows:|Dear {person},|"
        "We are pleased to confirm your order:",
        "terms": "Please check this confirmation and tell us of any changes at once.|"
        "This is not an invoice.|Our general terms of sale apply.|Thank you for your order!|"
        "Delivery dates are subject to prior sale.|All prices in {cur}.|"
        "Goods remain our property until paid in full.",
    },
    "de": {
        "intro": "Sehr geehrte Damen und Herren,|vielen Dank für Ihre Bestellung, die wir wie "
        "folgt bestätigen:|wir bestätigen Ihnen den Auftrag wie folgt:|Sehr geehrte/r {person},",
        "terms": "Bitte prüfen Sie die Auftragsbestätigung auf ihre Richtigkeit.|"
        "Es gelten unsere Allgemeinen Geschäftsbedingungen.|Dies ist keine Rechnung.|"
        "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.|"
        "Mit freundlichen Grüßen|Alle Preise in {cur}.|Lieferung solange Vorrat reicht.",
    },
    "fr": {
        "intro": "Madame, Monsieur,|Nous vous remercions de votre commande et la confirmons "
        "comme suit :",
        "terms": "Ce document n'est pas une facture.|Merci de votre confiance.|"
        "Merci de vérifier cette confirmation.",
    },
    "es": {
        "intro": "Estimado cliente:|Gracias por su pedido, que confirmamos a continuación:",
        "terms": "Este documento no es una factura.|Gracias por su confianza.",
    },
    "it": {
        "intro": "Gentile cliente,|Vi ringraziamo per l'ordine e confermiamo quanto segue:",
        "terms": "Il presente documento non è una fattura.|Grazie per la fiducia.",
    },
    "nl": {
        "intro": "Geachte heer/mevrouw,|Hartelijk dank voor uw bestelling. Wij bevestigen:",
        "terms": "Dit is geen factuur.|Controleer deze bevestiging a.u.b.",
    },
    "pl": {
        "intro": "Szanowni Państwo,|Dziękujemy za zamówienie i potwierdzamy jego przyjęcie:",
        "terms": "Dokument nie jest fakturą.|Dziękujemy za współpracę.",
    },
    "pt": {
        "intro": "Estimado cliente,|Agradecemos e confirmamos a sua encomenda:",
        "terms": "Este documento não é uma fatura.|Obrigado pela preferência.",
    },
}
