"""E-mails as a mail server receives them, and what a server that refuses leads to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.header import decode_header, make_header

import pytest

from broadcaster.mail import MailNotSentError, MemoryMailer, SmtpMailer, SmtpServer

SENDER = "palier@bailleur.exemple"


@dataclass
class Mailbox:
    """A mail server of a few lines: RFC 5321 as far as one message needs it."""

    refuses: bool = False
    port: int = 0
    recipients: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 boite.exemple\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                data = await reader.readuntil(b"\r\n.\r\n")
                self.texts.append(data.decode()[:-5])
            if verb == "RCPT":
                self.recipients.append(line)
            refused = verb == "RCPT" and self.refuses
            writer.write(b"550 unknown here\r\n" if refused else b"250 fine\r\n")
            if verb == "QUIT":
                break
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def mailbox(*, refuses: bool = False) -> AsyncIterator[Mailbox]:
    box = Mailbox(refuses)
    server = await asyncio.start_server(box.talk, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box


def mailer(port: int) -> SmtpMailer:
    return SmtpMailer(SmtpServer.parse(f"smtp://127.0.0.1:{port}"), SENDER)


async def test_an_email_arrives_as_it_was_written() -> None:
    async with mailbox() as box:
        await mailer(box.port).send("sami@exemple.fr", "Être invité·e", "Bonjour Sami,\nÀ bientôt.")
    message = message_from_string(box.texts[0])
    body = message.get_payload(decode=True)
    assert box.recipients == ["RCPT TO:<sami@exemple.fr>"]
    assert str(make_header(decode_header(message["Subject"]))) == "Être invité·e"
    assert message["From"] == f"Palier <{SENDER}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert isinstance(body, bytes)
    assert body.decode().splitlines() == ["Bonjour Sami,", "À bientôt."]


async def test_a_refusal_is_told_without_the_address() -> None:
    async with mailbox(refuses=True) as box:
        with pytest.raises(MailNotSentError) as told:
            await mailer(box.port).send("sami@exemple.fr", "Invitation", "Bonjour")
    assert "PALIER_SMTP_URL" in str(told.value)
    assert "sami" not in str(told.value)


async def test_a_server_that_is_down_is_told() -> None:
    async with mailbox() as box:
        port = box.port
    with pytest.raises(MailNotSentError):
        await mailer(port).send("sami@exemple.fr", "Invitation", "Bonjour")


async def test_nobody_can_slip_a_header_in() -> None:
    async with mailbox() as box:
        with pytest.raises(MailNotSentError):
            await mailer(box.port).send("a@b.fr\nBcc: x@y.fr", "Invitation", "Bonjour")
    assert box.texts == []


@pytest.mark.parametrize(
    ("url", "port", "must_upgrade"),
    [
        ("smtp://u:p%40ss@mail.exemple", 587, True),
        ("smtps://u:p%40ss@mail.exemple", 465, False),
        ("smtp://mail.exemple:25", 25, None),
    ],
    ids=["submission", "encrypted", "own relay"],
)
def test_a_password_never_travels_in_the_clear(
    url: str, port: int, must_upgrade: bool | None
) -> None:
    server = SmtpServer.parse(url)
    assert (server.port, server.must_upgrade) == (port, must_upgrade)
    assert server.password in ("p@ss", None)


@pytest.mark.parametrize("url", ["mail.exemple", "http://mail.exemple", "smtp://", "smtp://h:x"])
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        SmtpServer.parse(url)


async def test_the_mailer_in_memory_hands_letters_out_in_order() -> None:
    memory = MemoryMailer()
    for subject in ("un", "deux"):
        await memory.send("a@b.fr", subject, "texte")
    assert [(await memory.next()).subject for _ in range(2)] == ["un", "deux"]
    memory.is_broken = True
    with pytest.raises(MailNotSentError):
        await memory.send("a@b.fr", "trois", "texte")
