from gateways._http import HttpGateway, make_client
from gateways._http import client as client

from .cache import *

__all__ = ["HttpGateway", "client", "make_client", "cached"]
