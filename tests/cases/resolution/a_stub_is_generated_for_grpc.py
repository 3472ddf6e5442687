import grpc
from acme_protos import orders_pb2, orders_pb2_grpc
from acme_protos.users_pb2_grpc import UsersStub


class Orders:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = orders_pb2_grpc.OrdersStub(channel)

    async def get(self, order_id: str):
        return await self._stub.GetOrder(orders_pb2.GetOrderRequest(id=order_id))  # want OWN101  # site library=grpcio evidence=attribute

    async def watch(self) -> None:
        async for event in self._stub.Watch(orders_pb2.WatchRequest()):  # want OWN101  # site library=grpcio consumed=async-for
            print(event)


async def user(address: str, request) -> None:
    async with grpc.aio.insecure_channel(address) as channel:  # no site
        stub = UsersStub(channel)
        await stub.Get(request, timeout=5)  # want OWN101  # site library=grpcio evidence=constructor


class Servicer(orders_pb2_grpc.OrdersServicer):
    def __init__(self, orders: Orders) -> None:
        self.orders = orders

    async def GetOrder(self, request, context: grpc.aio.ServicerContext):
        return await self.orders.get(request.id)  # no site
