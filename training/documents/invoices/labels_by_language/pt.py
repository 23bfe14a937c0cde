"""Label words of Portuguese invoices; alternatives separated by ``|``, ``{r}`` is a tax rate."""

from __future__ import annotations

PT: dict[str, str] = {
    "title": (
        "Fatura|FATURA|Factura|Fatura/Recibo|Fatura-Recibo|Nota Fiscal|Fatura simplificada|"
        "Fatura de venda"
    ),
    "credit_title": "Nota de crédito|NOTA DE CRÉDITO",
    "invoice_number": (
        "Fatura nº|Nº fatura|Número da fatura|Fatura n.º|N.º da fatura|Fatura|Número|Nº|"
        "Factura Nº|Documento nº|N.º|Nº documento|Nota nº"
    ),
    "credit_number": "Nota de crédito nº|Número",
    "issue_date": (
        "Data|Data de emissão|Data da fatura|Emitida em|Data fatura|Data do documento|Emissão"
    ),
    "due_date": (
        "Vencimento|Data de vencimento|Data vencimento|Pagar até|Data limite de pagamento|Vence em"
    ),
    "delivery_date": "Data de entrega|Entrega|Data do serviço",
    "purchase_order": (
        "Encomenda|Vossa encomenda|Pedido de compra|Nº encomenda|Ordem de compra|V/ Encomenda"
    ),
    "account_id": "Cliente nº|Nº cliente|Código do cliente|N.º de cliente|Cód. cliente",
    "customer_name": "Cliente|Nome do cliente",
    "order_no": "Pedido nº|Nossa encomenda",
    "order_date": "Data do pedido|Data da encomenda",
    "ship_date": "Data de envio|Enviado em",
    "print_date": "Impresso em|Data de impressão",
    "contract": "Contrato|Nº contrato",
    "project": "Projeto|Obra|Processo",
    "delivery_note": "Guia de remessa|Guia nº",
    "your_ref": "V/ Ref.|Sua referência",
    "our_ref": "N/ Ref.|Referência",
    "related": "Fatura de origem|Documento de origem|Substitui a fatura",
    "quote": "Orçamento|Orçamento nº",
    "payment_ref": "Referência|Ref. pagamento",
    "period": "Período|Período de faturação",
    "rep": "Vendedor|Contacto|Responsável",
    "terms": "Condições de pagamento|Forma de pagamento|Modo de pagamento",
    "ship_via": "Transporte|Expedição",
    "currency": "Moeda",
    "tax_id": "NIF|Contribuinte|NIPC|CNPJ|Contribuinte n.º|N.I.F.|NIF/VAT",
    "customer_tax_id": "NIF do cliente|Contribuinte cliente|CNPJ do cliente",
    "registration": "Matrícula|Cons. Reg. Com.|Capital Social|Inscrição Estadual",
    "phone": "Tel.|Telefone|Telef.",
    "fax": "Fax",
    "email": "E-mail|Email",
    "web": "Web|Site",
    "from": "Emitente|Fornecedor|De|Vendedor|Prestador",
    "bill_to": (
        "Cliente|Exmo.(s) Sr.(s)|Faturar a|Destinatário|Para|Dados do cliente|Tomador|Adquirente"
    ),
    "ship_to": "Local de entrega|Enviar para|Morada de entrega|Endereço de entrega",
    "remit_to": "Pagar a",
    "attn": "A/C|Ao cuidado de",
    "name": "Nome|Empresa|Razão social",
    "address": "Morada|Endereço",
    "pos": "Nº|#|Linha|Item",
    "sku": "Código|Ref.|Referência|Artigo",
    "description": "Descrição|Designação|Artigo|Produto|Serviço|Discriminação",
    "quantity": "Quantidade|Qtd.|Qtd|Quant.|Qtde",
    "unit": "Unidade|Un.|UN",
    "unit_price": "Preço unitário|Preço|P. unit.|Preço unit.|Pr. Unitário|Valor unitário",
    "discount": "Desc.|Desconto|Desc. %",
    "tax_rate": "IVA|IVA %|Taxa IVA|% IVA",
    "tax_amount": "Valor IVA|Imposto",
    "amount": "Total|Valor|Montante|Valor total|Total líquido|Importância",
    "gross": "Total c/IVA|Valor com IVA|Total bruto",
    "date": "Data",
    "lines_sum": "Soma|Total bruto|Mercadoria/Serviços",
    "subtotal": (
        "Subtotal|Total líquido|Base tributável|Incidência|Total sem IVA|Valor líquido|"
        "Total ilíquido|Base"
    ),
    "net_after": "Total líquido|Base tributável",
    "discount_total": "Desconto|Desconto {r}%|Desconto comercial",
    "shipping": "Portes|Envio|Frete|Portes de envio",
    "tax": (
        "IVA|IVA {r}%|IVA ({r}%)|Total IVA|Total de IVA|Imposto|Valor do IVA|IVA à taxa de {r}%|"
        "Impostos"
    ),
    "tax_sum": "Total IVA|Total impostos",
    "tax_rate_row": "Taxa de IVA",
    "tax_on": "IVA {r}% sobre {b}",
    "included": "IVA incluído ({r}%)|IVA incluído|do qual IVA",
    "net_of": "Base tributável|Total sem IVA",
    "total": (
        "Total|TOTAL|Total a pagar|Valor total|Total da fatura|Total com IVA|Total {c}|"
        "Total geral|TOTAL A PAGAR|Total do documento|Valor a pagar"
    ),
    "due": "Valor a pagar|Em dívida|Saldo|A pagar|Valor em dívida",
    "paid": "Pago|Adiantamento|Valor pago|Sinal",
    "previous": "Saldo anterior",
    "carried": "A transportar|Transporte|Subtotal a transportar",
    "brought": "Transporte|Transportado|Transporte da página anterior",
    "more": "Continua na página seguinte|Continua|continua na pág. {n}",
    "group_sum": "Subtotal",
    "bank": "Banco",
    "account": "Conta|NIB|Conta nº",
    "holder": "Titular|Favorecido",
    "sort": "Agência",
    "iban": "IBAN",
    "bic": "BIC|SWIFT|BIC/SWIFT",
    "payment_title": "Dados bancários|Dados para pagamento|Pagamento",
    "notes_title": "Observações|Notas|Condições",
    "page": "Página {n} de {m}|Pág. {n}/{m}|Pág. {n}",
    "dated": "de|com data de",
    "signature": "Assinatura",
    "stamp": "PAGO|2ª VIA|DUPLICADO",
}
