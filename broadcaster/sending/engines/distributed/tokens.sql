-- What Palier adds to Procrastinate's own tables. Each function names the schema it works in, so
-- that it can be called from any session, in the transaction of whoever promises messages.

-- As many jobs as asked for, in a lane's queue. None carries anything: see tokens.py.
CREATE FUNCTION add_tokens(lane text, how_many integer) RETURNS void
    LANGUAGE sql SET search_path = palier_queue, pg_temp
AS $$
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW (lane, lane, 0, NULL, NULL, '{}', NULL)::procrastinate_job_to_defer_v1
    ))
    FROM generate_series(1, how_many)
$$;

-- The jobs that wait for a hand.
CREATE FUNCTION tokens_waiting(lane text) RETURNS bigint
    LANGUAGE sql STABLE SET search_path = palier_queue, pg_temp
AS $$
    SELECT count(*) FROM procrastinate_jobs WHERE queue_name = lane AND status = 'todo'
$$;

-- Forget workers that gave no sign of life for so many seconds, and the jobs they had in hand.
CREATE FUNCTION drop_dead(silent_for double precision) RETURNS void
    LANGUAGE sql SET search_path = palier_queue, pg_temp
AS $$
    SELECT procrastinate_prune_stalled_workers_v1(silent_for);
    DELETE FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL;
$$;
