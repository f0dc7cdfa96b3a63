"""Nothing of a patient in the logs."""

from __future__ import annotations

import logging


class NoPatientData(logging.Filter):
    """Keeps an exception's kind and place, never its text: the text may quote what somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            while trace and trace.tb_next:
                trace = trace.tb_next
            where = (
                f"{trace.tb_frame.f_code.co_filename.rsplit('/frontdesk/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
            )
            record.msg, record.args = f"{record.getMessage()} [{kind.__name__} at {where}]", ()
            record.exc_info = record.exc_text = None
        return True


class DatabaseLost(logging.Filter):
    """Leaves out that the database does not answer: that is said in one line (`server/answering.py`), and not by every try."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        kinds = {kind.__name__ for cause in (error, getattr(error, "__cause__", None)) for kind in type(cause).__mro__}
        return not kinds & {"ConnectorException", "OperationalError", "PoolTimeout", "PoolClosed"}
