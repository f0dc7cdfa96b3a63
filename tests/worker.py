"""What the worker does when a task is due, at once: the jobs of all practices, each by itself."""

import json
from types import SimpleNamespace

from django.db import connection

from frontdesk.server import jobs
from frontdesk.server.chores import NAMESPACE


def due(task) -> list[BaseException]:
    """It begins its jobs, and they are done.  What failed, as the worker hears of it."""
    task(0)
    failed = []
    for name, arguments, lock in _taken(task):
        context = SimpleNamespace(job=SimpleNamespace(task_name=name, task_kwargs=arguments, lock=lock))
        try:
            jobs.noting(lambda arguments=arguments: task(**arguments), context, None)
        except Exception as error:
            failed.append(error)
    return failed


def taken(task) -> list[tuple[str, dict[str, str]]]:
    """The jobs of that task, taken out of the queue in its order."""
    return [(name, arguments) for name, arguments, _ in _taken(task)]


def _taken(task) -> list[tuple[str, dict[str, str], str | None]]:
    """With the lock of each."""
    name = f"{NAMESPACE}:{task.name.rpartition(':')[2]}"
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' RETURNING id, task_name, args, lock",
            [name],
        )
        rows = sorted(cursor.fetchall())
    return [(name, args if isinstance(args, dict) else json.loads(args), lock) for _, name, args, lock in rows]
