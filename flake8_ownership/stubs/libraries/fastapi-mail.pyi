# Written by tools/returns.py from fastapi-mail 1.6.8: what its members return.
import email
import jinja2
import typing

# fastapi_mail.FastMail
class FastMail:
    async def get_mail_template(self) -> jinja2.Template: ...
    async def get_message(self) -> email.message.EmailMessage | email.message.Message | list[email.message.EmailMessage | email.message.Message]: ...
    async def send_message(self) -> None: ...
