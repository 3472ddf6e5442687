class FileInvoices:
    def __init__(self) -> None:
        self.known: dict[str, dict] = {}

    async def load_invoice(self, number: str) -> dict:
        return self.known[number]

    async def keep_invoice(self, invoice: dict) -> None:
        self.known[invoice["number"]] = invoice
