"""Payment codes of Slovenia, Croatia and Czechia, made for the tests."""

from __future__ import annotations

from schemas.codes import CodeFacts, read_code

SLOVENE, CROATIAN, CZECH = (
    "SI56191000000123438",
    "HR1210010051863000160",
    "CZ6508000000192000145399",
)


def values(read: CodeFacts | None) -> dict[str, str]:
    assert read is not None
    return {fact.path: fact.value for fact in read.facts}


def upn(total: int | None = None) -> str:
    lines = ["UPNQR", "", "", "", "", "Ana Kos", "Cesta 1", "1000 Ljubljana", "00000011990", "", "",
             "COST", "Elektrika 3/2026", "15.04.2026", SLOVENE, "SI1200001", "Energija d.o.o.",
             "Trg 2", "3000 Celje"]  # fmt: skip
    counted = sum(len(line) + 1 for line in lines)
    return "\n".join([*lines, f"{counted if total is None else total:03d}", ""])


def test_a_slovene_payment_slip_gives_its_values() -> None:
    read = read_code(upn())
    assert values(read) == {
        "/payment/0/iban": SLOVENE,
        "/totals/amount_due": "119.90",
        "/currency": "EUR",
        "/payment/0/reference": "SI1200001",
        "/due_date": "2026-04-15",
        "/payment/0/account_name": "Energija d.o.o.",
        "/supplier/name": "Energija d.o.o.",
        "/customer/name": "Ana Kos",
    }
    assert read is not None
    assert (read.message, read.faults) == ("Elektrika 3/2026", ())


def test_a_slovene_payment_slip_whose_lines_do_not_add_up_has_a_fault() -> None:
    read = read_code(upn(total=100))
    assert read is not None
    assert len(read.faults) == 1


def test_a_croatian_payment_order_gives_its_values() -> None:
    lines = ["HRVHUB30", "EUR", "000000000012355", "Iva Horvat", "Ulica 3", "10000 Zagreb",
             "Voda d.o.o.", "Trg 1", "21000 Split", CROATIAN, "HR01", "7269-689496", "COST",
             "Voda za ožujak"]  # fmt: skip
    assert values(read_code("\n".join(lines))) == {
        "/currency": "EUR",
        "/totals/amount_due": "123.55",
        "/customer/name": "Iva Horvat",
        "/payment/0/account_name": "Voda d.o.o.",
        "/supplier/name": "Voda d.o.o.",
        "/payment/0/iban": CROATIAN,
        "/payment/0/reference": "HR01 7269-689496",
    }


def test_a_czech_payment_descriptor_gives_its_values() -> None:
    text = (
        f"SPD*1.0*ACC:{CZECH}+GIBACZPX*AM:450.00*CC:CZK*RN:KV%C4%9ATY S.R.O.*DT:20260415"
        "*X-VS:1234567890*MSG:PLATBA"
    )
    assert values(read_code(text)) == {
        "/payment/0/iban": CZECH,
        "/payment/0/bic": "GIBACZPX",
        "/totals/amount_due": "450.00",
        "/currency": "CZK",
        "/payment/0/reference": "1234567890",
        "/payment/0/account_name": "KVĚTY S.R.O.",
        "/supplier/name": "KVĚTY S.R.O.",
        "/due_date": "2026-04-15",
    }
