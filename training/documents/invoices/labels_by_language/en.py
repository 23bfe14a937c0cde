"""Label words of English invoices; alternatives are separated by ``|``, ``{r}`` is a tax rate."""

from __future__ import annotations

EN: dict[str, str] = {
    "title": (
        "Invoice|INVOICE|Invoice|INVOICE|Tax Invoice|TAX INVOICE|Sales Invoice|"
        "Commercial Invoice|Proforma Invoice|Bill|Statement|INVOICE / RECEIPT|Customer Invoice|"
        "Service Invoice|Billing Invoice|Tax invoice / Receipt|VAT Invoice|Original Invoice|"
        "Final Invoice"
    ),
    "credit_title": "Credit Note|CREDIT NOTE|Credit Memo|CREDIT MEMO|Credit Invoice",
    "invoice_number": (
        "Invoice Number|Invoice No|Invoice No.|Invoice #|Invoice|INVOICE #|Invoice #|Invoice ID|"
        "Inv. No.|Inv #|Inv No|Number|No.|Document No.|Bill No.|Bill Number|Invoice Nr|Reference|"
        "Invoice Ref|Invoice number|Tax Invoice No|Document Number|Doc No|Invoice n°|Number #|"
        "Bill #|Invoice Reference|Our Invoice No."
    ),
    "credit_number": "Credit Note No.|Credit Note Number|Credit Memo #|Credit Note #|Number",
    "issue_date": (
        "Invoice Date|Date|Invoice date|Date of Invoice|Issue Date|Date Issued|Date of issue|"
        "Issued|Dated|Billing Date|Bill Date|Document Date|Invoice Dt|Date:|Tax Point|Inv. Date|"
        "DATE|Issued on|Tax date|Statement Date|Date/Tax point|Created"
    ),
    "due_date": (
        "Due Date|Due date|Payment Due|Due|Payment Due Date|Date Due|Pay by|Due on|Due By|"
        "Payment due by|Pay Before|Please pay by|DUE|Payable by|Due Dt|Invoice Due|"
        "Payment Due by|Maturity Date"
    ),
    "delivery_date": (
        "Delivery Date|Date of Supply|Date of Delivery|Delivered|Date of service|Service Date|"
        "Supply Date|Delivery date"
    ),
    "purchase_order": (
        "PO Number|P.O. #|PO #|P.O. Number|Purchase Order|PO No.|P.O.#|Customer PO|"
        "Your Order No.|Purchase Order No.|PO|P.O. No.|Cust. PO|Purchase order number|"
        "Customer Order No|Your PO"
    ),
    "account_id": (
        "Customer No.|Customer ID|Customer Number|Account Number|Account No.|Account #|Client ID|"
        "Customer #|Acct No|Account|Cust. No.|Client No.|Customer Code|Account ID|Member No."
    ),
    "customer_name": "Customer Name|Customer|Client Name|Buyer Name|Account Name",
    "order_no": (
        "Order Number|Order No.|Sales Order|Order ID|Order #|SO Number|Our Order No.|Job No.|"
        "Web Order|Sales order no."
    ),
    "order_date": "Order Date|Date of order|Ordered|Ordered on|Order placed",
    "ship_date": "Ship Date|Shipped|Shipping Date|Dispatch Date|Shipped on",
    "print_date": "Print Date|Printed|Printed on|Date printed|Generated|Report date",
    "contract": "Contract No.|Contract|Agreement No.|Contract #",
    "project": "Project|Project No.|Job|Job No.|Project ID|Matter",
    "delivery_note": (
        "Delivery Note|Delivery Note No.|Packing Slip|D/N No.|Despatch No.|Tracking No.|Waybill"
    ),
    "your_ref": "Your Ref|Your Reference|Customer Ref|Ref",
    "our_ref": "Our Ref|Our Reference|Reference|File No.",
    "related": "Original Invoice|Related invoice|Credited invoice|Your invoice ref.|"
    "Replaces invoice|Applies to",
    "quote": "Quote #|Estimate No.|Quotation|Estimate #",
    "payment_ref": "Payment Reference|Reference|Remittance Ref",
    "period": "Billing Period|Service Period|Period|For the period|Billing period|Usage Period",
    "rep": (
        "Salesperson|Sales Rep|Account Manager|Prepared by|Contact|Your contact|Rep|"
        "Requisitioner|Clerk|Issued by"
    ),
    "terms": "Terms|Payment Terms|Terms of Payment|Payment terms",
    "ship_via": "Ship Via|Shipped Via|Shipping Method|Delivery Method|F.O.B. Point|Incoterm|Via",
    "currency": "Currency|Invoice Currency|Currency Code",
    "tax_id": (
        "VAT No.|VAT Registration No|VAT ID|VAT Reg No.|VAT Number|VAT no|GST No.|Tax ID|VAT|"
        "VAT Reg. No.|VAT-ID|Tax Reg No|VAT registration number"
    ),
    "customer_tax_id": "Your VAT No.|Customer VAT|VAT ID|Customer VAT No.|Tax ID|Buyer VAT",
    "registration": "Company No.|Registered No.|Company Reg. No.|Reg. No.|Co. Reg.|CRN|License #",
    "phone": "Tel|Phone|Tel.|T|Telephone|Ph|P|Call",
    "fax": "Fax|F|Facsimile",
    "email": "Email|E-mail|E|Mail",
    "web": "Web|Website|W|Internet",
    "from": (
        "From|Seller|Vendor|Supplier|Invoice from|Bill From|Issued by|Pay to|Sold by|"
        "Service provider|Remit To|Provider|Company|FROM"
    ),
    "bill_to": (
        "Bill To|Bill to|BILL TO|Billed To|Invoice To|Sold To|To|Customer|Client|Billing Address|"
        "Invoice Address|Buyer|Invoiced to|Bill To:|Customer Name|Prepared for|Recipient|"
        "Charge To|Customer Details"
    ),
    "ship_to": (
        "Ship To|SHIP TO|Deliver To|Shipping Address|Delivery Address|Delivered to|Ship to|"
        "Consignee|Service Address|Shipped To|Goods delivered to"
    ),
    "remit_to": (
        "Remit To|Remit to|Please remit to|Make checks payable to|Remittance Address|"
        "Send payment to|Payable to|Make all cheques payable to|Please make checks payable to"
    ),
    "attn": "Attn|Attn.|Attention|c/o|Contact|FAO",
    "name": "Name|Company|Company Name|Name",
    "address": "Address|Street Address|Address|Addr.",
    "pos": "#|No.|Item|Line|Pos|Sl No|S.No|Ln|Item #|No",
    "sku": (
        "Item Code|SKU|Item No.|Product Code|Code|Part No.|Article|Item #|Product ID|Ref|Item ID|"
        "Stock Code|Part Number|HSN"
    ),
    "description": (
        "Description|Item|Description|DESCRIPTION|Item Description|Product|Service|Details|"
        "Particulars|Product / Service|Description of Goods|Item & Description|Services|Activity|"
        "Product Description|Work performed|Task"
    ),
    "quantity": (
        "Qty|Quantity|QTY|Qty.|Units|Hours|Hrs/Qty|Qty/Hr|Quantity|Qty Shipped|Number|Quant.|"
        "Invoiced"
    ),
    "unit": "Unit|UOM|U/M|Units|UM|Per",
    "unit_price": (
        "Unit Price|Price|Rate|Unit Cost|UNIT PRICE|Price/Unit|Unit price|Rate/Price|Each|Cost|"
        "Unit Price (excl. VAT)|Unit|Price per unit|Net Price|Price Each"
    ),
    "discount": "Discount|Disc.|Disc %|Disc.%|Discount %|Adjust",
    "tax_rate": "VAT|VAT %|Tax|Tax %|GST|VAT Rate|Taxes|Tax Rate",
    "tax_amount": "VAT Amount|Tax Amount|Tax|VAT Amt|GST Amount",
    "amount": (
        "Amount|Total|AMOUNT|Line Total|Total Price|Net Amount|Sub Total|Amount|Net|Extended|"
        "Extended Price|Ext. Price|Line Amount|Total (excl. VAT)|Net Value|Subtotal|Value|TOTAL"
    ),
    "gross": "Gross|Total incl. VAT|Gross Amount|Total with tax|Amount incl. tax|Gross value",
    "date": "Date|Service Date|Date of service|Day",
    "lines_sum": (
        "Subtotal|Sub Total|Subtotal|Items Total|Goods Total|Total Items|Merchandise|Sub-Total"
    ),
    "subtotal": (
        "Subtotal|Sub Total|Sub-Total|SUBTOTAL|Net Total|Total Net|Net Amount|Total excl. VAT|"
        "Total (excl. tax)|Total before tax|Net|Subtotal (excl. VAT)|Taxable Amount|Net amount|"
        "Total Net Amount|Total ex. VAT|Net Invoice Total|Total Exc. Tax"
    ),
    "net_after": (
        "Subtotal less discount|Net Total|Taxable Amount|Total before tax|Net after discount|"
        "Net Amount"
    ),
    "discount_total": (
        "Discount|Less Discount|Discount ({r}%)|Total Discount|Discounts|Trade Discount|Coupon|"
        "Special discount"
    ),
    "shipping": (
        "Shipping|Shipping & Handling|Delivery|Freight|Carriage|S&H|Postage|"
        "Shipping and Handling|Delivery Charge|Freight Charges|P&P"
    ),
    "tax": (
        "Tax|Sales Tax|VAT|Tax ({r}%)|VAT {r}%|VAT ({r}%)|VAT @ {r}%|Sales Tax {r}%|Tax {r}%|"
        "Total Tax|Total VAT|GST {r}%|GST|VAT Amount|Tax Total|Sales Tax ({r}%)|plus {r}% VAT|"
        "{r}% VAT|TAX|VAT at {r}%|HST {r}%|VAT total"
    ),
    "tax_sum": "Total VAT|Total Tax|VAT total|Tax Total|Total tax|VAT Amount|Sum of VAT",
    "tax_rate_row": "Tax Rate|VAT Rate|Tax rate",
    "tax_on": "VAT {r}% on {b}|{r}% VAT on {b}|Tax {r}% on {b}",
    "included": (
        "Includes VAT {r}%|incl. {r}% VAT|VAT included ({r}%)|of which VAT|VAT included|"
        "Including VAT|Tax included|Includes tax of"
    ),
    "net_of": "Net amount|Total excl. VAT|Amount excl. VAT|Net|Net total",
    "total": (
        "Total|TOTAL|Total|Grand Total|Invoice Total|Total Amount|Total Due|Amount Due|"
        "Total incl. VAT|GRAND TOTAL|Total (incl. VAT)|Invoice Amount|Gross Total|Gross Amount|"
        "Total Price|TOTAL AMOUNT|Total Invoice|Total Amount Payable|Order Total|Invoice total|"
        "Total Gross|Total payable|Total Charges|Total to pay|Net Payable|Total inc VAT|"
        "Total Invoice Amount|TOTAL DUE|Amount Payable|Total in {c}|Total ({c})|Total {c}|Amount"
    ),
    "due": (
        "Balance Due|Amount Due|Total Due|BALANCE DUE|Balance|Amount due|Due|Amount Payable|"
        "Please Pay|Outstanding|Outstanding Balance|Balance Due ({c})|Amount to Pay|"
        "Net amount due|Amount Due ({c})|Amount owing|PAY THIS AMOUNT|Payable"
    ),
    "paid": (
        "Paid|Amount Paid|Payments|Deposit|Less Payments|Paid to date|Payments/Credits|"
        "Payment received|Prepaid|Less deposit|Advance paid|Amount Received"
    ),
    "previous": (
        "Previous Balance|Previous unpaid balance|Balance Forward|Prior Balance|"
        "Balance brought forward|Arrears"
    ),
    "carried": (
        "Carried forward|Subtotal carried forward|Carried over|To be carried forward|"
        "Subtotal c/f|Page total"
    ),
    "brought": (
        "Brought forward|Balance brought forward|Carried forward|Subtotal b/f|"
        "Amount brought forward|Total from previous page"
    ),
    "more": "Continued on next page|continued ...|Continued|see next page|More on page {n}",
    "group_sum": "Subtotal|Sum|Group total",
    "bank": "Bank|Bank Name|Bank:|Name of Bank|Bankers",
    "account": "Account No.|Account Number|A/C No|Acc. No.|ACC #|Account",
    "holder": "Account Name|Account Holder|Beneficiary|Payee",
    "sort": "Sort Code|Routing|Routing No.|BSB #|BSB|ABA|IFSC",
    "iban": "IBAN|IBAN No.|IBAN Code|IBAN",
    "bic": "BIC|SWIFT|SWIFT/BIC|Swift Code|BIC/SWIFT",
    "payment_title": (
        "Payment Details|Bank Details|Payment Information|Payment Info|How to pay|"
        "Payment Instructions|Remittance|Bank Account|PAYMENT|Payment Method"
    ),
    "notes_title": (
        "Notes|Terms & Conditions|Terms and Conditions|Comments|Remarks|NOTES|"
        "Special Instructions|Note to customer|Additional Information|Message"
    ),
    "page": "Page {n} of {m}|Page {n}/{m}|Page: {n}|{n} / {m}|Page {n}",
    "dated": "dated|of|date|issued on",
    "signature": "Signature|Authorized Signature|Authorised Signatory|Signed|Received by",
    "stamp": "PAID|Paid|COPY|DRAFT|ORIGINAL|DUPLICATE|OVERDUE",
}
