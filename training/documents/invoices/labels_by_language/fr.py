"""Label words of French invoices; alternatives are separated by ``|``, ``{r}`` is a tax rate."""

from __future__ import annotations

FR: dict[str, str] = {
    "title": (
        "Facture|FACTURE|Facture|Facture client|Facture de vente|Votre facture|Facture acquittée|"
        "Note d'honoraires|Facture d'acompte"
    ),
    "credit_title": "Avoir|AVOIR|Facture d'avoir|Note de crédit",
    "invoice_number": (
        "Facture n°|Facture N°|N° facture|N° de facture|Numéro de facture|Facture|Numéro|"
        "N° Facture|Facture No|FACTURE N°|Réf. facture|N°|Facture numéro|Numéro facture|"
        "N° de pièce|Num. facture"
    ),
    "credit_number": "Avoir n°|N° avoir|Numéro",
    "issue_date": (
        "Date|Date de facture|Date de facturation|Date facture|Date d'émission|Émise le|Le|"
        "Date de la facture|En date du|Facturé le|Date pièce"
    ),
    "due_date": (
        "Échéance|Date d'échéance|À payer avant le|Date limite de paiement|Payable le|"
        "Échéance le|À régler avant le|Date échéance|Date de règlement|Règlement avant le"
    ),
    "delivery_date": (
        "Date de livraison|Livré le|Date de prestation|Livraison|Date de la prestation"
    ),
    "purchase_order": (
        "Bon de commande|Votre commande|N° de bon de commande|Votre réf. commande|"
        "Réf. commande client|BC n°|Commande client"
    ),
    "account_id": (
        "N° client|Code client|Numéro client|Client n°|Réf. client|N° de client|Compte client|"
        "Numéro de client|Identifiant client"
    ),
    "customer_name": "Client|Nom du client",
    "order_no": "Commande|N° commande|N° de commande|Commande n°",
    "order_date": "Date de commande|Commandé le|Commande du",
    "ship_date": "Expédié le|Date d'expédition",
    "print_date": "Imprimé le|Édité le",
    "contract": "Contrat|N° contrat|Contrat n°",
    "project": "Projet|Chantier|Affaire|Dossier|N° dossier",
    "delivery_note": "Bon de livraison|BL n°|N° BL",
    "your_ref": "Votre référence|V/Réf|Réf.",
    "our_ref": "Notre référence|N/Réf|Référence",
    "related": "Facture liée|Facture d'origine|Avoir sur facture|Remplace la facture",
    "quote": "Devis|Devis n°|N° devis",
    "payment_ref": "Référence|Référence de paiement",
    "period": "Période|Période de facturation|Période du",
    "rep": "Vendeur|Commercial|Votre contact|Contact|Suivi par|Interlocuteur",
    "terms": "Conditions de paiement|Conditions de règlement|Mode de règlement|Règlement",
    "ship_via": "Mode de livraison|Transporteur|Expédition",
    "currency": "Devise|Monnaie",
    "tax_id": (
        "N° TVA|TVA intracommunautaire|N° TVA intracom.|TVA|N° TVA Intracommunautaire|N° de TVA|"
        "TVA intra|Numéro de TVA"
    ),
    "customer_tax_id": "N° TVA client|Votre N° TVA|TVA client",
    "registration": "SIRET|RCS|SIREN|RCS Paris|Siret|Code APE|NAF",
    "phone": "Tél.|Tél|Téléphone|Tel",
    "fax": "Fax|Télécopie",
    "email": "E-mail|Email|Courriel|Mail",
    "web": "Site|Web|Site web",
    "from": "Émetteur|Vendeur|De|Fournisseur|Prestataire|Société|Expéditeur",
    "bill_to": (
        "Facturé à|Client|Destinataire|Adresse de facturation|À|Facturer à|Acheteur|Doit|"
        "Adressé à|Coordonnées client"
    ),
    "ship_to": "Adresse de livraison|Livré à|Livraison|Lieu de livraison",
    "remit_to": "À l'ordre de|Chèque à l'ordre de|Paiement à",
    "attn": "À l'attention de|Att.|A l'att. de",
    "name": "Nom|Société|Raison sociale",
    "address": "Adresse|Adresse",
    "pos": "N°|#|Ligne|Pos.",
    "sku": "Réf.|Référence|Code|Code article|Article|Réf",
    "description": (
        "Désignation|Description|Libellé|Désignation|Article|Prestation|Produit|Détail|"
        "Désignation des produits"
    ),
    "quantity": "Quantité|Qté|Qte|Nombre|Qté.|Nb",
    "unit": "Unité|U|Un.",
    "unit_price": "P.U. HT|Prix unitaire|PU HT|Prix unitaire HT|Prix|P.U.|PU|Prix unit. HT|Tarif",
    "discount": "Remise|Rem.|% Rem.|Rem. %",
    "tax_rate": "TVA|Taux TVA|TVA %|% TVA|T.V.A.",
    "tax_amount": "Montant TVA|TVA €",
    "amount": "Montant HT|Total HT|Montant|Total|Total H.T.|Montant H.T.|Prix total HT|Net HT",
    "gross": "Total TTC|Montant TTC|TTC|Prix TTC",
    "date": "Date",
    "lines_sum": "Sous-total|Total brut HT|Total brut|Sous-total HT",
    "subtotal": (
        "Total HT|Sous-total|Montant HT|Total H.T.|Net HT|Total hors taxes|Sous-total HT|"
        "Total net HT|Base HT|Montant total HT|TOTAL HT"
    ),
    "net_after": "Total HT net|Net HT|Total HT après remise|Net commercial",
    "discount_total": "Remise|Remise {r}%|Remise globale|Escompte",
    "shipping": "Frais de port|Port|Livraison|Frais de livraison|Port HT|Frais d'expédition",
    "tax": (
        "TVA|TVA {r}%|TVA {r} %|Total TVA|TVA ({r}%)|TVA à {r}%|T.V.A. {r}%|Montant TVA|T.V.A.|"
        "TVA (20%)|TVA {r},00 %|dont TVA"
    ),
    "tax_sum": "Total TVA|Montant TVA|TVA totale",
    "tax_rate_row": "Taux TVA",
    "tax_on": "TVA {r}% sur {b}|TVA {r} % ({b})",
    "included": "Dont TVA {r}%|dont TVA|TVA incluse|Dont TVA à {r} %|dont TVA ({r}%)",
    "net_of": "Total HT|Montant HT|Soit HT",
    "total": (
        "Total TTC|Net à payer|Montant TTC|Total à payer|Total|TOTAL TTC|Total T.T.C.|"
        "Montant total TTC|NET À PAYER|Net à payer TTC|Total général|Total TTC {c}|Montant total|"
        "Total TTC en {c}|Montant à payer|Total facture"
    ),
    "due": "Reste à payer|Net à payer|Solde dû|Reste dû|Montant dû|Solde à payer|À payer|Solde",
    "paid": "Acompte|Déjà réglé|Acompte versé|Payé|Déjà payé|Acomptes",
    "previous": "Solde antérieur|Report|Solde précédent",
    "carried": "À reporter|Report|Sous-total à reporter|Total à reporter|Sous-total page",
    "brought": "Report|Reporté|Sous-total reporté|Report page précédente",
    "more": "Suite page suivante|Suite page {n}|à suivre ...",
    "group_sum": "Sous-total",
    "bank": "Banque|Domiciliation",
    "account": "Compte|N° de compte",
    "holder": "Titulaire|Titulaire du compte|Bénéficiaire",
    "sort": "Code banque|Guichet",
    "iban": "IBAN",
    "bic": "BIC|SWIFT|BIC/SWIFT",
    "payment_title": "Coordonnées bancaires|Modes de règlement|Règlement|Paiement|RIB",
    "notes_title": "Remarques|Notes|Conditions|Informations complémentaires|Observations",
    "page": "Page {n}/{m}|Page {n} sur {m}|Page {n}|Page : {n}",
    "dated": "du|en date du",
    "signature": "Signature|Cachet et signature",
    "stamp": "PAYÉ|DUPLICATA|ACQUITTÉE|COPIE",
}
