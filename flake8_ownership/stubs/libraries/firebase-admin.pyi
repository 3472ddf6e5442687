# Written by tools/returns.py from firebase-admin 7.7.0: what its members return.
import firebase_admin
import typing

# firebase_admin.messaging.send
def send() -> str: ...

# firebase_admin.messaging.send_each
def send_each() -> firebase_admin.messaging.BatchResponse: ...

# firebase_admin.messaging.send_each_async
async def send_each_async() -> firebase_admin.messaging.BatchResponse: ...

# firebase_admin.messaging.send_each_for_multicast_async
async def send_each_for_multicast_async() -> firebase_admin.messaging.BatchResponse: ...

# firebase_admin.messaging.subscribe_to_topic
def subscribe_to_topic() -> firebase_admin.messaging.TopicManagementResponse: ...

# firebase_admin.messaging.subscribe_to_topic_async
async def subscribe_to_topic_async() -> firebase_admin.messaging.TopicManagementResponse: ...

# firebase_admin.messaging.unsubscribe_from_topic
def unsubscribe_from_topic() -> firebase_admin.messaging.TopicManagementResponse: ...

# firebase_admin.messaging.unsubscribe_from_topic_async
async def unsubscribe_from_topic_async() -> firebase_admin.messaging.TopicManagementResponse: ...
