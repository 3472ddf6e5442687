import grpc


class OrdersStub:
    def __init__(self, channel: grpc.Channel) -> None:
        self.GetOrder = channel.unary_unary("/orders.Orders/GetOrder")


class OrdersServicer:
    async def GetOrder(self, request, context):
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        raise NotImplementedError("Method not implemented!")
