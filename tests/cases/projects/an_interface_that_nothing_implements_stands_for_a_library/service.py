from ports import InvoiceStore, MailTransport


class Dunning:
    def __init__(self, transport: MailTransport, invoices: InvoiceStore) -> None:
        self.transport = transport
        self.invoices = invoices

    async def remind(self, number: str) -> None:
        invoice = await self.invoices.load_invoice(number)  # no site
        await self.transport.deliver_mail(invoice["to"], "Please pay")  # want OWN101  # site certainty=assumed
