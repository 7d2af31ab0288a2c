"""The turn to write on SQLite, taken when a session first changes something."""

import asyncio

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.util import await_only


class LateTurn:
    """One session's turn.

    Until it is taken the session's SELECTs run one by one, each on what is committed: pysqlite
    begins no transaction for them, so none has to be upgraded, which SQLite refuses once another
    writer has been there (SQLITE_BUSY_SNAPSHOT). Changes by raw SQL are not noticed.
    """

    def __init__(self, one_writer: asyncio.Lock, session: Session) -> None:
        self._one_writer = one_writer
        self._session = session
        self._is_taken = False
        event.listen(session, "before_flush", lambda *_what: self._before_flush())
        event.listen(session, "do_orm_execute", self._before_statement)

    def give_back(self) -> None:
        """Let the next one write; to be called once the session is closed."""
        if self._is_taken:
            self._one_writer.release()

    def _before_flush(self) -> None:
        """An attribute that was set to what it was before is no change."""
        session = self._session
        if session.new or session.deleted or any(map(session.is_modified, session.dirty)):
            self._take()

    def _before_statement(self, statement: ORMExecuteState) -> None:
        if statement.is_insert or statement.is_update or statement.is_delete:
            self._take()

    def _take(self) -> None:
        if self._is_taken:
            return
        # The session runs this in a greenlet of its own, as the database's calls.
        await_only(self._one_writer.acquire())
        self._is_taken = True
        self._session.connection().exec_driver_sql("BEGIN IMMEDIATE")
