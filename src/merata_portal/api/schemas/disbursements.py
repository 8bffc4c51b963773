"""Batches that were ordered to be paid, as the payer's system reads them; names of fields as G2P Connect has them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import Id, OwnerCode
from merata_portal.api.words import Words, both


class Batch(Schema):
    """Satu batch yang diperintahkan dibayar. / One batch that was ordered to be paid."""

    id: Id
    transaction_id: str = Field(description=both("nomor batch di sisi pembayar", "number of the batch for the payer"))
    programme: str = Field(description=both("kode program", "the programme's code"))
    programme_name: Words
    owner_code: OwnerCode
    year: int = Field(description=both("tahun anggaran", "budget year"))
    instalment: int = Field(description=both("tahap ke-", "number of the instalment"))
    state: Literal["paid", "settled"] = Field(
        description=both("paid: menunggu jawaban bank; settled: selesai", "paid: waits for the bank; settled: done")
    )
    scheduled_on: date = Field(description=both("hari bayar", "day of payment"))
    ordered_at: datetime = Field(description=both("kapan diperintahkan dibayar", "when it was ordered to be paid"))
    payments: int = Field(description=both("jumlah pembayaran", "number of payments"))
    total_idr: int = Field(description=both("jumlah rupiah", "sum in rupiah"))


class Instruction(Schema):
    """Satu perintah bayar. / One instruction (DisburseRequest of G2P Connect)."""

    reference_id: str = Field(description=both("pengenal pembayaran, tidak dipakai ulang", "the payment's identifier"))
    payee_fa: str | None = Field(
        description=both(
            "alamat keuangan: nomor rekening; null: tunai di kantor pos", "account; null: cash at the post office"
        )
    )
    payee_name: str = Field(description=both("nama penerima", "name of the payee"))
    payee_address: str | None = Field(description=both("alamat, hanya bila tunai", "address, only where paid in cash"))
    amount: str = Field(
        pattern=r"^\d{1,13}\.\d{2}$",
        description=both("rupiah seperti dalam G2P Connect", "amount as G2P Connect has it"),
    )
    amount_idr: int = Field(description=both("rupiah bulat", "whole rupiah"))
    currency_code: Literal["IDR"]
    scheduled_timestamp: datetime = Field(description=both("kapan dibayar paling awal", "when to pay at the earliest"))
    pay_until: date | None = Field(description=both("tunai dapat diambil sampai", "cash can be collected until"))
    purpose: str = Field(description=both("program dan tahap", "programme and instalment"))
    note: str = Field(description=both("berita bagi penerima", "note on the statement"))
    status: Literal["pdng", "succ", "rjct"] = Field(
        description=both("status menurut G2P Connect", "status as G2P Connect has it")
    )
    status_reason_code: str = Field(description=both("kode dari pembayar, bila ada", "the payer's code, if any"))
    payment_status: str = Field(
        description=both("sent, paid, failed, returned, atau disputed", "sent, paid, failed, returned or disputed")
    )


class Disbursements(Schema):
    """Satu halaman batch. / One page of a batch."""

    batch: Batch
    synthetic: bool = Field(description=both("orangnya dibuat oleh komputer", "its people were made by a computer"))
    disbursements: list[Instruction]
    next: str | None = Field(
        description=both("cursor halaman berikut; null: terakhir", "cursor of the next page; null: the last")
    )
