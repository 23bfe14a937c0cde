"""Words of delivery notes, packing slips and despatch notes."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "purchase_order": "Your Order No.|PO Number|P.O. #|Customer PO|Your PO|"
        "Purchase Order|PO #|Your Order|Customer Order No|Cust. PO|"
        "Purchase Order No.",
        "title": "Delivery Note|DELIVERY NOTE|Packing Slip|PACKING SLIP|Packing List|Despatch Note|"
        "Delivery Docket|Shipping Note|Goods Delivery Note|Dispatch Note|Advice Note|"
        "Proof of Delivery|Delivery Ticket",
        "invoice_number": "Delivery Note No.|Delivery No.|Packing Slip #|Despatch No.|D/N No.|"
        "Delivery Note Number|Shipment No.|Slip No.|Document No.|Docket No.|Delivery #|DN No.",
        "issue_date": "Date|Issue Date|Document Date|Note Date|Print Date|Despatch Date|Ship Date|"
        "Shipped|Delivery Note Date",
        "delivery_date": "Delivery Date|Delivered on|Date of delivery|Expected Delivery|"
        "Delivery on|Scheduled Delivery",
        "order_no": "Sales Order|Sales Order No.|Order No.|Our Order No.|SO #|SO Number|Job No.",
        "invoice_ref": "Invoice No.|Invoice|Invoice #|Invoice Ref.",
        "carrier": "Carrier|Ship Via|Shipped via|Courier|Haulier|Forwarder|Freight Carrier",
        "tracking": "Tracking No.|Tracking Number|Tracking #|Consignment No.|Waybill No.|Pro No.",
        "packages": "Packages|No. of Packages|Cartons|Boxes|Total Packages|Pallets|No. of Cartons|"
        "Pieces",
        "weight": "Gross Weight|Total Weight|Weight|Gross Wt.|Shipping Weight|Weight (kg)",
        "bill_to": "Customer|Sold To|Bill To|Invoice To|Customer Details|Ordered by|Account|Buyer",
        "deliver_to": "Deliver To|Ship To|Delivered to|Consignee|Delivery Address|SHIP TO",
        "ship_to": "Deliver To|Ship To|Delivery Address|SHIP TO|Consignee|Delivered to|"
        "Delivery Point",
        "quantity": "Qty Delivered|Quantity|Qty Shipped|Shipped|Delivered|Qty|Qty. Shipped|"
        "Despatched|This Delivery|Delivered Qty",
        "quantity_ordered": "Ordered|Qty Ordered|Order Qty|Quantity Ordered|Ord. Qty",
        "backordered": "Back Order|Backordered|B/O|Outstanding|To Follow|Qty B/O|Remaining",
        "batch": "Batch|Batch No.|Lot|Lot No.|Lot Number|Batch/Lot",
        "line_weight": "Weight|Net Weight|Kg|Weight kg",
        "received": "Received by|Received in good condition|Signature|Goods received by|"
        "Customer Signature|Signed|Print name",
        "stamp": "COPY|DELIVERED|ORIGINAL|CUSTOMER COPY",
    },
    "de": {
        "purchase_order": "Ihre Bestellung|Ihre Bestellnummer|Bestellnummer|"
        "Ihre Bestell-Nr.|Bestell-Nr.|Kundenbestellnr.|"
        "Ihre Bestellung Nr.|Bestellung",
        "title": "Lieferschein|LIEFERSCHEIN|Lieferschein|Packzettel|Warenbegleitschein|Packliste|"
        "Versandschein|Liefernachweis|Sammellieferschein|Warenlieferung",
        "invoice_number": "Lieferschein-Nr.|Lieferscheinnummer|Lieferschein Nr.|LS-Nr.|Beleg-Nr.|"
        "Lieferscheinnr.|Lieferung|Belegnummer|Nummer|Lieferschein|Packzettel Nr.",
        "issue_date": "Datum|Belegdatum|Lieferscheindatum|Versanddatum|Ausstellungsdatum|"
        "Warenausgang|vom",
        "delivery_date": "Lieferdatum|Liefertermin|Liefertag|Lieferung am|Zustelldatum",
        "order_no": "Auftragsnummer|Auftrags-Nr.|Auftrag|Unsere Auftragsnr.|AB-Nr.|Auftrag Nr.",
        "invoice_ref": "Rechnung|Rechnungs-Nr.|Rechnungsnummer",
        "carrier": "Spediteur|Spedition|Frachtführer|Versand durch|Versandart|Paketdienst|"
        "Transporteur|Versand per",
        "tracking": "Sendungsnummer|Paketnummer|Tracking-Nr.|Sendungs-Nr.|Trackingnummer",
        "packages": "Packstücke|Anzahl Packstücke|Kolli|Colli|Pakete|Anzahl Pakete|Paletten",
        "weight": "Bruttogewicht|Gesamtgewicht|Gewicht|Gewicht brutto|Versandgewicht|Gewicht (kg)",
        "bill_to": "Kunde|Auftraggeber|Rechnungsadresse|Besteller|Rechnungsempfänger",
        "deliver_to": "Lieferadresse|Lieferanschrift|Warenempfänger|Empfänger|Lieferung an",
        "ship_to": "Lieferadresse|Lieferanschrift|Warenempfänger|Lieferung an|Empfänger|"
        "Abladestelle|Versandadresse",
        "quantity": "Menge|Liefermenge|Gelieferte Menge|Gelief.|Geliefert|Anzahl|Lief.-Menge",
        "quantity_ordered": "Bestellt|Bestellmenge|Auftragsmenge|Best.-Menge|Soll",
        "backordered": "Rückstand|Offen|Restmenge|Rest|Folgt",
        "batch": "Charge|Chargen-Nr.|Chargennummer|Charge/Los|Los-Nr.",
        "line_weight": "Gewicht|Gewicht kg|kg|Nettogewicht",
        "received": "Ware erhalten|Unterschrift Empfänger|Ware vollständig erhalten|"
        "Empfangen durch|Datum, Unterschrift|Übernommen",
        "stamp": "KOPIE|ORIGINAL|GELIEFERT",
    },
    "fr": {
        "purchase_order": "Votre commande|Votre N° de commande|Commande client|"
        "N° de bon de commande",
        "title": "Bon de livraison|BON DE LIVRAISON|Bordereau de livraison|BL|Liste de colisage",
        "invoice_number": "BL n°|Bon de livraison n°|N° de BL|N° de bon|N° livraison",
        "issue_date": "Date|Date du BL|Date d'expédition|Date d'émission|Le",
        "delivery_date": "Date de livraison|Livré le|Livraison prévue",
        "order_no": "N° de commande interne|Commande n°|Notre commande|N° commande",
        "invoice_ref": "Facture n°|Facture",
        "carrier": "Transporteur|Expédié par|Mode d'expédition",
        "tracking": "N° de suivi|N° d'expédition|Suivi colis|N° de colis",
        "packages": "Nombre de colis|Colis|Nb colis|Palettes",
        "weight": "Poids brut|Poids total|Poids|Poids (kg)",
        "bill_to": "Client|Adresse de facturation|Facturé à|Donneur d'ordre",
        "deliver_to": "Adresse de livraison|Livré à|Destinataire|Livrer à",
        "ship_to": "Adresse de livraison|Livré à|Destinataire|Livrer à|Lieu de livraison",
        "quantity": "Qté livrée|Quantité livrée|Quantité|Livré|Qté",
        "quantity_ordered": "Qté commandée|Commandé|Qté cdée",
        "backordered": "Reliquat|Reste à livrer|Reste",
        "batch": "N° de lot|Lot",
        "line_weight": "Poids|Poids net",
        "received": "Reçu par|Signature du client|Cachet et signature|Marchandise reçue",
        "stamp": "COPIE|ORIGINAL|LIVRÉ",
    },
    "es": {
        "purchase_order": "Su pedido|Su n.º de pedido|Pedido cliente|Orden de compra",
        "title": "Albarán|ALBARÁN|Albarán de entrega|Nota de entrega|Remito|Packing list",
        "invoice_number": "Albarán n.º|N.º de albarán|Nº albarán|Número|Entrega n.º",
        "issue_date": "Fecha|Fecha albarán|Fecha de envío|Fecha de emisión",
        "delivery_date": "Fecha de entrega|Entregado el|Entrega prevista",
        "order_no": "Pedido n.º|Nuestro pedido|N.º pedido interno",
        "invoice_ref": "Factura n.º|Factura",
        "carrier": "Transportista|Agencia de transporte|Enviado por",
        "tracking": "N.º de seguimiento|N.º de envío|Expedición",
        "packages": "Bultos|N.º de bultos|Cajas|Palets",
        "weight": "Peso bruto|Peso total|Peso|Peso (kg)",
        "bill_to": "Cliente|Facturar a|Datos del cliente",
        "deliver_to": "Dirección de entrega|Entregar a|Destinatario|Enviar a",
        "ship_to": "Dirección de entrega|Entregar a|Destinatario|Enviar a|Lugar de entrega",
        "quantity": "Cantidad|Cant. entregada|Entregado|Cant. servida|Uds.",
        "quantity_ordered": "Cant. pedida|Pedido|Pedida",
        "backordered": "Pendiente|Pdte.",
        "batch": "Lote|N.º de lote",
        "line_weight": "Peso|Kg",
        "received": "Recibí conforme|Firma y sello|Recibido por|Conforme cliente",
        "stamp": "COPIA|ORIGINAL",
    },
    "it": {
        "purchase_order": "Vs. ordine|Vostro ordine n.|Ordine cliente|Rif. Vs. ordine",
        "title": "Documento di trasporto|DDT|DOCUMENTO DI TRASPORTO|Bolla di consegna|D.D.T.|"
        "Documento di trasporto (D.D.T.)",
        "invoice_number": "DDT n.|N. documento|Numero DDT|Bolla n.|Documento n.",
        "issue_date": "Data|Data DDT|Data documento|Del",
        "delivery_date": "Data di consegna|Data consegna|Consegnato il",
        "order_no": "Ns. ordine|Ordine n.|Nostro rif.|Commessa",
        "invoice_ref": "Fattura n.|Rif. fattura",
        "carrier": "Vettore|Trasportatore|Corriere|Trasporto a cura di",
        "tracking": "N. spedizione|Tracking|Numero di spedizione",
        "packages": "Colli|N. colli|Numero colli",
        "weight": "Peso lordo|Peso kg|Peso totale|Peso",
        "bill_to": "Cliente|Spett.le|Intestatario|Cessionario",
        "deliver_to": "Destinazione|Destinatario|Luogo di destinazione|Destinazione merce",
        "ship_to": "Destinazione|Destinatario|Luogo di destinazione|Destinazione merce|"
        "Luogo di consegna",
        "quantity": "Quantità|Q.tà|Q.tà consegnata|Consegnato|Qta",
        "quantity_ordered": "Q.tà ordinata|Ordinato|Ordinata",
        "backordered": "Residuo|Da consegnare|Saldo",
        "batch": "Lotto|N. lotto",
        "line_weight": "Peso|Kg",
        "received": "Firma destinatario|Firma del ricevente|Ricevuto da|Firma conducente",
        "stamp": "COPIA|ORIGINALE",
    },
    "nl": {
        "purchase_order": "Uw ordernummer|Uw bestelling|Uw order|Inkoopnummer",
        "title": "Pakbon|PAKBON|Leveringsbon|Vrachtbrief|Afleverbon|Leverbon",
        "invoice_number": "Pakbonnummer|Pakbon nr.|Leverbonnr.|Bonnummer|Leveringsnr.",
        "issue_date": "Datum|Pakbondatum|Verzenddatum",
        "delivery_date": "Leverdatum|Afleverdatum|Geleverd op",
        "order_no": "Ordernummer|Ons ordernr.|Verkooporder",
        "invoice_ref": "Factuurnummer|Factuur",
        "carrier": "Vervoerder|Transporteur|Verzonden met",
        "tracking": "Track & trace|Zendingnummer|Trackingnummer",
        "packages": "Colli|Aantal colli|Dozen|Aantal pakketten",
        "weight": "Brutogewicht|Totaalgewicht|Gewicht|Gewicht (kg)",
        "bill_to": "Klant|Factuuradres|Besteller",
        "deliver_to": "Afleveradres|Leveren aan|Ontvanger|Bezorgadres",
        "ship_to": "Afleveradres|Leveren aan|Ontvanger|Bezorgadres|Verzenden naar",
        "quantity": "Aantal|Geleverd|Aantal geleverd|Verzonden",
        "quantity_ordered": "Besteld|Aantal besteld",
        "backordered": "Nalevering|Backorder|In bestelling|Rest",
        "batch": "Batch|Partij|Lotnummer|Batchnr.",
        "line_weight": "Gewicht|Kg",
        "received": "Voor ontvangst|Handtekening ontvanger|Ontvangen door",
        "stamp": "KOPIE|ORIGINEEL",
    },
    "pl": {
        "purchase_order": "Państwa zamówienie|Wasze zamówienie nr|Nr zamówienia nabywcy",
        "title": "Dowód dostawy|DOWÓD DOSTAWY|WZ|Wydanie zewnętrzne|List przewozowy|Dokument WZ",
        "invoice_number": "Nr dokumentu|WZ nr|Numer dostawy|Dokument nr|Numer",
        "issue_date": "Data|Data wystawienia|Data wydania",
        "delivery_date": "Data dostawy|Termin dostawy|Dostarczono",
        "order_no": "Zlecenie nr|Nasze zamówienie|Nr zlecenia",
        "invoice_ref": "Faktura nr|Faktura",
        "carrier": "Przewoźnik|Spedytor|Kurier",
        "tracking": "Nr przesyłki|Numer śledzenia|Nr listu",
        "packages": "Liczba paczek|Opakowania|Paczki|Palety",
        "weight": "Waga brutto|Waga|Masa brutto|Waga (kg)",
        "bill_to": "Nabywca|Klient|Płatnik|Zamawiający",
        "deliver_to": "Adres dostawy|Odbiorca|Miejsce dostawy",
        "ship_to": "Adres dostawy|Odbiorca|Miejsce dostawy",
        "quantity": "Ilość|Ilość wydana|Wydano|Dostarczono",
        "quantity_ordered": "Zamówiono|Ilość zamówiona",
        "backordered": "Pozostało|Do dostarczenia",
        "batch": "Partia|Nr partii|Seria",
        "line_weight": "Waga|Kg",
        "received": "Odebrał|Podpis odbiorcy|Towar otrzymał",
        "stamp": "KOPIA|ORYGINAŁ",
    },
    "pt": {
        "purchase_order": "Sua encomenda|Vossa encomenda n.º|Encomenda do cliente|V/ encomenda",
        "title": "Guia de remessa|GUIA DE REMESSA|Guia de transporte|Nota de entrega|Romaneio",
        "invoice_number": "Guia n.º|Guia de remessa n.º|N.º documento|Número",
        "issue_date": "Data|Data de emissão|Data de expedição",
        "delivery_date": "Data de entrega|Entregue em|Entrega prevista",
        "order_no": "Encomenda n.º|Nossa encomenda|Pedido interno",
        "invoice_ref": "Fatura n.º|Fatura",
        "carrier": "Transportador|Transportadora|Expedido por",
        "tracking": "N.º de seguimento|N.º de envio|Código de rastreio",
        "packages": "Volumes|N.º de volumes|Caixas",
        "weight": "Peso bruto|Peso total|Peso (kg)|Peso",
        "bill_to": "Cliente|Faturar a|Exmo.(s) Sr.(s)",
        "deliver_to": "Local de entrega|Local de descarga|Destinatário|Morada de entrega",
        "ship_to": "Local de entrega|Local de descarga|Destinatário|Morada de entrega",
        "quantity": "Quantidade|Qtd. entregue|Entregue|Qtd.",
        "quantity_ordered": "Qtd. encomendada|Encomendado|Pedido",
        "backordered": "Pendente|Em falta",
        "batch": "Lote|N.º de lote",
        "line_weight": "Peso|Kg",
        "received": "Recebido por|Assinatura|Recebi conforme",
        "stamp": "CÓPIA|ORIGINAL",
    },
}

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "intro": "We have delivered the following goods:|Please find enclosed:|"
        "Contents of shipment:",
        "terms": "Please check the goods on receipt and report damage within 3 days.|"
        "This is not an invoice.|Goods remain our property until paid in full.|"
        "Returns only with return number.|Thank you for your order!|"
        "Items on back order will follow without further notice.|Claims within 7 days of receipt.",
    },
    "de": {
        "intro": "wir lieferten Ihnen:|Wir liefern Ihnen wie vereinbart:|"
        "Sehr geehrte Damen und Herren,",
        "terms": "Bitte prüfen Sie die Ware sofort bei Erhalt auf Transportschäden.|"
        "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.|"
        "Fehlende Artikel werden nachgeliefert.|Die Rechnung folgt mit getrennter Post.|"
        "Vielen Dank für Ihren Auftrag!|Reklamationen nur innerhalb von 8 Tagen.",
    },
    "fr": {
        "intro": "Veuillez trouver ci-joint les articles suivants :",
        "terms": "Toute réclamation doit être faite sous 48 heures.|"
        "Ce document n'est pas une facture.|Merci de vérifier la marchandise à réception.",
    },
    "es": {
        "intro": "Les entregamos los siguientes artículos:",
        "terms": "Rogamos revisen la mercancía a su recepción.|Este documento no es una factura.",
    },
    "it": {
        "intro": "Vi consegniamo quanto segue:",
        "terms": "Causale del trasporto: vendita|Verificare la merce alla consegna.|Porto franco",
    },
    "nl": {
        "intro": "Wij leverden u de volgende artikelen:",
        "terms": "Controleer de goederen bij ontvangst.|Dit is geen factuur.",
    },
    "pl": {
        "intro": "Dostarczamy następujące towary:",
        "terms": "Prosimy o sprawdzenie towaru przy odbiorze.|Reklamacje w ciągu 3 dni.",
    },
    "pt": {
        "intro": "Entregamos os seguintes artigos:",
        "terms": "Verifique a mercadoria no ato da entrega.|Este documento não serve de fatura.",
    },
}
