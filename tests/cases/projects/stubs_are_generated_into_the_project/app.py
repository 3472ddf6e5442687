import grpc

from protos import orders_pb2_grpc
from protos.orders_pb2_grpc import OrdersStub


class Client:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.stub = orders_pb2_grpc.OrdersStub(channel)

    async def order(self, request: object) -> object:
        return await self.stub.GetOrder(request)  # want OWN101  # site library=grpcio


async def get(stub: OrdersStub, servicer: orders_pb2_grpc.OrdersServicer, request: object) -> None:
    await stub.GetOrder(request, timeout=3)  # want OWN101  # site library=grpcio
    await servicer.GetOrder(request, None)  # no site
