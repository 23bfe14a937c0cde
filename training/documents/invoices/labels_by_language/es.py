"""Label words of Spanish invoices; alternatives are separated by ``|``, ``{r}`` is a tax rate."""

from __future__ import annotations

ES: dict[str, str] = {
    "title": (
        "Factura|FACTURA|Factura|Factura de venta|Factura comercial|Factura electrónica|"
        "Su factura|Factura simplificada"
    ),
    "credit_title": "Factura rectificativa|Nota de crédito|ABONO|Nota de abono",
    "invoice_number": (
        "Número de factura|Nº de factura|Factura nº|Nº factura|N.º factura|Factura|Núm. factura|"
        "Factura Nº|Número|Nº|Factura No.|N° de factura|Núm.|Folio|Factura núm."
    ),
    "credit_number": "Abono nº|Número|Nota de crédito nº",
    "issue_date": (
        "Fecha|Fecha de factura|Fecha factura|Fecha de emisión|Fecha de expedición|Emitida el|"
        "Fecha emisión"
    ),
    "due_date": (
        "Vencimiento|Fecha de vencimiento|Fecha vencimiento|Pagar antes de|Vence|"
        "Fecha límite de pago|Fecha de pago|Vto."
    ),
    "delivery_date": "Fecha de entrega|Entrega|Fecha de servicio|Fecha operación",
    "purchase_order": (
        "Pedido|Su pedido|Nº de pedido|Orden de compra|Pedido cliente|O.C.|Su pedido nº"
    ),
    "account_id": (
        "Nº de cliente|Código cliente|Cliente nº|Número de cliente|Cód. cliente|Nº cliente|"
        "ID Cliente"
    ),
    "customer_name": "Cliente|Nombre del cliente",
    "order_no": "Nº orden|Orden|Nuestro pedido",
    "order_date": "Fecha de pedido|Fecha pedido",
    "ship_date": "Fecha de envío|Enviado",
    "print_date": "Impreso|Fecha de impresión",
    "contract": "Contrato|Nº contrato|Póliza",
    "project": "Proyecto|Obra|Expediente",
    "delivery_note": "Albarán|Nº albarán|Albarán nº",
    "your_ref": "Su referencia|Ref. cliente",
    "our_ref": "Nuestra referencia|Referencia|Ref.",
    "related": "Factura rectificada|Factura original|Sustituye a",
    "quote": "Presupuesto|Presupuesto nº",
    "payment_ref": "Referencia|Concepto",
    "period": "Periodo de facturación|Período|Periodo",
    "rep": "Comercial|Vendedor|Agente|Contacto|Atendido por",
    "terms": "Forma de pago|Condiciones de pago|Método de pago",
    "ship_via": "Transporte|Forma de envío|Portes",
    "currency": "Moneda|Divisa",
    "tax_id": "CIF|NIF|N.I.F.|C.I.F.|NIF/CIF|RFC|CIF/NIF|NIF-IVA|RUT",
    "customer_tax_id": "NIF cliente|CIF cliente|NIF del cliente",
    "registration": "Registro Mercantil|Reg. Merc.|Inscrita en el R.M.",
    "phone": "Tel.|Teléfono|Tfno.|Tlf.",
    "fax": "Fax",
    "email": "E-mail|Email|Correo",
    "web": "Web|www",
    "from": "Emisor|Vendedor|De|Proveedor|Empresa|Datos del emisor",
    "bill_to": (
        "Cliente|Facturar a|Datos del cliente|Dirección de facturación|Para|Receptor|"
        "Destinatario|Comprador|Facturado a"
    ),
    "ship_to": "Enviar a|Dirección de envío|Dirección de entrega|Lugar de entrega",
    "remit_to": "Pagar a|A nombre de",
    "attn": "A la atención de|Att.|A/A",
    "name": "Nombre|Razón social|Nombre fiscal",
    "address": "Dirección|Domicilio",
    "pos": "Nº|#|Línea|Pos.",
    "sku": "Código|Ref.|Referencia|Cód.|Artículo",
    "description": (
        "Descripción|Concepto|Artículo|Producto|Detalle|Servicio|DESCRIPCIÓN|"
        "Descripción del producto"
    ),
    "quantity": "Cantidad|Cant.|Uds.|Unidades|CANT.|Horas",
    "unit": "Unidad|Ud.|U.M.",
    "unit_price": (
        "Precio|Precio unitario|P. unitario|Precio ud.|P.U.|Precio/ud|Precio unit.|Tarifa"
    ),
    "discount": "Dto.|Descuento|% Dto|Dto. %",
    "tax_rate": "IVA|% IVA|IVA %|Impuesto",
    "tax_amount": "Importe IVA|Cuota IVA",
    "amount": "Importe|Total|Subtotal|Importe total|TOTAL|Neto|Base imponible",
    "gross": "Total con IVA|Importe bruto|Total c/IVA",
    "date": "Fecha",
    "lines_sum": "Suma|Importe bruto|Total bruto|Suma importes",
    "subtotal": (
        "Base imponible|Subtotal|Total neto|Base|Importe neto|Suma|Total sin IVA|SUBTOTAL|Neto|"
        "Base Imponible"
    ),
    "net_after": "Base imponible|Neto|Total neto",
    "discount_total": "Descuento|Dto. {r}%|Descuento {r}%|Dto. comercial",
    "shipping": "Gastos de envío|Portes|Envío|Transporte",
    "tax": (
        "IVA|IVA {r}%|IVA ({r}%)|I.V.A. {r}%|Cuota IVA|Total IVA|{r}% IVA|I.V.A.|Impuestos|"
        "IVA {r} %|Impuesto"
    ),
    "tax_sum": "Total IVA|Total impuestos|Cuota IVA",
    "tax_rate_row": "Tipo IVA|% IVA",
    "tax_on": "IVA {r}% sobre {b}|IVA {r}% s/ {b}",
    "included": "IVA incluido ({r}%)|IVA incluido|Incluye IVA {r}%|IVA {r}% incluido",
    "net_of": "Base imponible|Base",
    "total": (
        "Total|TOTAL|Total factura|Total a pagar|Importe total|TOTAL FACTURA|Total {c}|"
        "Total con IVA|Líquido a pagar|Total factura {c}|Total general|Importe a pagar|"
        "TOTAL A PAGAR|Monto total"
    ),
    "due": (
        "Total a pagar|Pendiente|Saldo pendiente|Importe pendiente|Saldo|A pagar|Saldo adeudado"
    ),
    "paid": "Pagado|Anticipo|A cuenta|Entrega a cuenta|Pagos",
    "previous": "Saldo anterior|Deuda anterior",
    "carried": "Suma y sigue|Total a trasladar|Subtotal página|A trasladar",
    "brought": "Suma anterior|Suma y sigue|Total anterior|Trasladado",
    "more": "Continúa en la página siguiente|Continúa|sigue ...",
    "group_sum": "Subtotal",
    "bank": "Banco|Entidad",
    "account": "Cuenta|Nº de cuenta|C.C.C.|CLABE",
    "holder": "Titular|Beneficiario",
    "sort": "Sucursal",
    "iban": "IBAN|Cuenta IBAN",
    "bic": "BIC|SWIFT",
    "payment_title": "Datos bancarios|Forma de pago|Información de pago|Cuenta bancaria",
    "notes_title": "Observaciones|Notas|Comentarios|Condiciones",
    "page": "Página {n} de {m}|Pág. {n}/{m}|Página {n}|Pág. {n}",
    "dated": "de fecha|con fecha|del",
    "signature": "Firma|Firma y sello|Recibí",
    "stamp": "PAGADO|COPIA|DUPLICADO",
}
