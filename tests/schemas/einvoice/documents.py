"""Small e-invoices made on the spot, one a syntax, with the same content where syntaxes allow it.

Two lines (10 pieces at 9.90, 3 hours at 33.33 with a discount of 5.00), two tax rates, one
document level allowance and one charge, a prepayment and a rounding.
"""

from __future__ import annotations

CII_NAMES = (
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"'
    ' xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
)
UBL_NAMES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
IBAN = "DE02120300000000202051"
EN16931 = "urn:cen.eu:en16931:2017"

#: what the two big syntaxes both say, by JSON Pointer
EXPECTED = {
    "/invoice_number": "R-2024/17",
    "/issue_date": "2024-03-05",
    "/due_date": "2024-04-04",
    "/delivery_date": "2024-03-01",
    "/service_period/start": "2024-02-01",
    "/service_period/end": "2024-02-29",
    "/document_type": "380",
    "/currency": "EUR",
    "/purchase_order": "PO 4711",
    "/buyer_reference": "04011000-12345-67",
    "/contract_ref": "C-1",
    "/payment_terms": "30 days net",
    "/note": "First note. Second note.",
    "/preceding_invoices/0/number": "R-2024/3",
    "/preceding_invoices/0/date": "2024-01-15",
    "/supplier/name": "Nordlicht Leuchten GmbH",
    "/supplier/trading_name": "Nordlicht",
    "/supplier/tax_id": "DE136695976",
    "/supplier/tax_registration": "201/113/40209",
    "/supplier/registration_id": "HRB 1234",
    "/supplier/ids/0": "4000001123452",
    "/supplier/endpoint": "info@nordlicht.example",
    "/supplier/contact_name": "Ada Berg",
    "/supplier/phone": "+49 30 1234567",
    "/supplier/email": "ada@nordlicht.example",
    "/supplier/address/street": "Hafenweg 7",
    "/supplier/address/additional": "Hinterhaus, Aufgang 2",
    "/supplier/address/postal_code": "10115",
    "/supplier/address/city": "Berlin",
    "/supplier/address/country": "DE",
    "/supplier/address/text": "Hafenweg 7, Hinterhaus, Aufgang 2, 10115 Berlin",
    "/customer/name": "Brücke & Söhne",
    "/customer/account_id": "K-88",
    "/customer/tax_id": "FR40303265045",
    "/customer/address/city": "Lyon",
    "/customer/address/country": "FR",
    "/ship_to/name": "Lager Lyon",
    "/ship_to/address/city": "Villeurbanne",
    "/payment/0/means_code": "58",
    "/payment/0/means_text": "SEPA credit transfer",
    "/payment/0/iban": IBAN,
    "/payment/0/bic": "BYLADEM1001",
    "/payment/0/account_name": "Nordlicht Leuchten",
    "/payment/0/reference": "R-2024/17",
    "/totals/lines_net": "193.99",
    "/totals/discount": "10.00",
    "/totals/charges": "5.90",
    "/totals/subtotal": "189.89",
    "/totals/tax": "36.08",
    "/totals/total": "225.97",
    "/totals/paid": "25.00",
    "/totals/rounding": "0.03",
    "/totals/amount_due": "201.00",
    "/tax/0/rate": "19.00",
    "/tax/0/base": "189.89",
    "/tax/0/amount": "36.08",
    "/tax/0/category_code": "S",
    "/tax/1/rate": "0",
    "/tax/1/base": "0.00",
    "/tax/1/amount": "0.00",
    "/tax/1/category_code": "E",
    "/tax/1/exemption_reason": "small",
    "/tax/1/exemption_code": "VATEX-EU-79-C",
    "/allowances/0/amount": "10.00",
    "/allowances/0/base": "200.00",
    "/allowances/0/rate": "5.00",
    "/allowances/0/reason": "Loyalty",
    "/allowances/0/reason_code": "95",
    "/allowances/0/tax_category": "S",
    "/allowances/0/tax_rate": "19.00",
    "/charges/0/amount": "5.90",
    "/charges/0/reason": "Freight",
    "/line_items/0/line_id": "1",
    "/line_items/0/description": "Lamp",
    "/line_items/0/note": "with bulb\nBrass, 20 cm",
    "/line_items/0/product_code": "L-20",
    "/line_items/0/buyer_code": "B-9",
    "/line_items/0/gtin": "4012345001235",
    "/line_items/0/classification": "94051100",
    "/line_items/0/origin": "DE",
    "/line_items/0/attributes/0/name": "Colour",
    "/line_items/0/attributes/0/value": "gold",
    "/line_items/0/quantity": "10.0000",
    "/line_items/0/unit": "C62",
    "/line_items/0/unit_price": "9.90",
    "/line_items/0/unit_price_gross": "11.00",
    "/line_items/0/price_base_quantity": "1",
    "/line_items/0/amount_net": "99.00",
    "/line_items/0/tax/category": "S",
    "/line_items/0/tax/rate": "19.00",
    "/line_items/0/purchase_order_line": "3",
    "/line_items/0/accounting_ref": "KST 5",
    "/line_items/1/description": "Assembly",
    "/line_items/1/quantity": "3",
    "/line_items/1/unit": "HUR",
    "/line_items/1/unit_price": "33.33",
    "/line_items/1/amount_net": "94.99",
    "/line_items/1/discount/amount": "5.00",
    "/line_items/1/service_period/start": "2024-02-05",
    "/line_items/1/service_period/end": "2024-02-06",
}


def _day(day: str) -> str:
    return f'<udt:DateTimeString format="102">{day}</udt:DateTimeString>'


def _cii_line(number: int, product: str, agreement: str, delivery: str, settlement: str) -> str:
    return f"""<ram:IncludedSupplyChainTradeLineItem>
<ram:AssociatedDocumentLineDocument><ram:LineID>{number}</ram:LineID>
{"<ram:IncludedNote><ram:Content>with bulb</ram:Content></ram:IncludedNote>" * (number == 1)}
</ram:AssociatedDocumentLineDocument>
<ram:SpecifiedTradeProduct>{product}</ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeAgreement>{agreement}</ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery>{delivery}</ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
<ram:CategoryCode>S</ram:CategoryCode>
<ram:RateApplicablePercent>19.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>{settlement}
</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"""


def _sum(amount: str) -> str:
    name = "SpecifiedTradeSettlementLineMonetarySummation"
    return f"<ram:{name}><ram:LineTotalAmount>{amount}</ram:LineTotalAmount></ram:{name}>"


CII_LINES = _cii_line(
    1,
    "<ram:GlobalID schemeID='0160'>4012345001235</ram:GlobalID>"
    "<ram:SellerAssignedID>L-20</ram:SellerAssignedID><ram:BuyerAssignedID>B-9"
    "</ram:BuyerAssignedID><ram:Name>Lamp</ram:Name><ram:Description>Brass, 20 cm"
    "</ram:Description><ram:ApplicableProductCharacteristic><ram:Description>Colour"
    "</ram:Description><ram:Value>gold</ram:Value></ram:ApplicableProductCharacteristic>"
    "<ram:DesignatedProductClassification><ram:ClassCode listID='HS'>94051100</ram:ClassCode>"
    "</ram:DesignatedProductClassification><ram:OriginTradeCountry><ram:ID>DE</ram:ID>"
    "</ram:OriginTradeCountry>",
    "<ram:BuyerOrderReferencedDocument><ram:LineID>3</ram:LineID>"
    "</ram:BuyerOrderReferencedDocument><ram:GrossPriceProductTradePrice><ram:ChargeAmount>11.00"
    "</ram:ChargeAmount></ram:GrossPriceProductTradePrice><ram:NetPriceProductTradePrice>"
    "<ram:ChargeAmount>9.90</ram:ChargeAmount><ram:BasisQuantity unitCode='C62'>1"
    "</ram:BasisQuantity></ram:NetPriceProductTradePrice>",
    "<ram:BilledQuantity unitCode='C62'>10.0000</ram:BilledQuantity>",
    _sum("99.00") + "<ram:ReceivableSpecifiedTradeAccountingAccount><ram:ID>KST 5</ram:ID>"
    "</ram:ReceivableSpecifiedTradeAccountingAccount>",
) + _cii_line(
    2,
    "<ram:Name>Assembly</ram:Name>",
    "<ram:NetPriceProductTradePrice><ram:ChargeAmount>33.33</ram:ChargeAmount>"
    "</ram:NetPriceProductTradePrice>",
    "<ram:BilledQuantity unitCode='HUR'>3</ram:BilledQuantity>",
    "<ram:BillingSpecifiedPeriod><ram:StartDateTime>" + _day("20240205") + "</ram:StartDateTime>"
    "<ram:EndDateTime>" + _day("20240206") + "</ram:EndDateTime></ram:BillingSpecifiedPeriod>"
    "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false"
    "</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>5.00</ram:ActualAmount>"
    "</ram:SpecifiedTradeAllowanceCharge>" + _sum("94.99"),
)


def cii(*, lines: str = CII_LINES, guideline: str = EN16931, total: str = "225.97") -> bytes:
    """A Cross Industry Invoice."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice {CII_NAMES}>
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>{guideline}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>R-2024/17</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime>{_day("20240305")}</ram:IssueDateTime>
<ram:IncludedNote><ram:Content>First note.</ram:Content></ram:IncludedNote>
<ram:IncludedNote><ram:Content>Second note.</ram:Content></ram:IncludedNote>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{lines}
<ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>04011000-12345-67</ram:BuyerReference>
<ram:SellerTradeParty><ram:GlobalID schemeID="0088">4000001123452</ram:GlobalID>
<ram:Name>Nordlicht Leuchten GmbH</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID>HRB 1234</ram:ID>
<ram:TradingBusinessName>Nordlicht</ram:TradingBusinessName></ram:SpecifiedLegalOrganization>
<ram:DefinedTradeContact><ram:PersonName>Ada Berg</ram:PersonName>
<ram:TelephoneUniversalCommunication><ram:CompleteNumber>+49 30 1234567</ram:CompleteNumber>
</ram:TelephoneUniversalCommunication><ram:EmailURIUniversalCommunication>
<ram:URIID>ada@Nordlicht.example</ram:URIID></ram:EmailURIUniversalCommunication>
</ram:DefinedTradeContact><ram:PostalTradeAddress><ram:PostcodeCode>10115</ram:PostcodeCode>
<ram:LineOne>Hafenweg 7</ram:LineOne><ram:LineTwo>Hinterhaus</ram:LineTwo>
<ram:LineThree>Aufgang 2</ram:LineThree><ram:CityName>Berlin</ram:CityName>
<ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
<ram:URIUniversalCommunication><ram:URIID schemeID="EM">info@nordlicht.example</ram:URIID>
</ram:URIUniversalCommunication>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">201/113/40209</ram:ID>
</ram:SpecifiedTaxRegistration><ram:SpecifiedTaxRegistration>
<ram:ID schemeID="VA">DE 136 695 976</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:ID>K-88</ram:ID><ram:Name>Brücke &amp; Söhne</ram:Name>
<ram:PostalTradeAddress><ram:CityName>Lyon</ram:CityName><ram:CountryID>FR</ram:CountryID>
</ram:PostalTradeAddress><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR40303265045</ram:ID>
</ram:SpecifiedTaxRegistration></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO 4711</ram:IssuerAssignedID>
</ram:BuyerOrderReferencedDocument><ram:ContractReferencedDocument>
<ram:IssuerAssignedID>C-1</ram:IssuerAssignedID></ram:ContractReferencedDocument>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery><ram:ShipToTradeParty><ram:Name>Lager Lyon</ram:Name>
<ram:PostalTradeAddress><ram:CityName>Villeurbanne</ram:CityName></ram:PostalTradeAddress>
</ram:ShipToTradeParty><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>
{_day("20240301")}</ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>
</ram:ApplicableHeaderTradeDelivery>
<ram:ApplicableHeaderTradeSettlement><ram:PaymentReference>R-2024/17</ram:PaymentReference>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode>
<ram:Information>SEPA credit transfer</ram:Information><ram:PayeePartyCreditorFinancialAccount>
<ram:IBANID>DE02 1203 0000 0000 2020 51</ram:IBANID><ram:AccountName>Nordlicht Leuchten
</ram:AccountName></ram:PayeePartyCreditorFinancialAccount>
<ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>BYLADEM1001</ram:BICID>
</ram:PayeeSpecifiedCreditorFinancialInstitution></ram:SpecifiedTradeSettlementPaymentMeans>
<ram:ApplicableTradeTax><ram:CalculatedAmount>36.08</ram:CalculatedAmount>
<ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>189.89</ram:BasisAmount>
<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>19.00</ram:RateApplicablePercent>
</ram:ApplicableTradeTax>
<ram:ApplicableTradeTax><ram:CalculatedAmount>0.00</ram:CalculatedAmount>
<ram:ExemptionReason>small</ram:ExemptionReason><ram:BasisAmount>0.00</ram:BasisAmount>
<ram:CategoryCode>E</ram:CategoryCode><ram:ExemptionReasonCode>VATEX-EU-79-C
</ram:ExemptionReasonCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent>
</ram:ApplicableTradeTax>
<ram:BillingSpecifiedPeriod><ram:StartDateTime>{_day("20240201")}</ram:StartDateTime>
<ram:EndDateTime>{_day("20240229")}</ram:EndDateTime></ram:BillingSpecifiedPeriod>
<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator>
</ram:ChargeIndicator><ram:CalculationPercent>5.00</ram:CalculationPercent>
<ram:BasisAmount>200.00</ram:BasisAmount><ram:ActualAmount>10.00</ram:ActualAmount>
<ram:ReasonCode>95</ram:ReasonCode><ram:Reason>Loyalty</ram:Reason><ram:CategoryTradeTax>
<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>19.00</ram:RateApplicablePercent>
</ram:CategoryTradeTax></ram:SpecifiedTradeAllowanceCharge>
<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>true</udt:Indicator>
</ram:ChargeIndicator><ram:ActualAmount>5.90</ram:ActualAmount><ram:Reason>Freight</ram:Reason>
</ram:SpecifiedTradeAllowanceCharge>
<ram:SpecifiedTradePaymentTerms><ram:Description>30 days net</ram:Description>
<ram:DueDateDateTime>{_day("20240404")}</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>193.99</ram:LineTotalAmount><ram:ChargeTotalAmount>5.90</ram:ChargeTotalAmount>
<ram:AllowanceTotalAmount>10.00</ram:AllowanceTotalAmount>
<ram:TaxBasisTotalAmount>189.89</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">36.08</ram:TaxTotalAmount>
<ram:RoundingAmount>0.03</ram:RoundingAmount><ram:GrandTotalAmount>{total}</ram:GrandTotalAmount>
<ram:TotalPrepaidAmount>25.00</ram:TotalPrepaidAmount>
<ram:DuePayableAmount>201.00</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>R-2024/3</ram:IssuerAssignedID>
<ram:FormattedIssueDateTime><qdt:DateTimeString xmlns:qdt="urn:x" format="102">20240115
</qdt:DateTimeString></ram:FormattedIssueDateTime></ram:InvoiceReferencedDocument>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>""".encode()


def small_cii(content: str) -> bytes:
    """A Cross Industry Invoice with nothing but `content`."""
    return f"<rsm:CrossIndustryInvoice {CII_NAMES}>{content}</rsm:CrossIndustryInvoice>".encode()


_UBL_LINES = """<cac:{root}Line><cbc:ID>1</cbc:ID><cbc:Note>with bulb</cbc:Note>
<cbc:{quantity} unitCode="C62">10.0000</cbc:{quantity}>
<cbc:LineExtensionAmount currencyID="EUR">99.00</cbc:LineExtensionAmount>
<cbc:AccountingCost>KST 5</cbc:AccountingCost><cac:OrderLineReference><cbc:LineID>3</cbc:LineID>
</cac:OrderLineReference><cac:Item><cbc:Description>Brass, 20 cm</cbc:Description>
<cbc:Name>Lamp</cbc:Name><cac:BuyersItemIdentification><cbc:ID>B-9</cbc:ID>
</cac:BuyersItemIdentification><cac:SellersItemIdentification><cbc:ID>L-20</cbc:ID>
</cac:SellersItemIdentification><cac:StandardItemIdentification>
<cbc:ID schemeID="0160">4012345001235</cbc:ID></cac:StandardItemIdentification>
<cac:OriginCountry><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:OriginCountry>
<cac:CommodityClassification><cbc:ItemClassificationCode listID="HS">94051100
</cbc:ItemClassificationCode></cac:CommodityClassification><cac:ClassifiedTaxCategory>
<cbc:ID>S</cbc:ID><cbc:Percent>19.00</cbc:Percent></cac:ClassifiedTaxCategory>
<cac:AdditionalItemProperty><cbc:Name>Colour</cbc:Name><cbc:Value>gold</cbc:Value>
</cac:AdditionalItemProperty></cac:Item><cac:Price><cbc:PriceAmount>9.90</cbc:PriceAmount>
<cbc:BaseQuantity>1</cbc:BaseQuantity><cac:AllowanceCharge>
<cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount>1.10</cbc:Amount>
<cbc:BaseAmount>11.00</cbc:BaseAmount></cac:AllowanceCharge></cac:Price></cac:{root}Line>
<cac:{root}Line><cbc:ID>2</cbc:ID><cbc:{quantity} unitCode="HUR">3</cbc:{quantity}>
<cbc:LineExtensionAmount currencyID="EUR">94.99</cbc:LineExtensionAmount><cac:InvoicePeriod>
<cbc:StartDate>2024-02-05</cbc:StartDate><cbc:EndDate>2024-02-06</cbc:EndDate></cac:InvoicePeriod>
<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount>5.00</cbc:Amount>
</cac:AllowanceCharge><cac:Item><cbc:Name>Assembly</cbc:Name></cac:Item>
<cac:Price><cbc:PriceAmount>33.33</cbc:PriceAmount></cac:Price></cac:{root}Line>"""


def ubl(root: str = "Invoice", *, type_code: str = "380") -> bytes:
    """A UBL Invoice or CreditNote."""
    quantity = "InvoicedQuantity" if root == "Invoice" else "CreditedQuantity"
    due = "<cbc:DueDate>2024-04-04</cbc:DueDate>" if root == "Invoice" else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?><{root} {UBL_NAMES.format(root=root)}>
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0
</cbc:CustomizationID><cbc:ID>R-2024/17</cbc:ID><cbc:IssueDate>2024-03-05</cbc:IssueDate>{due}
<cbc:{root}TypeCode>{type_code}</cbc:{root}TypeCode><cbc:Note>First note.</cbc:Note>
<cbc:Note>Second note.</cbc:Note><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>04011000-12345-67</cbc:BuyerReference>
<cac:InvoicePeriod><cbc:StartDate>2024-02-01</cbc:StartDate><cbc:EndDate>2024-02-29</cbc:EndDate>
</cac:InvoicePeriod><cac:OrderReference><cbc:ID>PO 4711</cbc:ID></cac:OrderReference>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>R-2024/3</cbc:ID>
<cbc:IssueDate>2024-01-15</cbc:IssueDate></cac:InvoiceDocumentReference></cac:BillingReference>
<cac:ContractDocumentReference><cbc:ID>C-1</cbc:ID></cac:ContractDocumentReference>
<cac:AccountingSupplierParty><cac:Party>
<cbc:EndpointID schemeID="EM">info@nordlicht.example</cbc:EndpointID>
<cac:PartyIdentification><cbc:ID schemeID="SEPA">DE98ZZZ09999999999</cbc:ID>
</cac:PartyIdentification><cac:PartyIdentification><cbc:ID>4000001123452</cbc:ID>
</cac:PartyIdentification><cac:PartyName><cbc:Name>Nordlicht</cbc:Name></cac:PartyName>
<cac:PostalAddress><cbc:StreetName>Hafenweg 7</cbc:StreetName>
<cbc:AdditionalStreetName>Hinterhaus</cbc:AdditionalStreetName><cbc:CityName>Berlin</cbc:CityName>
<cbc:PostalZone>10115</cbc:PostalZone><cac:AddressLine><cbc:Line>Aufgang 2</cbc:Line>
</cac:AddressLine><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>
</cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>DE136695976</cbc:CompanyID>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyTaxScheme><cbc:CompanyID>201/113/40209</cbc:CompanyID>
<cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>
<cbc:RegistrationName>Nordlicht Leuchten GmbH</cbc:RegistrationName>
<cbc:CompanyID>HRB 1234</cbc:CompanyID></cac:PartyLegalEntity><cac:Contact>
<cbc:Name>Ada Berg</cbc:Name><cbc:Telephone>+49 30 1234567</cbc:Telephone>
<cbc:ElectronicMail>ada@nordlicht.example</cbc:ElectronicMail></cac:Contact></cac:Party>
</cac:AccountingSupplierParty><cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification>
<cbc:ID>K-88</cbc:ID></cac:PartyIdentification><cac:PostalAddress><cbc:CityName>Lyon</cbc:CityName>
<cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>FR40303265045</cbc:CompanyID><cac:TaxScheme>
<cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>
<cbc:RegistrationName>Brücke &amp; Söhne</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>
</cac:AccountingCustomerParty><cac:Delivery>
<cbc:ActualDeliveryDate>2024-03-01</cbc:ActualDeliveryDate><cac:DeliveryLocation><cac:Address>
<cbc:CityName>Villeurbanne</cbc:CityName></cac:Address></cac:DeliveryLocation><cac:DeliveryParty>
<cac:PartyName><cbc:Name>Lager Lyon</cbc:Name></cac:PartyName></cac:DeliveryParty></cac:Delivery>
<cac:PaymentMeans><cbc:PaymentMeansCode name="SEPA credit transfer">58</cbc:PaymentMeansCode>
<cbc:PaymentDueDate>2024-04-04</cbc:PaymentDueDate><cbc:PaymentID>R-2024/17</cbc:PaymentID>
<cac:PayeeFinancialAccount><cbc:ID>{IBAN}</cbc:ID><cbc:Name>Nordlicht Leuchten</cbc:Name>
<cac:FinancialInstitutionBranch><cbc:ID>BYLADEM1001</cbc:ID></cac:FinancialInstitutionBranch>
</cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:PaymentTerms><cbc:Note>30 days net</cbc:Note></cac:PaymentTerms><cac:AllowanceCharge>
<cbc:ChargeIndicator>false</cbc:ChargeIndicator>
<cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode>
<cbc:AllowanceChargeReason>Loyalty</cbc:AllowanceChargeReason>
<cbc:MultiplierFactorNumeric>5.00</cbc:MultiplierFactorNumeric><cbc:Amount>10.00</cbc:Amount>
<cbc:BaseAmount>200.00</cbc:BaseAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>19.00</cbc:Percent></cac:TaxCategory></cac:AllowanceCharge><cac:AllowanceCharge>
<cbc:ChargeIndicator>true</cbc:ChargeIndicator>
<cbc:AllowanceChargeReason>Freight</cbc:AllowanceChargeReason><cbc:Amount>5.90</cbc:Amount>
</cac:AllowanceCharge><cac:TaxTotal><cbc:TaxAmount currencyID="EUR">36.08</cbc:TaxAmount>
<cac:TaxSubtotal><cbc:TaxableAmount>189.89</cbc:TaxableAmount><cbc:TaxAmount>36.08</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19.00</cbc:Percent></cac:TaxCategory>
</cac:TaxSubtotal><cac:TaxSubtotal><cbc:TaxableAmount>0.00</cbc:TaxableAmount>
<cbc:TaxAmount>0.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>E</cbc:ID><cbc:Percent>0</cbc:Percent>
<cbc:TaxExemptionReasonCode>VATEX-EU-79-C</cbc:TaxExemptionReasonCode>
<cbc:TaxExemptionReason>small</cbc:TaxExemptionReason></cac:TaxCategory></cac:TaxSubtotal>
</cac:TaxTotal><cac:LegalMonetaryTotal><cbc:LineExtensionAmount>193.99</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount>189.89</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount>225.97</cbc:TaxInclusiveAmount>
<cbc:AllowanceTotalAmount>10.00</cbc:AllowanceTotalAmount>
<cbc:ChargeTotalAmount>5.90</cbc:ChargeTotalAmount><cbc:PrepaidAmount>25.00</cbc:PrepaidAmount>
<cbc:PayableRoundingAmount>0.03</cbc:PayableRoundingAmount>
<cbc:PayableAmount>201.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
{_UBL_LINES.format(root=root, quantity=quantity)}</{root}>""".encode()


def zugferd_1() -> bytes:
    """An invoice of ZUGFeRD 1.0, whose elements have other names."""
    return b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0" xmlns:ram="urn:a">
<rsm:SpecifiedExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:ferd:CrossIndustryDocument:invoice:1p0:comfort</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:SpecifiedExchangedDocumentContext>
<rsm:HeaderExchangedDocument><ram:ID>1001</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><a:DateTimeString xmlns:a="urn:d" format="102">20130305</a:DateTimeString>
</ram:IssueDateTime></rsm:HeaderExchangedDocument><rsm:SpecifiedSupplyChainTradeTransaction>
<ram:ApplicableSupplyChainTradeAgreement><ram:SellerTradeParty><ram:Name>Alt AG</ram:Name>
</ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Neu AG</ram:Name></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:IssueDateTime>2013-02-28T00:00:00</ram:IssueDateTime>
<ram:ID>B-7</ram:ID></ram:BuyerOrderReferencedDocument></ram:ApplicableSupplyChainTradeAgreement>
<ram:ApplicableSupplyChainTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:ApplicableTradeTax><ram:CalculatedAmount>19.00</ram:CalculatedAmount>
<ram:BasisAmount>100.00</ram:BasisAmount><ram:ApplicablePercent>19.00</ram:ApplicablePercent>
</ram:ApplicableTradeTax><ram:SpecifiedLogisticsServiceCharge><ram:Description>Versand
</ram:Description><ram:AppliedAmount>5.00</ram:AppliedAmount></ram:SpecifiedLogisticsServiceCharge>
<ram:SpecifiedTradeSettlementMonetarySummation><ram:TaxBasisTotalAmount>100.00
</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>119.00</ram:GrandTotalAmount>
</ram:SpecifiedTradeSettlementMonetarySummation></ram:ApplicableSupplyChainTradeSettlement>
<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:IncludedNote>
<ram:Content>Only a remark</ram:Content></ram:IncludedNote></ram:AssociatedDocumentLineDocument>
</ram:IncludedSupplyChainTradeLineItem><ram:IncludedSupplyChainTradeLineItem>
<ram:SpecifiedSupplyChainTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>47.50
</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedSupplyChainTradeAgreement>
<ram:SpecifiedSupplyChainTradeDelivery><ram:BilledQuantity unitCode="H87">2</ram:BilledQuantity>
</ram:SpecifiedSupplyChainTradeDelivery><ram:SpecifiedSupplyChainTradeSettlement>
<ram:SpecifiedTradeSettlementMonetarySummation><ram:LineTotalAmount>95.00</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementMonetarySummation></ram:SpecifiedSupplyChainTradeSettlement>
<ram:SpecifiedTradeProduct><ram:Name>Stuhl</ram:Name></ram:SpecifiedTradeProduct>
</ram:IncludedSupplyChainTradeLineItem></rsm:SpecifiedSupplyChainTradeTransaction>
</rsm:CrossIndustryDocument>"""


def fatturapa(num_bodies: int = 1) -> bytes:
    """A FatturaPA of an ordinary invoice."""
    body = """<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>
<TipoDocumento>TD04</TipoDocumento><Divisa>EUR</Divisa><Data>2024-03-05</Data>
<Numero>12/A</Numero></DatiGeneraliDocumento><DatiOrdineAcquisto><IdDocumento>O-1</IdDocumento>
</DatiOrdineAcquisto></DatiGenerali><DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea>
<Descrizione>Sedia</Descrizione><Quantita>2.00</Quantita><UnitaMisura>pz</UnitaMisura>
<PrezzoUnitario>50.00</PrezzoUnitario><ScontoMaggiorazione><Tipo>SC</Tipo>
<Percentuale>10.00</Percentuale></ScontoMaggiorazione><PrezzoTotale>90.00</PrezzoTotale>
<AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee><DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA>
<ImponibileImporto>90.00</ImponibileImporto><Imposta>19.80</Imposta></DatiRiepilogo>
</DatiBeniServizi><DatiPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento>
<DataScadenzaPagamento>2024-04-30</DataScadenzaPagamento><ImportoPagamento>109.80</ImportoPagamento>
<IBAN>IT60X0542811101000000123456</IBAN></DettaglioPagamento></DatiPagamento>
</FatturaElettronicaBody>"""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica xmlns:p="urn:f" versione="FPR12"><FatturaElettronicaHeader>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese>
<IdCodice>01234567890</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>Mobili Srl</Denominazione>
</Anagrafica></DatiAnagrafici><Sede><Indirizzo>Via Roma</Indirizzo><NumeroCivico>5</NumeroCivico>
<CAP>00100</CAP><Comune>Roma</Comune><Provincia>RM</Provincia><Nazione>IT</Nazione></Sede>
</CedentePrestatore><CessionarioCommittente><DatiAnagrafici>
<CodiceFiscale>RSSMRA80A01H501U</CodiceFiscale><Anagrafica><Nome>Mario</Nome>
<Cognome>Rossi</Cognome></Anagrafica></DatiAnagrafici></CessionarioCommittente>
</FatturaElettronicaHeader>{body * num_bodies}</p:FatturaElettronica>""".encode()
