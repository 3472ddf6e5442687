from typing import Protocol


class MailTransport(Protocol):
    async def deliver_mail(self, to: str, text: str) -> None: ...


class InvoiceStore(Protocol):
    async def load_invoice(self, number: str) -> dict: ...

    async def keep_invoice(self, invoice: dict) -> None: ...
