import aioapns
from aioapns import APNs, NotificationRequest, PushType
from aioapns.client import APNs as Client


async def with_both_clients(certificate: str, key: str, request: NotificationRequest) -> None:
    by_certificate = APNs(client_cert=certificate, use_sandbox=False)  # no site
    by_key = aioapns.APNs(key=key, key_id="K", team_id="T", topic="com.example.shop")  # no site
    await by_certificate.send_notification(request)  # want OWN101  # site api=aioapns.APNs.send_notification evidence=constructor
    await by_key.send_notification(request)  # want OWN101  # site library=aioapns kind=cloud certainty=catalogued


class Pushes:
    def __init__(self, client: Client) -> None:
        self.client = client

    async def shipped(self, device: str, order_id: str) -> bool:
        request = NotificationRequest(device, {"aps": {"alert": order_id}}, push_type=PushType.ALERT)  # no site
        result = await self.client.send_notification(request)  # want OWN101  # site api=aioapns.APNs.send_notification evidence=attribute
        return result.is_successful  # no site

    async def warm_up(self) -> None:
        await self.client.pool.acquire()  # want OWN101  # site library=aioapns

    async def close(self) -> None:
        self.client.pool.close()  # no site
