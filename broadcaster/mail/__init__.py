"""E-mail to staff: links, reminders, reports. Tenants never get any."""

from broadcaster.mail.mailer import Letter, Mailer, MailNotSentError, MemoryMailer
from broadcaster.mail.smtp import SmtpMailer, SmtpServer

__all__ = ["Letter", "MailNotSentError", "Mailer", "MemoryMailer", "SmtpMailer", "SmtpServer"]
