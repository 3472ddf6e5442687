from django.db import models


class InvoiceQuerySet(models.QuerySet):
    def open(self):
        return self.filter(paid=False)

    async def total(self) -> int:
        rows = await self.aaggregate(total=models.Sum("amount"))  # want OWN101  # site api=django.db.models.QuerySet.aaggregate
        return rows["total"]


class Invoice(models.Model):
    paid = models.BooleanField()
    amount = models.IntegerField()

    objects = InvoiceQuerySet.as_manager()


async def dunning() -> None:
    await Invoice.objects.open().total()  # no site
    await Invoice.objects.open().aupdate(paid=True)  # want OWN101  # site api=django.db.models.QuerySet.aupdate
    await Invoice.objects.acreate(amount=1)  # want OWN101  # site library=django
