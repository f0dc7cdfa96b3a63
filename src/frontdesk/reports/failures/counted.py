"""How jobs are counted, for pages, probes and the command line; without Django."""

STALLED = 60  # seconds without a heartbeat of its worker after which a job stalled

OF_A_WORKER_THAT_STOPPED = """
    FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
    WHERE j.status = 'doing' AND coalesce(w.last_heartbeat, '-infinity') < now() - make_interval(secs => %s)
"""
COUNTED = f"""
    SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
        count(*) FILTER (WHERE status = 'failed'),
        (SELECT count(*) {OF_A_WORKER_THAT_STOPPED.replace("%s", str(STALLED))})
    FROM procrastinate_jobs
"""
OLDEST = """
    SELECT min(coalesce(j.scheduled_at, (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)))
    FROM procrastinate_jobs j WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()
"""
