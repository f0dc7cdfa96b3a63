CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE FUNCTION public.audit_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    DECLARE head audit_head%ROWTYPE;
    BEGIN
        INSERT INTO audit_head (id, practice_id, number, digest) VALUES (NEW.practice_id, NEW.practice_id, 0, '')
            ON CONFLICT ON CONSTRAINT one_head DO NOTHING;
        SELECT * INTO head FROM audit_head WHERE practice_id = NEW.practice_id FOR UPDATE;
        NEW.number := head.number + 1;
        NEW.at := clock_timestamp();
        NEW.previous := head.digest;
        NEW.digest := audit_digest(NEW);
        UPDATE audit_head SET number = NEW.number, digest = NEW.digest WHERE practice_id = NEW.practice_id;
        RETURN NEW;
    END $$;

CREATE TABLE public.audit_entry (
    id uuid NOT NULL,
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind character varying(10) NOT NULL,
    actor_id uuid,
    actor_name character varying(120) NOT NULL,
    action character varying(60) NOT NULL,
    thing_kind character varying(30) NOT NULL,
    thing_id uuid,
    reason text NOT NULL,
    rule text NOT NULL,
    changes jsonb NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    practice_id uuid NOT NULL
);

ALTER TABLE ONLY public.audit_entry FORCE ROW LEVEL SECURITY;

CREATE FUNCTION public.audit_digest(e public.audit_entry) RETURNS bytea
    LANGUAGE sql STABLE
    AS $$
        SELECT sha256(convert_to(
    concat_ws('|', e.practice_id, e.number, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        e.actor_kind, coalesce(e.actor_id::text, ''), e.actor_name, e.action, e.thing_kind, coalesce(e.thing_id::text, ''),
        e.reason, e.rule, e.changes::text, encode(e.previous, 'hex'))
, 'UTF8'))
    $$;

CREATE FUNCTION public.audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'audit entries are never changed' USING ERRCODE = 'insufficient_privilege';
    END $$;

CREATE FUNCTION public.booking_appointment_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' appointment ' || extract(epoch FROM NEW.start)::bigint);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.booking_appointment_check_alive() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.state IN ('held', 'booked') AND NEW.start > now() AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR NEW.patient_id <> OLD.patient_id) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.booking_appointment_check_got() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM booking_waitlistentry entry
        JOIN booking_appointment visit ON visit.practice_id = entry.practice_id AND visit.id = entry.got_id
        WHERE entry.practice_id = NEW.practice_id AND entry.got_id = NEW.id AND visit.patient_id <> entry.patient_id
    ) THEN
        RAISE EXCEPTION 'what they got is the visit of another' USING ERRCODE = 'check_violation', CONSTRAINT = 'got_is_own';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.booking_appointment_check_replaces() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state = 'held' AND NEW.state = 'booked' AND NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM booking_appointment was
        WHERE was.practice_id = NEW.practice_id AND was.id = NEW.replaces_id
          AND was.state = 'rescheduled' AND was.successor_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'what it replaces has not gone' USING ERRCODE = 'check_violation', CONSTRAINT = 'replaces_goes_first';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.booking_appointment_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('held', 'booked') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_appointment_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('held', 'booked'), ('held', 'cancelled'), ('booked', 'arrived'), ('booked', 'cancelled'), ('booked', 'no_show'), ('booked', 'rescheduled'), ('booked', 'held'), ('arrived', 'completed'), ('arrived', 'booked'), ('arrived', 'no_show'), ('arrived', 'cancelled'), ('arrived', 'rescheduled'), ('no_show', 'booked'), ('no_show', 'arrived'), ('completed', 'arrived'), ('cancelled', 'booked'), ('cancelled', 'arrived'), ('cancelled', 'held'), ('rescheduled', 'booked'), ('rescheduled', 'arrived')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_appointment_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.booking_appointment_check_time() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.state = 'no_show' AND OLD.state <> 'no_show' AND NEW.start > now() THEN
        RAISE EXCEPTION 'the time has not come' USING ERRCODE = 'check_violation', CONSTRAINT = 'no_show_has_begun';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.booking_days_of(begins timestamp with time zone, ends timestamp with time zone) RETURNS SETOF integer
    LANGUAGE sql STABLE ROWS 1 PARALLEL SAFE
    AS $$
    SELECT generate_series(floor(date_part('epoch', begins) / 86400)::int, ceil(date_part('epoch', ends) / 86400)::int - 1)
$$;

CREATE FUNCTION public.booking_minutes_taken(practice uuid, of uuid, on_day integer, left_out uuid[]) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT substring(bit_send(coalesce(bit_or(
        (~ 0::bit(1440) << greatest(floor(date_part('epoch', r.begins) / 60)::int - on_day * 1440, 0))
        & ~ (~ 0::bit(1440) << least(floor(date_part('epoch', r.ends) / 60)::int - on_day * 1440, 1440))
    ), 0::bit(1440))) FROM 5)
    FROM booking_reservation r
    WHERE r.practice_id = practice AND r.subject = of
        AND r.begins >= to_timestamp((on_day - 2) * 86400.0) AND r.begins < to_timestamp((on_day + 1) * 86400.0)
        AND r.ends > to_timestamp(on_day * 86400.0) AND NOT r.appointment_id = ANY(left_out)
$$;

CREATE FUNCTION public.booking_proposal_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('proposed') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_proposal_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('proposed', 'accepted'), ('proposed', 'declined'), ('proposed', 'passed'), ('accepted', 'proposed')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_proposal_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.booking_recall_check_alive() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.state IN ('planned', 'invited', 'booked') AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR (NEW.patient_id <> OLD.patient_id AND NEW.state <> 'booked')) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.booking_recall_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('planned') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_recall_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('planned', 'invited'), ('planned', 'booked'), ('planned', 'refused'), ('planned', 'closed'), ('invited', 'booked'), ('invited', 'refused'), ('invited', 'closed'), ('invited', 'planned'), ('booked', 'planned'), ('booked', 'invited'), ('booked', 'refused'), ('booked', 'closed'), ('refused', 'booked'), ('closed', 'planned')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_recall_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.booking_reservation_note_days() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.kind <> 'patient' THEN
        INSERT INTO booking_changedday (practice_id, id, subject, day)
        SELECT OLD.practice_id, gen_random_uuid(), OLD.subject, d FROM booking_days_of(lower(OLD.during), upper(OLD.during)) d;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.kind <> 'patient' THEN
        INSERT INTO booking_changedday (practice_id, id, subject, day)
        SELECT NEW.practice_id, gen_random_uuid(), NEW.subject, d FROM booking_days_of(lower(NEW.during), upper(NEW.during)) d;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.booking_timeaway_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('draft') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_timeaway_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('draft', 'approved'), ('draft', 'declined'), ('draft', 'withdrawn'), ('approved', 'withdrawn')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_timeaway_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.booking_topropose_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('waiting') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_topropose_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('waiting', 'made'), ('waiting', 'not free'), ('waiting', 'over'), ('waiting', 'failed'), ('failed', 'made'), ('failed', 'not free'), ('failed', 'over'), ('failed', 'failed')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_topropose_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.booking_waitlistentry_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' waitlist ' || 0);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.booking_waitlistentry_check_alive() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.state IN ('waiting', 'offered') AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR NEW.patient_id <> OLD.patient_id) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.booking_waitlistentry_check_got() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM booking_waitlistentry entry
        JOIN booking_appointment visit ON visit.practice_id = entry.practice_id AND visit.id = entry.got_id
        WHERE entry.practice_id = NEW.practice_id AND entry.id = NEW.id AND visit.patient_id <> entry.patient_id
    ) THEN
        RAISE EXCEPTION 'what they got is the visit of another' USING ERRCODE = 'check_violation', CONSTRAINT = 'got_is_own';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.booking_waitlistentry_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('waiting') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_waitlistentry_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('waiting', 'offered'), ('waiting', 'booked'), ('waiting', 'left'), ('waiting', 'closed'), ('offered', 'waiting'), ('offered', 'booked'), ('offered', 'left'), ('offered', 'closed'), ('booked', 'offered'), ('booked', 'waiting'), ('booked', 'left'), ('left', 'waiting'), ('left', 'booked')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_waitlistentry_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.booking_waitlistoffer_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' waitlist ' || 0);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.booking_waitlistoffer_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('offered') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_waitlistoffer_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('offered', 'accepted'), ('offered', 'declined'), ('offered', 'passed'), ('accepted', 'offered'), ('declined', 'offered'), ('passed', 'offered')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_waitlistoffer_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.frontdesk_folded(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(replace(replace(replace(replace(translate(regexp_replace(lower(NORMALIZE(translate(name, '''’‘ʼʻ`´′＇'::text, ''::text), NFKD)), '[̀-ͯ]'::text, ''::text, 'g'::text), 'øłđðħı'::text, 'olddhi'::text), 'ß'::text, 'ss'::text), 'æ'::text, 'ae'::text), 'œ'::text, 'oe'::text), 'þ'::text, 'th'::text), '[^[:alnum:]]+'::text, ' '::text, 'g'::text));

CREATE FUNCTION public.frontdesk_name(first text, last text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ((((public.frontdesk_folded(first) || ' '::text) || public.frontdesk_folded(last)) || CASE WHEN (public.frontdesk_folded(first) ~~ '% %'::text) THEN (' '::text || replace(public.frontdesk_folded(first), ' '::text, ''::text)) ELSE ''::text END) || CASE WHEN (public.frontdesk_folded(last) ~~ '% %'::text) THEN (' '::text || replace(public.frontdesk_folded(last), ' '::text, ''::text)) ELSE ''::text END);

CREATE FUNCTION public.intake_referral_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' referral ' || 0);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.intake_referral_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('open') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'intake_referral_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('open', 'accepted'), ('open', 'declined'), ('open', 'closed'), ('accepted', 'closed'), ('accepted', 'open'), ('declined', 'open'), ('closed', 'open')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'intake_referral_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.intake_request_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' request ' || 0);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.intake_request_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('requested') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'intake_request_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('requested', 'awaiting_info'), ('requested', 'awaiting_approval'), ('requested', 'approved'), ('requested', 'declined'), ('requested', 'withdrawn'), ('requested', 'expired'), ('awaiting_info', 'requested'), ('awaiting_info', 'declined'), ('awaiting_info', 'withdrawn'), ('awaiting_info', 'expired'), ('awaiting_info', 'awaiting_approval'), ('awaiting_info', 'approved'), ('awaiting_info', 'scheduled'), ('awaiting_approval', 'approved'), ('awaiting_approval', 'awaiting_info'), ('awaiting_approval', 'declined'), ('awaiting_approval', 'withdrawn'), ('awaiting_approval', 'expired'), ('awaiting_approval', 'scheduled'), ('approved', 'scheduled'), ('approved', 'awaiting_info'), ('approved', 'declined'), ('approved', 'withdrawn'), ('approved', 'expired'), ('approved', 'awaiting_approval'), ('scheduled', 'approved'), ('scheduled', 'awaiting_approval'), ('scheduled', 'withdrawn'), ('declined', 'requested'), ('declined', 'awaiting_info'), ('declined', 'awaiting_approval'), ('declined', 'approved'), ('declined', 'scheduled'), ('withdrawn', 'requested'), ('withdrawn', 'awaiting_info'), ('withdrawn', 'awaiting_approval'), ('withdrawn', 'approved'), ('withdrawn', 'scheduled'), ('expired', 'scheduled')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'intake_request_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.intake_task_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' task ' || 0);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.messaging_inbound_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' message ' || 0);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.messaging_message_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' message ' || 0);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.people_compare_anew() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  NEW.compared_at := NULL;
  RETURN NEW;
END $$;

CREATE FUNCTION public.people_keep_a_keeper() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        -- Only whoever could change roles can be the last who could.
        IF TG_TABLE_NAME = 'people_staff' AND NOT EXISTS (SELECT 1 FROM people_rolepermission p WHERE p.practice_id = OLD.practice_id
                AND p.kind = 'staff' AND p.role = OLD.role AND p.permission = 'role.edit')
           OR TG_TABLE_NAME = 'people_rolepermission' AND NOT EXISTS (SELECT 1 FROM people_staff s
                WHERE s.practice_id = OLD.practice_id AND s.role = OLD.role AND s.is_active) THEN
            RETURN NULL;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('keepers ' || OLD.practice_id::text, 0));
        IF NOT EXISTS (SELECT 1 FROM people_staff s JOIN people_rolepermission p
                ON p.practice_id = s.practice_id AND p.kind = 'staff' AND p.role = s.role AND p.permission = 'role.edit'
                WHERE s.practice_id = OLD.practice_id AND s.is_active) THEN
            RAISE EXCEPTION 'nobody could change roles any more' USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_changes_roles';
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.people_keep_built_in() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND (NEW.code <> OLD.code OR NEW.built_in <> OLD.built_in OR NEW.practice_id <> OLD.practice_id
                                 OR OLD.built_in AND NEW.name <> OLD.name)
           OR TG_OP = 'DELETE' AND OLD.built_in THEN
            RAISE EXCEPTION 'a role that every practice has stays as it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_built_in';
        END IF;
        RETURN COALESCE(NEW, OLD);
    END $$;

CREATE FUNCTION public.people_never_empty() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF (OLD.kind <> 'staff' OR EXISTS (SELECT 1 FROM people_role r
                WHERE r.practice_id = OLD.practice_id AND r.code = OLD.role AND r.built_in))
           AND NOT EXISTS (SELECT 1 FROM people_rolepermission p
                WHERE p.practice_id = OLD.practice_id AND p.kind = OLD.kind AND p.role = OLD.role) THEN
            RAISE EXCEPTION 'what every practice has keeps something that it may do' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_never_empty';
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.people_patient_not_a_proxys() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM people_proxy p WHERE p.practice_id = NEW.practice_id AND p.patient_id = NEW.id
        AND (p.state <> 'ended' OR p.ended_by_staff) AND (
        p.contact = NEW.email AND NEW.email <> OLD.email
        OR p.contact = NEW.phone AND NEW.phone <> OLD.phone
        OR p.contact = NEW.confidential_contact AND NEW.confidential_contact <> OLD.confidential_contact))
    THEN
        RAISE EXCEPTION 'nobody acts for a record with its own address' USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_not_own';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.people_proxy_not_own() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.state <> 'ended' AND (TG_OP = 'INSERT' OR NEW.contact <> OLD.contact OR NEW.patient_id <> OLD.patient_id OR OLD.state = 'ended')
        AND EXISTS (SELECT 1 FROM people_patient p WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id
            AND NEW.contact IN (p.email, p.phone, p.confidential_contact))
    THEN
        RAISE EXCEPTION 'nobody acts for a record with its own address' USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_not_own';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.practice_policy_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('draft', 'aside') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'practice_policy_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('draft', 'aside'), ('draft', 'scheduled'), ('draft', 'published'), ('draft', 'dropped'), ('aside', 'draft'), ('aside', 'published'), ('aside', 'dropped'), ('scheduled', 'draft'), ('scheduled', 'aside'), ('scheduled', 'published'), ('published', 'retired'), ('dropped', 'draft')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'practice_policy_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE FUNCTION public.practice_policy_keep_revision() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.text <> OLD.text AND NEW.revision <= OLD.revision THEN
            RAISE EXCEPTION 'another text is another revision' USING ERRCODE = 'check_violation', CONSTRAINT = 'practice_policy_revision';
        END IF;
        INSERT INTO practice_revision (id, practice_id, policy_id, number, text)
            VALUES (gen_random_uuid(), NEW.practice_id, NEW.id, NEW.revision, NEW.text)
            ON CONFLICT (practice_id, policy_id, number) DO NOTHING;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.practice_policy_keep_text() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF OLD.state IN ('published', 'retired', 'dropped') AND NEW.text <> OLD.text THEN
            RAISE EXCEPTION 'a policy that was in force does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'practice_policy_text';
        END IF;
        RETURN NEW;
    END $$;

CREATE FUNCTION public.reports_trial_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' trial ' || 0);
            RETURN NULL;
        END $$;

CREATE FUNCTION public.reports_trial_check_state() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('queued') THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'reports_trial_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('queued', 'running'), ('running', 'done'), ('running', 'failed')) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'reports_trial_state';
            END IF;
            RETURN NEW;
        END $$;

CREATE TABLE public.audit_head (
    id uuid NOT NULL,
    number bigint NOT NULL,
    digest bytea NOT NULL,
    practice_id uuid NOT NULL
);

ALTER TABLE ONLY public.audit_head FORCE ROW LEVEL SECURITY;

CREATE TABLE public.audit_idempotency (
    id uuid NOT NULL,
    key character varying(80) NOT NULL,
    action character varying(60) NOT NULL,
    actor_id uuid,
    result_kind character varying(60) NOT NULL,
    result_id uuid NOT NULL,
    digest character varying(64) NOT NULL,
    led_to character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    practice_id uuid NOT NULL
);

ALTER TABLE ONLY public.audit_idempotency FORCE ROW LEVEL SECURITY;

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_appointment (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    number integer NOT NULL,
    patient_id uuid NOT NULL,
    visit_type_id uuid NOT NULL,
    provider_id uuid NOT NULL,
    location_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    request_id uuid,
    start timestamp with time zone NOT NULL,
    "end" timestamp with time zone NOT NULL,
    before smallint NOT NULL,
    after smallint NOT NULL,
    state character varying(12) NOT NULL,
    channel character varying(10) NOT NULL,
    payer_id uuid,
    new_patient boolean NOT NULL,
    reason text NOT NULL,
    override_reason text NOT NULL,
    overridden jsonb NOT NULL,
    successor_id uuid,
    replaces_id uuid,
    recall_id uuid,
    confirmed_at timestamp with time zone,
    self_pay boolean NOT NULL,
    checked_id uuid,
    series uuid,
    hold_expires_at timestamp with time zone,
    extended smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    proposed boolean NOT NULL,
    means character varying(10) NOT NULL,
    excused text NOT NULL,
    given_minutes smallint,
    given_why text NOT NULL,
    CONSTRAINT appointment_lasts CHECK (("end" > start)),
    CONSTRAINT appointment_state_known CHECK (((state)::text = ANY ((ARRAY['held'::character varying, 'booked'::character varying, 'arrived'::character varying, 'no_show'::character varying, 'completed'::character varying, 'cancelled'::character varying, 'rescheduled'::character varying])::text[]))),
    CONSTRAINT booking_appointment_after_check CHECK ((after >= 0)),
    CONSTRAINT booking_appointment_before_check CHECK ((before >= 0)),
    CONSTRAINT booking_appointment_extended_check CHECK ((extended >= 0)),
    CONSTRAINT booking_appointment_given_minutes_check CHECK ((given_minutes >= 0)),
    CONSTRAINT booking_appointment_number_check CHECK ((number >= 0)),
    CONSTRAINT booking_appointment_version_check CHECK ((version >= 0)),
    CONSTRAINT cancelled_has_reason CHECK (((NOT ((state)::text = 'cancelled'::text)) OR (NOT (reason = ''::text)))),
    CONSTRAINT excused CHECK (((excused = ''::text) OR ((state)::text = 'cancelled'::text))),
    CONSTRAINT hold_expires CHECK (((NOT ((state)::text = 'held'::text)) OR (hold_expires_at IS NOT NULL))),
    CONSTRAINT rescheduled_has_successor CHECK (((NOT ((state)::text = 'rescheduled'::text)) OR (successor_id IS NOT NULL)))
);

ALTER TABLE ONLY public.booking_appointment FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_changedday (
    id uuid NOT NULL,
    subject uuid NOT NULL,
    day integer NOT NULL,
    practice_id uuid NOT NULL
);

ALTER TABLE ONLY public.booking_changedday FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_death (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    "on" date NOT NULL,
    ended jsonb NOT NULL,
    state character varying(10) NOT NULL,
    by character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.booking_death FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_merge (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    kept_id uuid NOT NULL,
    gone_id uuid NOT NULL,
    moved jsonb NOT NULL,
    before jsonb NOT NULL,
    state character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    by character varying(120) NOT NULL
);

ALTER TABLE ONLY public.booking_merge FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_proposal (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    hold_id uuid NOT NULL,
    reason character varying(200) NOT NULL,
    state character varying(10) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.booking_proposal FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_recall (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    visit_type_id uuid NOT NULL,
    provider_id uuid,
    location_id uuid,
    due_on date NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    note text NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(200) NOT NULL,
    ordered_by character varying(120) NOT NULL,
    outside_key character varying(80) NOT NULL,
    token_hash character varying(64) NOT NULL,
    told_at timestamp with time zone,
    told smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    appointment_id uuid,
    token_before character varying(64) NOT NULL,
    plan text NOT NULL,
    counted_from date,
    ended_at timestamp with time zone,
    CONSTRAINT booking_recall_told_check CHECK ((told >= 0)),
    CONSTRAINT recall_due_in_window CHECK (((closes_on >= due_on) AND (opens_on <= due_on))),
    CONSTRAINT recall_state_known CHECK (((state)::text = ANY ((ARRAY['planned'::character varying, 'invited'::character varying, 'booked'::character varying, 'refused'::character varying, 'closed'::character varying])::text[])))
);

ALTER TABLE ONLY public.booking_recall FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_reservation (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    subject uuid NOT NULL,
    lane smallint NOT NULL,
    lanes smallint,
    during tstzrange NOT NULL,
    begins timestamp with time zone GENERATED ALWAYS AS (lower(during)) STORED,
    ends timestamp with time zone GENERATED ALWAYS AS (upper(during)) STORED,
    CONSTRAINT booking_reservation_lane_check CHECK ((lane >= 0)),
    CONSTRAINT booking_reservation_lanes_check CHECK ((lanes >= 0)),
    CONSTRAINT no_more_than_seats CHECK (((lanes IS NULL) OR (lane < lanes)))
);

ALTER TABLE ONLY public.booking_reservation FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_takenday (
    id uuid NOT NULL,
    subject uuid NOT NULL,
    day integer NOT NULL,
    minutes bytea NOT NULL,
    practice_id uuid NOT NULL
);

ALTER TABLE ONLY public.booking_takenday FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_timeaway (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    provider_id uuid NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    from_minute smallint NOT NULL,
    to_minute smallint NOT NULL,
    note character varying(200) NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(200) NOT NULL,
    asked_by character varying(120) NOT NULL,
    decided_by character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT away_ends_after_it_begins CHECK ((last_on >= first_on)),
    CONSTRAINT away_hours CHECK (((to_minute > from_minute) AND (to_minute <= 1440))),
    CONSTRAINT booking_timeaway_from_minute_check CHECK ((from_minute >= 0)),
    CONSTRAINT booking_timeaway_to_minute_check CHECK ((to_minute >= 0))
);

ALTER TABLE ONLY public.booking_timeaway FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_topropose (
    id uuid NOT NULL,
    place jsonb,
    state character varying(8) NOT NULL,
    pressed_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    appointment_id uuid NOT NULL,
    away_id uuid NOT NULL,
    practice_id uuid NOT NULL,
    staff_id uuid NOT NULL
);

ALTER TABLE ONLY public.booking_topropose FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_waitlistentry (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    visit_type_id uuid NOT NULL,
    provider_id uuid,
    location_id uuid,
    appointment_id uuid,
    request_id uuid,
    first_on date NOT NULL,
    last_on date,
    parts jsonb NOT NULL,
    days jsonb NOT NULL,
    notice_hours smallint NOT NULL,
    urgent boolean NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    got_id uuid,
    CONSTRAINT booking_waitlistentry_notice_hours_check CHECK ((notice_hours >= 0)),
    CONSTRAINT waitlist_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'offered'::character varying, 'booked'::character varying, 'left'::character varying, 'closed'::character varying])::text[])))
);

ALTER TABLE ONLY public.booking_waitlistentry FORCE ROW LEVEL SECURITY;

CREATE TABLE public.booking_waitlistoffer (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    hold_id uuid NOT NULL,
    state character varying(10) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.booking_waitlistoffer FORCE ROW LEVEL SECURITY;

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.frontdesk_number
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.intake_answer (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    request_id uuid NOT NULL,
    field character varying(60) NOT NULL,
    value text NOT NULL
);

ALTER TABLE ONLY public.intake_answer FORCE ROW LEVEL SECURITY;

CREATE TABLE public.intake_document (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    patient_id uuid,
    request_id uuid,
    referral_id uuid,
    draft_id uuid,
    field character varying(60) NOT NULL,
    content_type character varying(40) NOT NULL,
    size integer NOT NULL,
    name character varying(64) NOT NULL,
    scan character varying(12) NOT NULL,
    drawing character varying(8) NOT NULL,
    pages character varying(64)[] NOT NULL,
    page_count smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    replaced_by_id uuid,
    CONSTRAINT document_drawn_has_pages CHECK (((((drawing)::text = 'drawn'::text) AND (
CASE
    WHEN (pages IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(pages, 1), 0)
END > 0)) OR ((NOT ((drawing)::text = 'drawn'::text)) AND (pages = '{}'::character varying(64)[])))),
    CONSTRAINT document_not_in_its_own_place CHECK (((NOT ((replaced_by_id = id) AND (replaced_by_id IS NOT NULL))) OR (replaced_by_id IS NULL))),
    CONSTRAINT intake_document_page_count_check CHECK ((page_count >= 0)),
    CONSTRAINT intake_document_size_check CHECK ((size >= 0))
);

ALTER TABLE ONLY public.intake_document FORCE ROW LEVEL SECURITY;

CREATE TABLE public.intake_draft (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    token_hash character varying(64) NOT NULL,
    contact character varying(254) NOT NULL,
    owner character varying(254) NOT NULL,
    answers jsonb NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    acts_for uuid[] NOT NULL,
    CONSTRAINT draft_contact_normal CHECK ((((contact)::text = ''::text) OR ((contact)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$|^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$'::text))),
    CONSTRAINT draft_owner_normal CHECK ((((owner)::text = ''::text) OR ((owner)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$|^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$'::text)))
);

ALTER TABLE ONLY public.intake_draft FORCE ROW LEVEL SECURITY;

CREATE TABLE public.intake_referral (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    number integer NOT NULL,
    state character varying(12) NOT NULL,
    urgency character varying(8) NOT NULL,
    visit_type_id uuid,
    provider_id uuid,
    location_id uuid,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    birth_date date,
    phone character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    payer_id uuid,
    member_id character varying(60) NOT NULL,
    why text NOT NULL,
    answers jsonb NOT NULL,
    clinic_name character varying(120) NOT NULL,
    clinician character varying(120) NOT NULL,
    clinic_phone character varying(40) NOT NULL,
    clinic_email character varying(254) NOT NULL,
    source character varying(10) NOT NULL,
    outside_key character varying(80) NOT NULL,
    token_hash character varying(64) NOT NULL,
    request_id uuid,
    owner_id uuid,
    reason character varying(400) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    goes_on_as_id uuid,
    uninsured boolean NOT NULL,
    insured_elsewhere boolean NOT NULL,
    CONSTRAINT accepted_has_request CHECK (((NOT ((state)::text = 'accepted'::text)) OR (request_id IS NOT NULL))),
    CONSTRAINT intake_referral_number_check CHECK ((number >= 0)),
    CONSTRAINT intake_referral_version_check CHECK ((version >= 0)),
    CONSTRAINT referral_clinic_email_normal CHECK ((((clinic_email)::text = ''::text) OR ((clinic_email)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$'::text))),
    CONSTRAINT referral_clinic_phone_normal CHECK ((((clinic_phone)::text = ''::text) OR ((clinic_phone)::text ~ '^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$'::text))),
    CONSTRAINT referral_email_normal CHECK ((((email)::text = ''::text) OR ((email)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$'::text))),
    CONSTRAINT referral_one_insurance CHECK (((NOT insured_elsewhere) OR ((payer_id IS NULL) AND (NOT uninsured)))),
    CONSTRAINT referral_phone_normal CHECK ((((phone)::text = ''::text) OR ((phone)::text ~ '^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$'::text))),
    CONSTRAINT referral_state_known CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'accepted'::character varying, 'declined'::character varying, 'closed'::character varying])::text[])))
);

ALTER TABLE ONLY public.intake_referral FORCE ROW LEVEL SECURITY;

CREATE TABLE public.intake_request (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    number integer NOT NULL,
    patient_id uuid NOT NULL,
    visit_type_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    state character varying(20) NOT NULL,
    channel character varying(10) NOT NULL,
    deciding jsonb NOT NULL,
    missing jsonb NOT NULL,
    waits_for_clinician boolean NOT NULL,
    provider_id uuid,
    location_id uuid,
    owner_id uuid,
    hand_over character varying(400) NOT NULL,
    note text NOT NULL,
    approved_by character varying(120) NOT NULL,
    self_pay boolean NOT NULL,
    asked_by character varying(254) NOT NULL,
    followed_by character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    state_since timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    due_policy_id uuid,
    reply_by date NOT NULL,
    version integer NOT NULL,
    promised boolean NOT NULL,
    CONSTRAINT intake_request_number_check CHECK ((number >= 0)),
    CONSTRAINT intake_request_version_check CHECK ((version >= 0)),
    CONSTRAINT request_followed_by_normal CHECK ((((followed_by)::text = ''::text) OR ((followed_by)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$|^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$'::text))),
    CONSTRAINT request_state_known CHECK (((state)::text = ANY ((ARRAY['requested'::character varying, 'awaiting_info'::character varying, 'awaiting_approval'::character varying, 'approved'::character varying, 'scheduled'::character varying, 'declined'::character varying, 'withdrawn'::character varying, 'expired'::character varying])::text[])))
);

ALTER TABLE ONLY public.intake_request FORCE ROW LEVEL SECURITY;

CREATE TABLE public.intake_savedview (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    name character varying(60) NOT NULL,
    query character varying(400) NOT NULL
);

ALTER TABLE ONLY public.intake_savedview FORCE ROW LEVEL SECURITY;

CREATE TABLE public.intake_task (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    thing_kind character varying(30) NOT NULL,
    thing_id uuid NOT NULL,
    patient_id uuid,
    referral_id uuid,
    what text NOT NULL,
    owner_id uuid,
    state character varying(6) NOT NULL,
    outcome character varying(40) NOT NULL,
    note character varying(400) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    done_by character varying(120) NOT NULL,
    settled_with uuid,
    version integer NOT NULL,
    must_move boolean NOT NULL,
    of_merge uuid,
    meant_for character varying(120) NOT NULL,
    after character varying(10) NOT NULL,
    provider_id uuid,
    CONSTRAINT done_has_a_time CHECK (((NOT ((state)::text = 'done'::text)) OR (done_at IS NOT NULL))),
    CONSTRAINT intake_task_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.intake_task FORCE ROW LEVEL SECURITY;

CREATE TABLE public.messaging_consent (
    id uuid NOT NULL,
    contact character varying(254) NOT NULL,
    channel character varying(10) NOT NULL,
    given boolean NOT NULL,
    how character varying(60) NOT NULL,
    at timestamp with time zone NOT NULL,
    practice_id uuid NOT NULL,
    patient_id uuid
);

ALTER TABLE ONLY public.messaging_consent FORCE ROW LEVEL SECURITY;

CREATE TABLE public.messaging_inbound (
    id uuid NOT NULL,
    sender character varying(40) NOT NULL,
    body text NOT NULL,
    provider_key character varying(80) NOT NULL,
    meaning character varying(12) NOT NULL,
    at timestamp with time zone NOT NULL,
    about uuid[] NOT NULL,
    patient_id uuid,
    practice_id uuid NOT NULL
);

ALTER TABLE ONLY public.messaging_inbound FORCE ROW LEVEL SECURITY;

CREATE TABLE public.messaging_message (
    id uuid NOT NULL,
    channel character varying(10) NOT NULL,
    "to" character varying(254) NOT NULL,
    template character varying(40) NOT NULL,
    language character varying(2) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    words jsonb NOT NULL,
    visit character varying(60) NOT NULL,
    instead_of uuid,
    secret boolean NOT NULL,
    once character varying(120) NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    error character varying(200) NOT NULL,
    thing_kind character varying(30) NOT NULL,
    thing_id uuid,
    created_at timestamp with time zone NOT NULL,
    not_before timestamp with time zone,
    not_after timestamp with time zone,
    claimed_until timestamp with time zone,
    handed_at timestamp with time zone,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    provider_key character varying(80) NOT NULL,
    settled_by character varying(120) NOT NULL,
    patient_id uuid,
    practice_id uuid NOT NULL,
    CONSTRAINT message_state_known CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'sent'::character varying, 'delivered'::character varying, 'failed'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT messaging_message_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE ONLY public.messaging_message FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people_apiclient (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    name character varying(80) NOT NULL,
    token_hash character varying(64) NOT NULL,
    scopes jsonb NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.people_apiclient FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people_patient (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    birth_date date NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(40) NOT NULL,
    payer_id uuid,
    uninsured boolean NOT NULL,
    member_id character varying(60) NOT NULL,
    established boolean NOT NULL,
    no_shows smallint NOT NULL,
    last_visit_on date,
    language character varying(2) NOT NULL,
    time_zone character varying(60) NOT NULL,
    email_of character varying(10) NOT NULL,
    phone_of character varying(10) NOT NULL,
    confidential_contact character varying(254) NOT NULL,
    unread_contacts text NOT NULL,
    deceased_on date,
    self_registered boolean NOT NULL,
    same_as_id uuid,
    created_at timestamp with time zone NOT NULL,
    folded text GENERATED ALWAYS AS (public.frontdesk_name((first_name)::text, (last_name)::text)) STORED,
    known_before boolean NOT NULL,
    not_agreed_to character varying(254)[] NOT NULL,
    own_provider_id uuid,
    let_in jsonb NOT NULL,
    last_visit_said date,
    insured_elsewhere boolean NOT NULL,
    compared_at timestamp with time zone,
    CONSTRAINT patient_confidential_normal CHECK ((((confidential_contact)::text = ''::text) OR ((confidential_contact)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$|^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$'::text))),
    CONSTRAINT patient_email_normal CHECK ((((email)::text = ''::text) OR ((email)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$'::text))),
    CONSTRAINT patient_one_insurance CHECK (((NOT insured_elsewhere) OR ((payer_id IS NULL) AND (NOT uninsured)))),
    CONSTRAINT patient_phone_normal CHECK ((((phone)::text = ''::text) OR ((phone)::text ~ '^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$'::text))),
    CONSTRAINT patient_whose_known CHECK ((((email_of)::text ~ '^(patient|parent|carer|unsaid|typed)$'::text) AND ((phone_of)::text ~ '^(patient|parent|carer|unsaid|typed)$'::text))),
    CONSTRAINT people_patient_no_shows_check CHECK ((no_shows >= 0))
);

ALTER TABLE ONLY public.people_patient FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people_proxy (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    contact character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    who character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    ended_by_staff boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT proxy_contact_normal CHECK ((((state)::text = 'ended'::text) OR ((contact)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$|^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$'::text)))
);

ALTER TABLE ONLY public.people_proxy FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people_role (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(80) NOT NULL,
    built_in boolean NOT NULL,
    CONSTRAINT role_built_in_or_own CHECK (((built_in AND ((code)::text = ANY ((ARRAY['front_desk'::character varying, 'scheduler'::character varying, 'clinician'::character varying, 'billing'::character varying, 'manager'::character varying, 'admin'::character varying])::text[]))) OR ((NOT built_in) AND (NOT ((code)::text = ANY ((ARRAY['front_desk'::character varying, 'scheduler'::character varying, 'clinician'::character varying, 'billing'::character varying, 'manager'::character varying, 'admin'::character varying, 'nobody'::character varying, 'patient'::character varying, 'client'::character varying])::text[]))))))
);

ALTER TABLE ONLY public.people_role FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people_rolepermission (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    role character varying(20) NOT NULL,
    permission character varying(60) NOT NULL,
    CONSTRAINT staff_have_roles CHECK (((((kind)::text = 'staff'::text) AND (NOT ((role)::text = ''::text))) OR ((NOT ((kind)::text = 'staff'::text)) AND ((role)::text = ''::text))))
);

ALTER TABLE ONLY public.people_rolepermission FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people_signincode (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    contact_hash character varying(64) NOT NULL,
    code_hash character varying(64) NOT NULL,
    tries smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT people_signincode_tries_check CHECK ((tries >= 0))
);

ALTER TABLE ONLY public.people_signincode FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people_staff (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    unread_email character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    role character varying(20) NOT NULL,
    provider_id uuid,
    is_active boolean NOT NULL,
    access integer NOT NULL,
    first_password boolean NOT NULL,
    one_letter_keys boolean NOT NULL,
    CONSTRAINT people_staff_access_check CHECK ((access >= 0)),
    CONSTRAINT staff_email_normal CHECK (((email)::text ~ '^[!#-''*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$'::text))
);

ALTER TABLE ONLY public.people_staff FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people_tally (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    purpose character varying(20) NOT NULL,
    subject_hash character varying(64) NOT NULL,
    count integer NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    CONSTRAINT people_tally_count_check CHECK ((count >= 0))
);

ALTER TABLE ONLY public.people_tally FORCE ROW LEVEL SECURITY;

CREATE TABLE public.practice_location (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(200) NOT NULL,
    active boolean NOT NULL,
    timezone character varying(60) NOT NULL,
    address character varying(300) NOT NULL,
    phone character varying(40) NOT NULL,
    sensitive boolean NOT NULL
);

ALTER TABLE ONLY public.practice_location FORCE ROW LEVEL SECURITY;

CREATE TABLE public.practice_payer (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(200) NOT NULL,
    active boolean NOT NULL
);

ALTER TABLE ONLY public.practice_payer FORCE ROW LEVEL SECURITY;

CREATE TABLE public.practice_policy (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    version integer NOT NULL,
    state character varying(10) NOT NULL,
    text text NOT NULL,
    note text NOT NULL,
    base_id uuid,
    base_revision integer,
    revision integer NOT NULL,
    made_by character varying(120) NOT NULL,
    published_by character varying(120) NOT NULL,
    publish_at timestamp with time zone,
    held_back character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    tell_places boolean NOT NULL,
    CONSTRAINT a_base_is_of_a_revision CHECK ((((base_id IS NULL) AND (base_revision IS NULL)) OR ((base_id IS NOT NULL) AND (base_revision IS NOT NULL)))),
    CONSTRAINT practice_policy_base_revision_check CHECK ((base_revision >= 0)),
    CONSTRAINT practice_policy_revision_check CHECK ((revision >= 0)),
    CONSTRAINT practice_policy_version_check CHECK ((version >= 0)),
    CONSTRAINT scheduled_has_a_time CHECK (((NOT ((state)::text = 'scheduled'::text)) OR (publish_at IS NOT NULL)))
);

ALTER TABLE ONLY public.practice_policy FORCE ROW LEVEL SECURITY;

CREATE TABLE public.practice_provider (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(200) NOT NULL,
    active boolean NOT NULL,
    npi character varying(10) NOT NULL
);

ALTER TABLE ONLY public.practice_provider FORCE ROW LEVEL SECURITY;

CREATE TABLE public.practice_resource (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(200) NOT NULL,
    active boolean NOT NULL,
    location_id uuid NOT NULL,
    kind character varying(80) NOT NULL
);

ALTER TABLE ONLY public.practice_resource FORCE ROW LEVEL SECURITY;

CREATE TABLE public.practice_revision (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    number integer NOT NULL,
    text text NOT NULL,
    CONSTRAINT practice_revision_number_check CHECK ((number >= 0))
);

ALTER TABLE ONLY public.practice_revision FORCE ROW LEVEL SECURITY;

CREATE TABLE public.practice_visittype (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(200) NOT NULL,
    active boolean NOT NULL,
    sensitive boolean NOT NULL,
    description text NOT NULL
);

ALTER TABLE ONLY public.practice_visittype FORCE ROW LEVEL SECURITY;

CREATE TABLE public.reports_access (
    id uuid NOT NULL,
    "on" date NOT NULL,
    next_days smallint,
    third_days smallint,
    location_id uuid NOT NULL,
    practice_id uuid NOT NULL,
    provider_id uuid,
    visit_type_id uuid NOT NULL,
    CONSTRAINT reports_access_next_days_check CHECK ((next_days >= 0)),
    CONSTRAINT reports_access_third_days_check CHECK ((third_days >= 0))
);

ALTER TABLE ONLY public.reports_access FORCE ROW LEVEL SECURITY;

CREATE TABLE public.reports_failedjob (
    id uuid NOT NULL,
    task character varying(80) NOT NULL,
    arguments jsonb NOT NULL,
    kind character varying(80) NOT NULL,
    place character varying(200) NOT NULL,
    times integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    practice_id uuid NOT NULL,
    lock character varying(200) NOT NULL,
    CONSTRAINT reports_failedjob_times_check CHECK ((times >= 0))
);

ALTER TABLE ONLY public.reports_failedjob FORCE ROW LEVEL SECURITY;

CREATE TABLE public.reports_trial (
    id uuid NOT NULL,
    text text NOT NULL,
    against_text text NOT NULL,
    days smallint NOT NULL,
    state character varying(10) NOT NULL,
    done integer NOT NULL,
    total integer NOT NULL,
    results jsonb NOT NULL,
    made_by character varying(120) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    against_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    practice_id uuid NOT NULL,
    CONSTRAINT reports_trial_days_check CHECK ((days >= 0)),
    CONSTRAINT reports_trial_done_check CHECK ((done >= 0)),
    CONSTRAINT reports_trial_total_check CHECK ((total >= 0))
);

ALTER TABLE ONLY public.reports_trial FORCE ROW LEVEL SECURITY;

CREATE TABLE public.tenancy_practice (
    id uuid NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(200) NOT NULL,
    timezone character varying(60) NOT NULL,
    phone character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    reply_days smallint NOT NULL,
    sample_of_id uuid,
    CONSTRAINT sample_of_another CHECK (((sample_of_id IS NULL) OR (NOT ((sample_of_id = id) AND (sample_of_id IS NOT NULL))))),
    CONSTRAINT tenancy_practice_reply_days_check CHECK ((reply_days >= 0))
);

ALTER TABLE ONLY public.reports_access
    ADD CONSTRAINT access_once UNIQUE NULLS NOT DISTINCT (practice_id, "on", visit_type_id, provider_id, location_id);

ALTER TABLE ONLY public.intake_answer
    ADD CONSTRAINT answer_once UNIQUE (practice_id, request_id, field);

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT appointment_number_once UNIQUE (practice_id, number);

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.audit_idempotency
    ADD CONSTRAINT audit_idempotency_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_changedday
    ADD CONSTRAINT booking_changedday_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_death
    ADD CONSTRAINT booking_death_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_merge
    ADD CONSTRAINT booking_merge_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_proposal
    ADD CONSTRAINT booking_proposal_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_recall
    ADD CONSTRAINT booking_recall_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_reservation
    ADD CONSTRAINT booking_reservation_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_takenday
    ADD CONSTRAINT booking_takenday_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_timeaway
    ADD CONSTRAINT booking_timeaway_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_topropose
    ADD CONSTRAINT booking_topropose_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_waitlistoffer
    ADD CONSTRAINT booking_waitlistoffer_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.people_apiclient
    ADD CONSTRAINT client_name_once UNIQUE (practice_id, name);

ALTER TABLE ONLY public.people_apiclient
    ADD CONSTRAINT client_token_once UNIQUE (practice_id, token_hash);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.intake_document
    ADD CONSTRAINT document_name_once UNIQUE (practice_id, name);

ALTER TABLE ONLY public.intake_draft
    ADD CONSTRAINT draft_token_once UNIQUE (practice_id, token_hash);

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT entry_number_once UNIQUE (practice_id, number);

ALTER TABLE ONLY public.reports_failedjob
    ADD CONSTRAINT failed_job_once UNIQUE (practice_id, task, arguments);

ALTER TABLE ONLY public.audit_idempotency
    ADD CONSTRAINT idempotency_once_each UNIQUE NULLS NOT DISTINCT (practice_id, action, key, actor_id);

ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT inbound_once UNIQUE (practice_id, provider_key);

ALTER TABLE ONLY public.intake_answer
    ADD CONSTRAINT intake_answer_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.intake_document
    ADD CONSTRAINT intake_document_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.intake_draft
    ADD CONSTRAINT intake_draft_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.intake_savedview
    ADD CONSTRAINT intake_savedview_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.intake_task
    ADD CONSTRAINT intake_task_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_location
    ADD CONSTRAINT location_code_once UNIQUE (practice_id, code);

ALTER TABLE ONLY public.messaging_consent
    ADD CONSTRAINT messaging_consent_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT messaging_inbound_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.booking_reservation
    ADD CONSTRAINT never_twice EXCLUDE USING gist (practice_id WITH =, subject WITH =, lane WITH =, during WITH &&);

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT one_head UNIQUE (practice_id);

ALTER TABLE ONLY public.tenancy_practice
    ADD CONSTRAINT one_sample_of_a_practice UNIQUE (sample_of_id);

ALTER TABLE ONLY public.people_tally
    ADD CONSTRAINT one_tally UNIQUE (practice_id, purpose, subject_hash);

ALTER TABLE ONLY public.practice_payer
    ADD CONSTRAINT payer_code_once UNIQUE (practice_id, code);

ALTER TABLE ONLY public.people_apiclient
    ADD CONSTRAINT people_apiclient_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.people_patient
    ADD CONSTRAINT people_patient_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.people_proxy
    ADD CONSTRAINT people_proxy_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.people_role
    ADD CONSTRAINT people_role_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.people_rolepermission
    ADD CONSTRAINT people_rolepermission_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.people_signincode
    ADD CONSTRAINT people_signincode_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.people_staff
    ADD CONSTRAINT people_staff_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.people_tally
    ADD CONSTRAINT people_tally_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_policy
    ADD CONSTRAINT policy_version_once UNIQUE (practice_id, version);

ALTER TABLE ONLY public.practice_location
    ADD CONSTRAINT practice_location_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_payer
    ADD CONSTRAINT practice_payer_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_policy
    ADD CONSTRAINT practice_policy_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_provider
    ADD CONSTRAINT practice_provider_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_resource
    ADD CONSTRAINT practice_resource_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_revision
    ADD CONSTRAINT practice_revision_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_visittype
    ADD CONSTRAINT practice_visittype_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.practice_provider
    ADD CONSTRAINT provider_code_once UNIQUE (practice_id, code);

ALTER TABLE ONLY public.people_proxy
    ADD CONSTRAINT proxy_once UNIQUE (practice_id, patient_id, contact);

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT referral_number_once UNIQUE (practice_id, number);

ALTER TABLE ONLY public.reports_access
    ADD CONSTRAINT reports_access_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.reports_failedjob
    ADD CONSTRAINT reports_failedjob_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.reports_trial
    ADD CONSTRAINT reports_trial_pkey PRIMARY KEY (practice_id, id);

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT request_number_once UNIQUE (practice_id, number);

ALTER TABLE ONLY public.practice_resource
    ADD CONSTRAINT resource_code_once UNIQUE (practice_id, code);

ALTER TABLE ONLY public.practice_revision
    ADD CONSTRAINT revision_once UNIQUE (practice_id, policy_id, number);

ALTER TABLE ONLY public.people_role
    ADD CONSTRAINT role_code_once UNIQUE (practice_id, code);

ALTER TABLE ONLY public.people_rolepermission
    ADD CONSTRAINT role_permission_once UNIQUE (practice_id, kind, role, permission);

ALTER TABLE ONLY public.intake_savedview
    ADD CONSTRAINT saved_view_once UNIQUE (practice_id, staff_id, name);

ALTER TABLE ONLY public.people_staff
    ADD CONSTRAINT staff_email_once UNIQUE (practice_id, email);

ALTER TABLE ONLY public.booking_takenday
    ADD CONSTRAINT summed_up_once UNIQUE (practice_id, subject, day);

ALTER TABLE ONLY public.tenancy_practice
    ADD CONSTRAINT tenancy_practice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenancy_practice
    ADD CONSTRAINT tenancy_practice_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.practice_visittype
    ADD CONSTRAINT visit_type_code_once UNIQUE (practice_id, code);

CREATE INDEX audit_entry_practic_50986f_idx ON public.audit_entry USING btree (practice_id, thing_kind, thing_id, number);

CREATE INDEX audit_entry_practice_id_bdb6a525 ON public.audit_entry USING btree (practice_id);

CREATE INDEX audit_head_practice_id_488bc3ac ON public.audit_head USING btree (practice_id);

CREATE INDEX audit_idempotency_practice_id_9b52fc74 ON public.audit_idempotency USING btree (practice_id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX booking_app_practic_36fb79_idx ON public.booking_appointment USING btree (practice_id, patient_id, start);

CREATE INDEX booking_app_practic_3795d5_idx ON public.booking_appointment USING btree (practice_id, start);

CREATE INDEX booking_app_practic_944abf_idx ON public.booking_appointment USING btree (practice_id, provider_id, start);

CREATE INDEX booking_appointment_checked_id_316d7008 ON public.booking_appointment USING btree (checked_id);

CREATE INDEX booking_appointment_location_id_a434716b ON public.booking_appointment USING btree (location_id);

CREATE INDEX booking_appointment_patient_id_f60c2527 ON public.booking_appointment USING btree (patient_id);

CREATE INDEX booking_appointment_payer_id_4cae4555 ON public.booking_appointment USING btree (payer_id);

CREATE INDEX booking_appointment_policy_id_dbcaa9c0 ON public.booking_appointment USING btree (policy_id);

CREATE INDEX booking_appointment_practice_id_9d9d3cc6 ON public.booking_appointment USING btree (practice_id);

CREATE INDEX booking_appointment_provider_id_678832dd ON public.booking_appointment USING btree (provider_id);

CREATE INDEX booking_appointment_recall_id_9ba26ec5 ON public.booking_appointment USING btree (recall_id);

CREATE INDEX booking_appointment_replaces_id_911450eb ON public.booking_appointment USING btree (replaces_id);

CREATE INDEX booking_appointment_request_id_9847d9e4 ON public.booking_appointment USING btree (request_id);

CREATE INDEX booking_appointment_successor_id_fa706040 ON public.booking_appointment USING btree (successor_id);

CREATE INDEX booking_appointment_visit_type_id_fb3e276c ON public.booking_appointment USING btree (visit_type_id);

CREATE INDEX booking_changedday_practice_id_5aa1fc35 ON public.booking_changedday USING btree (practice_id);

CREATE INDEX booking_dea_practic_ec3588_idx ON public.booking_death USING btree (practice_id, patient_id);

CREATE INDEX booking_death_patient_id_c3a5686b ON public.booking_death USING btree (patient_id);

CREATE INDEX booking_death_practice_id_7ee2a9c2 ON public.booking_death USING btree (practice_id);

CREATE INDEX booking_mer_practic_cd5588_idx ON public.booking_merge USING btree (practice_id, kept_id);

CREATE INDEX booking_merge_gone_id_4c40be61 ON public.booking_merge USING btree (gone_id);

CREATE INDEX booking_merge_kept_id_eb63e956 ON public.booking_merge USING btree (kept_id);

CREATE INDEX booking_merge_practice_id_72099e56 ON public.booking_merge USING btree (practice_id);

CREATE INDEX booking_pro_practic_1436cd_idx ON public.booking_proposal USING btree (practice_id, state, expires_at);

CREATE INDEX booking_proposal_appointment_id_7c623fc5 ON public.booking_proposal USING btree (appointment_id);

CREATE INDEX booking_proposal_hold_id_6e4fb446 ON public.booking_proposal USING btree (hold_id);

CREATE INDEX booking_proposal_practice_id_d8cc9615 ON public.booking_proposal USING btree (practice_id);

CREATE INDEX booking_rec_practic_02a421_idx ON public.booking_recall USING btree (practice_id, state, due_on);

CREATE INDEX booking_rec_practic_507ab2_idx ON public.booking_recall USING btree (practice_id, token_hash);

CREATE INDEX booking_recall_appointment_id_0d4a8e52 ON public.booking_recall USING btree (appointment_id);

CREATE INDEX booking_recall_location_id_23c6502b ON public.booking_recall USING btree (location_id);

CREATE INDEX booking_recall_patient_id_fa865c6d ON public.booking_recall USING btree (patient_id);

CREATE INDEX booking_recall_practice_id_52e46aef ON public.booking_recall USING btree (practice_id);

CREATE INDEX booking_recall_provider_id_555a63ad ON public.booking_recall USING btree (provider_id);

CREATE INDEX booking_recall_visit_type_id_2ee434c1 ON public.booking_recall USING btree (visit_type_id);

CREATE INDEX booking_res_practic_994ab5_idx ON public.booking_reservation USING btree (practice_id, appointment_id);

CREATE INDEX booking_reservation_appointment_id_24fdb638 ON public.booking_reservation USING btree (appointment_id);

CREATE INDEX booking_reservation_practice_id_04a2f96a ON public.booking_reservation USING btree (practice_id);

CREATE INDEX booking_takenday_practice_id_df47732b ON public.booking_takenday USING btree (practice_id);

CREATE INDEX booking_tim_practic_e821ed_idx ON public.booking_timeaway USING btree (practice_id, state, first_on);

CREATE INDEX booking_timeaway_practice_id_8a670c31 ON public.booking_timeaway USING btree (practice_id);

CREATE INDEX booking_timeaway_provider_id_c98ab63f ON public.booking_timeaway USING btree (provider_id);

CREATE INDEX booking_top_practic_6ec1b5_idx ON public.booking_topropose USING btree (practice_id, away_id, pressed_at);

CREATE INDEX booking_topropose_appointment_id_3131540a ON public.booking_topropose USING btree (appointment_id);

CREATE INDEX booking_topropose_away_id_9b2e33e0 ON public.booking_topropose USING btree (away_id);

CREATE INDEX booking_topropose_practice_id_5147d812 ON public.booking_topropose USING btree (practice_id);

CREATE INDEX booking_topropose_staff_id_289dfa7a ON public.booking_topropose USING btree (staff_id);

CREATE INDEX booking_wai_practic_b4290a_idx ON public.booking_waitlistentry USING btree (practice_id, state, created_at);

CREATE INDEX booking_wai_practic_c66aa0_idx ON public.booking_waitlistoffer USING btree (practice_id, state, expires_at);

CREATE INDEX booking_waitlistentry_appointment_id_641c4811 ON public.booking_waitlistentry USING btree (appointment_id);

CREATE INDEX booking_waitlistentry_got_id_de34a635 ON public.booking_waitlistentry USING btree (got_id);

CREATE INDEX booking_waitlistentry_location_id_27366304 ON public.booking_waitlistentry USING btree (location_id);

CREATE INDEX booking_waitlistentry_patient_id_b1c19fb3 ON public.booking_waitlistentry USING btree (patient_id);

CREATE INDEX booking_waitlistentry_practice_id_e5ff7148 ON public.booking_waitlistentry USING btree (practice_id);

CREATE INDEX booking_waitlistentry_provider_id_31b815df ON public.booking_waitlistentry USING btree (provider_id);

CREATE INDEX booking_waitlistentry_request_id_b131920e ON public.booking_waitlistentry USING btree (request_id);

CREATE INDEX booking_waitlistentry_visit_type_id_dd4a09fe ON public.booking_waitlistentry USING btree (visit_type_id);

CREATE INDEX booking_waitlistoffer_entry_id_308dcac1 ON public.booking_waitlistoffer USING btree (entry_id);

CREATE INDEX booking_waitlistoffer_hold_id_7c931f4c ON public.booking_waitlistoffer USING btree (hold_id);

CREATE INDEX booking_waitlistoffer_practice_id_64ce9734 ON public.booking_waitlistoffer USING btree (practice_id);

CREATE INDEX changed_since ON public.booking_changedday USING btree (practice_id, subject, day);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX draft_by_owner ON public.intake_draft USING btree (practice_id, owner) WHERE (NOT ((owner)::text = ''::text));

CREATE INDEX held_until ON public.booking_appointment USING btree (practice_id, hold_expires_at) WHERE ((state)::text = 'held'::text);

CREATE INDEX inbound_about ON public.messaging_inbound USING gin (about);

CREATE INDEX intake_answer_practice_id_182a80c3 ON public.intake_answer USING btree (practice_id);

CREATE INDEX intake_answer_request_id_bfc7ea81 ON public.intake_answer USING btree (request_id);

CREATE INDEX intake_document_draft_id_99b559dc ON public.intake_document USING btree (draft_id);

CREATE INDEX intake_document_patient_id_1b0e6feb ON public.intake_document USING btree (patient_id);

CREATE INDEX intake_document_practice_id_3a5278ef ON public.intake_document USING btree (practice_id);

CREATE INDEX intake_document_referral_id_dae3a4d7 ON public.intake_document USING btree (referral_id);

CREATE INDEX intake_document_replaced_by_id_1112ee7e ON public.intake_document USING btree (replaced_by_id);

CREATE INDEX intake_document_request_id_39efc7de ON public.intake_document USING btree (request_id);

CREATE INDEX intake_draf_practic_16a235_idx ON public.intake_draft USING btree (practice_id, expires_at);

CREATE INDEX intake_draf_practic_37f81e_idx ON public.intake_draft USING btree (practice_id, contact);

CREATE INDEX intake_draft_practice_id_36e2f1c8 ON public.intake_draft USING btree (practice_id);

CREATE INDEX intake_refe_practic_027665_idx ON public.intake_referral USING btree (practice_id, token_hash);

CREATE INDEX intake_refe_practic_24797a_idx ON public.intake_referral USING btree (practice_id, state, received_at);

CREATE INDEX intake_referral_goes_on_as_id_e1ad49b9 ON public.intake_referral USING btree (goes_on_as_id);

CREATE INDEX intake_referral_location_id_10171065 ON public.intake_referral USING btree (location_id);

CREATE INDEX intake_referral_owner_id_f6dd839b ON public.intake_referral USING btree (owner_id);

CREATE INDEX intake_referral_payer_id_9b6272e0 ON public.intake_referral USING btree (payer_id);

CREATE INDEX intake_referral_practice_id_0c68fb55 ON public.intake_referral USING btree (practice_id);

CREATE INDEX intake_referral_provider_id_4fca41fb ON public.intake_referral USING btree (provider_id);

CREATE INDEX intake_referral_request_id_eb93e8f1 ON public.intake_referral USING btree (request_id);

CREATE INDEX intake_referral_visit_type_id_52de7c20 ON public.intake_referral USING btree (visit_type_id);

CREATE INDEX intake_requ_practic_7645ae_idx ON public.intake_request USING btree (practice_id, state, state_since);

CREATE INDEX intake_requ_practic_87b848_idx ON public.intake_request USING btree (practice_id, state, due_at);

CREATE INDEX intake_requ_practic_ab66c0_idx ON public.intake_request USING btree (practice_id, patient_id);

CREATE INDEX intake_request_due_policy_id_c5b1727b ON public.intake_request USING btree (due_policy_id);

CREATE INDEX intake_request_location_id_2e236b48 ON public.intake_request USING btree (location_id);

CREATE INDEX intake_request_owner_id_83ca3851 ON public.intake_request USING btree (owner_id);

CREATE INDEX intake_request_patient_id_a34985a9 ON public.intake_request USING btree (patient_id);

CREATE INDEX intake_request_policy_id_480fcafd ON public.intake_request USING btree (policy_id);

CREATE INDEX intake_request_practice_id_a77df0e3 ON public.intake_request USING btree (practice_id);

CREATE INDEX intake_request_provider_id_ade84000 ON public.intake_request USING btree (provider_id);

CREATE INDEX intake_request_visit_type_id_c355892d ON public.intake_request USING btree (visit_type_id);

CREATE INDEX intake_savedview_practice_id_d71493e0 ON public.intake_savedview USING btree (practice_id);

CREATE INDEX intake_savedview_staff_id_c6a19c41 ON public.intake_savedview USING btree (staff_id);

CREATE INDEX intake_task_owner_id_a616eb38 ON public.intake_task USING btree (owner_id);

CREATE INDEX intake_task_patient_id_cfe72307 ON public.intake_task USING btree (patient_id);

CREATE INDEX intake_task_practic_b04244_idx ON public.intake_task USING btree (practice_id, thing_id);

CREATE INDEX intake_task_practic_ee7dba_idx ON public.intake_task USING btree (practice_id, state, due_at);

CREATE INDEX intake_task_practice_id_87027cda ON public.intake_task USING btree (practice_id);

CREATE INDEX intake_task_provider_id_1227e562 ON public.intake_task USING btree (provider_id);

CREATE INDEX intake_task_referral_id_162e9be9 ON public.intake_task USING btree (referral_id);

CREATE UNIQUE INDEX message_once ON public.messaging_message USING btree (practice_id, once) WHERE (NOT ((once)::text = ''::text));

CREATE INDEX message_waiting ON public.messaging_message USING btree (practice_id, not_before) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying])::text[]));

CREATE INDEX messaging_c_practic_e7d1a3_idx ON public.messaging_consent USING btree (practice_id, contact, channel, at DESC);

CREATE INDEX messaging_consent_patient_id_2879109d ON public.messaging_consent USING btree (patient_id);

CREATE INDEX messaging_consent_practice_id_bf85c9c8 ON public.messaging_consent USING btree (practice_id);

CREATE INDEX messaging_i_practic_e7fb78_idx ON public.messaging_inbound USING btree (practice_id, at DESC);

CREATE INDEX messaging_inbound_patient_id_a8bd9154 ON public.messaging_inbound USING btree (patient_id);

CREATE INDEX messaging_inbound_practice_id_2f048154 ON public.messaging_inbound USING btree (practice_id);

CREATE INDEX messaging_m_practic_3e1035_idx ON public.messaging_message USING btree (practice_id, provider_key);

CREATE INDEX messaging_m_practic_a0c934_idx ON public.messaging_message USING btree (practice_id, thing_kind, thing_id);

CREATE INDEX messaging_m_practic_cac0e4_idx ON public.messaging_message USING btree (practice_id, created_at DESC);

CREATE INDEX messaging_message_patient_id_6d53f108 ON public.messaging_message USING btree (patient_id);

CREATE INDEX messaging_message_practice_id_61a3feef ON public.messaging_message USING btree (practice_id);

CREATE INDEX of_a_series ON public.booking_appointment USING btree (practice_id, series) WHERE (series IS NOT NULL);

CREATE UNIQUE INDEX one_draft ON public.practice_policy USING btree (practice_id) WHERE ((state)::text = 'draft'::text);

CREATE UNIQUE INDEX one_hold_for_a_due_visit ON public.booking_appointment USING btree (practice_id, recall_id) WHERE ((recall_id IS NOT NULL) AND ((state)::text = 'held'::text));

CREATE UNIQUE INDEX one_hold_for_a_request ON public.booking_appointment USING btree (practice_id, request_id) WHERE ((replaces_id IS NULL) AND (request_id IS NOT NULL) AND ((state)::text = 'held'::text));

CREATE UNIQUE INDEX one_hold_for_an_appointment ON public.booking_appointment USING btree (practice_id, replaces_id, proposed) WHERE ((replaces_id IS NOT NULL) AND ((state)::text = 'held'::text));

CREATE UNIQUE INDEX one_offer_at_a_time ON public.booking_waitlistoffer USING btree (practice_id, entry_id) WHERE ((state)::text = 'offered'::text);

CREATE UNIQUE INDEX one_open_task_of_a_kind ON public.intake_task USING btree (practice_id, kind, thing_id, of_merge) NULLS NOT DISTINCT WHERE (((state)::text = 'open'::text) AND (NOT ((kind)::text = 'referral'::text)) AND (NOT ((kind)::text = 'order'::text)));

CREATE UNIQUE INDEX one_proposal_at_a_time ON public.booking_proposal USING btree (practice_id, appointment_id) WHERE ((state)::text = 'proposed'::text);

CREATE UNIQUE INDEX one_published ON public.practice_policy USING btree (practice_id) WHERE ((state)::text = 'published'::text);

CREATE UNIQUE INDEX one_scheduled_at_a_time ON public.practice_policy USING btree (practice_id, publish_at) WHERE ((state)::text = 'scheduled'::text);

CREATE INDEX patient_by_confidential ON public.people_patient USING btree (practice_id, confidential_contact) WHERE (NOT ((confidential_contact)::text = ''::text));

CREATE INDEX patient_by_email ON public.people_patient USING btree (practice_id, email);

CREATE INDEX patient_to_compare ON public.people_patient USING btree (practice_id, created_at) WHERE ((compared_at IS NULL) AND (same_as_id IS NULL) AND (NOT self_registered));

CREATE INDEX people_apiclient_practice_id_c29d135c ON public.people_apiclient USING btree (practice_id);

CREATE INDEX people_pati_practic_84da86_idx ON public.people_patient USING btree (practice_id, last_name, first_name);

CREATE INDEX people_pati_practic_a73b2e_idx ON public.people_patient USING btree (practice_id, phone);

CREATE INDEX people_pati_practic_d46f69_idx ON public.people_patient USING btree (practice_id, birth_date);

CREATE INDEX people_patient_own_provider_id_4f67b4e1 ON public.people_patient USING btree (own_provider_id);

CREATE INDEX people_patient_payer_id_6b3136ef ON public.people_patient USING btree (payer_id);

CREATE INDEX people_patient_practice_id_0c2939eb ON public.people_patient USING btree (practice_id);

CREATE INDEX people_patient_same_as_id_a11a3bfe ON public.people_patient USING btree (same_as_id);

CREATE INDEX people_prox_practic_32e8b6_idx ON public.people_proxy USING btree (practice_id, contact);

CREATE INDEX people_proxy_patient_id_46e7a15a ON public.people_proxy USING btree (patient_id);

CREATE INDEX people_proxy_practice_id_607d3c41 ON public.people_proxy USING btree (practice_id);

CREATE INDEX people_role_practice_id_1f777c8b ON public.people_role USING btree (practice_id);

CREATE INDEX people_rolepermission_practice_id_9bd5880d ON public.people_rolepermission USING btree (practice_id);

CREATE INDEX people_sign_practic_0228a2_idx ON public.people_signincode USING btree (practice_id, contact_hash, created_at DESC);

CREATE INDEX people_signincode_practice_id_dea45576 ON public.people_signincode USING btree (practice_id);

CREATE INDEX people_staff_practice_id_940ad66e ON public.people_staff USING btree (practice_id);

CREATE INDEX people_staff_provider_id_82c7b8a8 ON public.people_staff USING btree (provider_id);

CREATE INDEX people_tally_practice_id_9ec66ae3 ON public.people_tally USING btree (practice_id);

CREATE INDEX practice_location_practice_id_adcfe51d ON public.practice_location USING btree (practice_id);

CREATE INDEX practice_payer_practice_id_e96a5a28 ON public.practice_payer USING btree (practice_id);

CREATE INDEX practice_policy_base_id_f253404c ON public.practice_policy USING btree (base_id);

CREATE INDEX practice_policy_practice_id_426343fb ON public.practice_policy USING btree (practice_id);

CREATE INDEX practice_provider_practice_id_1dc56392 ON public.practice_provider USING btree (practice_id);

CREATE INDEX practice_resource_location_id_ec9f22ef ON public.practice_resource USING btree (location_id);

CREATE INDEX practice_resource_practice_id_091a53b3 ON public.practice_resource USING btree (practice_id);

CREATE INDEX practice_revision_policy_id_d93bd241 ON public.practice_revision USING btree (policy_id);

CREATE INDEX practice_revision_practice_id_df0afef6 ON public.practice_revision USING btree (practice_id);

CREATE INDEX practice_visittype_practice_id_a94127b3 ON public.practice_visittype USING btree (practice_id);

CREATE UNIQUE INDEX proposed_by_one_press ON public.booking_topropose USING btree (practice_id, appointment_id) WHERE ((state)::text = 'waiting'::text);

CREATE UNIQUE INDEX recall_key_once ON public.booking_recall USING btree (practice_id, outside_key) WHERE (NOT ((outside_key)::text = ''::text));

CREATE UNIQUE INDEX referral_key_once ON public.intake_referral USING btree (practice_id, outside_key) WHERE (NOT ((outside_key)::text = ''::text));

CREATE INDEX reports_access_location_id_607bdf6d ON public.reports_access USING btree (location_id);

CREATE INDEX reports_access_practice_id_ee363a08 ON public.reports_access USING btree (practice_id);

CREATE INDEX reports_access_provider_id_4b1122cf ON public.reports_access USING btree (provider_id);

CREATE INDEX reports_access_visit_type_id_f0be4d37 ON public.reports_access USING btree (visit_type_id);

CREATE INDEX reports_failedjob_practice_id_59dcd7be ON public.reports_failedjob USING btree (practice_id);

CREATE INDEX reports_trial_against_id_e2a912de ON public.reports_trial USING btree (against_id);

CREATE INDEX reports_trial_policy_id_ce58cd62 ON public.reports_trial USING btree (policy_id);

CREATE INDEX reports_trial_practice_id_766f0c74 ON public.reports_trial USING btree (practice_id);

CREATE INDEX request_by_follower ON public.intake_request USING btree (practice_id, followed_by) WHERE (NOT ((followed_by)::text = ''::text));

CREATE INDEX taken_from ON public.booking_reservation USING btree (practice_id, subject, begins) INCLUDE (ends, appointment_id);

CREATE INDEX tally_by_age ON public.people_tally USING btree (practice_id, since);

CREATE INDEX tenancy_practice_sample_of_id_eb1760fa ON public.tenancy_practice USING btree (sample_of_id);

CREATE INDEX tenancy_practice_slug_d5e6577a_like ON public.tenancy_practice USING btree (slug varchar_pattern_ops);

CREATE UNIQUE INDEX waiting_once ON public.booking_waitlistentry USING btree (practice_id, patient_id, visit_type_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'offered'::character varying])::text[]));

CREATE TRIGGER alive BEFORE INSERT OR UPDATE ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.booking_appointment_check_alive();

CREATE TRIGGER alive BEFORE INSERT OR UPDATE ON public.booking_recall FOR EACH ROW EXECUTE FUNCTION public.booking_recall_check_alive();

CREATE TRIGGER alive BEFORE INSERT OR UPDATE ON public.booking_waitlistentry FOR EACH ROW EXECUTE FUNCTION public.booking_waitlistentry_check_alive();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.booking_appointment_announce();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.booking_waitlistentry FOR EACH ROW EXECUTE FUNCTION public.booking_waitlistentry_announce();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.booking_waitlistoffer FOR EACH ROW EXECUTE FUNCTION public.booking_waitlistoffer_announce();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.intake_referral FOR EACH ROW EXECUTE FUNCTION public.intake_referral_announce();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.intake_request FOR EACH ROW EXECUTE FUNCTION public.intake_request_announce();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.intake_task FOR EACH ROW EXECUTE FUNCTION public.intake_task_announce();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.messaging_inbound FOR EACH ROW EXECUTE FUNCTION public.messaging_inbound_announce();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.messaging_message FOR EACH ROW EXECUTE FUNCTION public.messaging_message_announce();

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.reports_trial FOR EACH ROW EXECUTE FUNCTION public.reports_trial_announce();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();

CREATE TRIGGER chain BEFORE INSERT ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION public.audit_chain();

CREATE TRIGGER compare_anew BEFORE UPDATE OF first_name, last_name, birth_date, email, phone ON public.people_patient FOR EACH ROW WHEN (((((((new.first_name)::text IS DISTINCT FROM (old.first_name)::text) OR ((new.last_name)::text IS DISTINCT FROM (old.last_name)::text)) OR (new.birth_date IS DISTINCT FROM old.birth_date)) OR ((new.email)::text IS DISTINCT FROM (old.email)::text)) OR ((new.phone)::text IS DISTINCT FROM (old.phone)::text))) EXECUTE FUNCTION public.people_compare_anew();

CREATE TRIGGER days AFTER INSERT OR DELETE OR UPDATE ON public.booking_reservation FOR EACH ROW EXECUTE FUNCTION public.booking_reservation_note_days();

CREATE CONSTRAINT TRIGGER got AFTER UPDATE OF patient_id ON public.booking_appointment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.booking_appointment_check_got();

CREATE CONSTRAINT TRIGGER got AFTER INSERT OR UPDATE OF got_id, patient_id ON public.booking_waitlistentry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.booking_waitlistentry_check_got();

CREATE TRIGGER keep_built_in BEFORE DELETE OR UPDATE ON public.people_role FOR EACH ROW EXECUTE FUNCTION public.people_keep_built_in();

CREATE TRIGGER keep_revision AFTER INSERT OR UPDATE OF text ON public.practice_policy FOR EACH ROW EXECUTE FUNCTION public.practice_policy_keep_revision();

CREATE TRIGGER keep_text BEFORE UPDATE ON public.practice_policy FOR EACH ROW EXECUTE FUNCTION public.practice_policy_keep_text();

CREATE TRIGGER keeper_gone AFTER DELETE ON public.people_staff FOR EACH ROW WHEN (old.is_active) EXECUTE FUNCTION public.people_keep_a_keeper();

CREATE TRIGGER keeper_person AFTER UPDATE OF role, is_active ON public.people_staff FOR EACH ROW WHEN ((old.is_active AND (((old.role)::text <> (new.role)::text) OR (NOT new.is_active)))) EXECUTE FUNCTION public.people_keep_a_keeper();

CREATE TRIGGER keeper_right AFTER DELETE OR UPDATE ON public.people_rolepermission FOR EACH ROW WHEN ((((old.kind)::text = 'staff'::text) AND ((old.permission)::text = 'role.edit'::text))) EXECUTE FUNCTION public.people_keep_a_keeper();

CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

CREATE TRIGGER never_empty AFTER DELETE OR UPDATE ON public.people_rolepermission FOR EACH ROW EXECUTE FUNCTION public.people_never_empty();

CREATE TRIGGER not_a_proxys BEFORE UPDATE OF email, phone, confidential_contact ON public.people_patient FOR EACH ROW EXECUTE FUNCTION public.people_patient_not_a_proxys();

CREATE TRIGGER not_own BEFORE INSERT OR UPDATE ON public.people_proxy FOR EACH ROW EXECUTE FUNCTION public.people_proxy_not_own();

CREATE TRIGGER replaces BEFORE UPDATE ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.booking_appointment_check_replaces();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.booking_appointment_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.booking_proposal FOR EACH ROW EXECUTE FUNCTION public.booking_proposal_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.booking_recall FOR EACH ROW EXECUTE FUNCTION public.booking_recall_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.booking_timeaway FOR EACH ROW EXECUTE FUNCTION public.booking_timeaway_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.booking_topropose FOR EACH ROW EXECUTE FUNCTION public.booking_topropose_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.booking_waitlistentry FOR EACH ROW EXECUTE FUNCTION public.booking_waitlistentry_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.booking_waitlistoffer FOR EACH ROW EXECUTE FUNCTION public.booking_waitlistoffer_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.intake_referral FOR EACH ROW EXECUTE FUNCTION public.intake_referral_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.intake_request FOR EACH ROW EXECUTE FUNCTION public.intake_request_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.practice_policy FOR EACH ROW EXECUTE FUNCTION public.practice_policy_check_state();

CREATE TRIGGER state BEFORE INSERT OR UPDATE ON public.reports_trial FOR EACH ROW EXECUTE FUNCTION public.reports_trial_check_state();

CREATE TRIGGER timely BEFORE UPDATE ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.booking_appointment_check_time();

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_practice_id_bdb6a525_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_practice_id_488bc3ac_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_idempotency
    ADD CONSTRAINT audit_idempotency_practice_id_9b52fc74_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_checked_id_in_practice FOREIGN KEY (practice_id, checked_id) REFERENCES public.practice_policy(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_location_id_in_practice FOREIGN KEY (practice_id, location_id) REFERENCES public.practice_location(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_payer_id_in_practice FOREIGN KEY (practice_id, payer_id) REFERENCES public.practice_payer(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_policy_id_in_practice FOREIGN KEY (practice_id, policy_id) REFERENCES public.practice_policy(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_practice_id_9d9d3cc6_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_recall_id_in_practice FOREIGN KEY (practice_id, recall_id) REFERENCES public.booking_recall(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_replaces_id_in_practice FOREIGN KEY (practice_id, replaces_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_request_id_in_practice FOREIGN KEY (practice_id, request_id) REFERENCES public.intake_request(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_successor_id_in_practice FOREIGN KEY (practice_id, successor_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_visit_type_id_in_practice FOREIGN KEY (practice_id, visit_type_id) REFERENCES public.practice_visittype(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_changedday
    ADD CONSTRAINT booking_changedday_practice_id_5aa1fc35_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_death
    ADD CONSTRAINT booking_death_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_death
    ADD CONSTRAINT booking_death_practice_id_7ee2a9c2_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_merge
    ADD CONSTRAINT booking_merge_gone_id_in_practice FOREIGN KEY (practice_id, gone_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_merge
    ADD CONSTRAINT booking_merge_kept_id_in_practice FOREIGN KEY (practice_id, kept_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_merge
    ADD CONSTRAINT booking_merge_practice_id_72099e56_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_proposal
    ADD CONSTRAINT booking_proposal_appointment_id_in_practice FOREIGN KEY (practice_id, appointment_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_proposal
    ADD CONSTRAINT booking_proposal_hold_id_in_practice FOREIGN KEY (practice_id, hold_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_proposal
    ADD CONSTRAINT booking_proposal_practice_id_d8cc9615_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_recall
    ADD CONSTRAINT booking_recall_appointment_id_in_practice FOREIGN KEY (practice_id, appointment_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_recall
    ADD CONSTRAINT booking_recall_location_id_in_practice FOREIGN KEY (practice_id, location_id) REFERENCES public.practice_location(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_recall
    ADD CONSTRAINT booking_recall_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_recall
    ADD CONSTRAINT booking_recall_practice_id_52e46aef_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_recall
    ADD CONSTRAINT booking_recall_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_recall
    ADD CONSTRAINT booking_recall_visit_type_id_in_practice FOREIGN KEY (practice_id, visit_type_id) REFERENCES public.practice_visittype(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_reservation
    ADD CONSTRAINT booking_reservation_appointment_id_in_practice FOREIGN KEY (practice_id, appointment_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_reservation
    ADD CONSTRAINT booking_reservation_practice_id_04a2f96a_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_takenday
    ADD CONSTRAINT booking_takenday_practice_id_df47732b_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_timeaway
    ADD CONSTRAINT booking_timeaway_practice_id_8a670c31_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_timeaway
    ADD CONSTRAINT booking_timeaway_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_topropose
    ADD CONSTRAINT booking_topropose_appointment_id_in_practice FOREIGN KEY (practice_id, appointment_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_topropose
    ADD CONSTRAINT booking_topropose_away_id_in_practice FOREIGN KEY (practice_id, away_id) REFERENCES public.booking_timeaway(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_topropose
    ADD CONSTRAINT booking_topropose_practice_id_5147d812_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_topropose
    ADD CONSTRAINT booking_topropose_staff_id_in_practice FOREIGN KEY (practice_id, staff_id) REFERENCES public.people_staff(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentr_practice_id_e5ff7148_fk_tenancy_p FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_appointment_id_in_practice FOREIGN KEY (practice_id, appointment_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_got_id_in_practice FOREIGN KEY (practice_id, got_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_location_id_in_practice FOREIGN KEY (practice_id, location_id) REFERENCES public.practice_location(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_request_id_in_practice FOREIGN KEY (practice_id, request_id) REFERENCES public.intake_request(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistentry
    ADD CONSTRAINT booking_waitlistentry_visit_type_id_in_practice FOREIGN KEY (practice_id, visit_type_id) REFERENCES public.practice_visittype(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistoffer
    ADD CONSTRAINT booking_waitlistoffe_practice_id_64ce9734_fk_tenancy_p FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistoffer
    ADD CONSTRAINT booking_waitlistoffer_entry_id_in_practice FOREIGN KEY (practice_id, entry_id) REFERENCES public.booking_waitlistentry(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitlistoffer
    ADD CONSTRAINT booking_waitlistoffer_hold_id_in_practice FOREIGN KEY (practice_id, hold_id) REFERENCES public.booking_appointment(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_answer
    ADD CONSTRAINT intake_answer_practice_id_182a80c3_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_answer
    ADD CONSTRAINT intake_answer_request_id_in_practice FOREIGN KEY (practice_id, request_id) REFERENCES public.intake_request(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_document
    ADD CONSTRAINT intake_document_draft_id_in_practice FOREIGN KEY (practice_id, draft_id) REFERENCES public.intake_draft(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_document
    ADD CONSTRAINT intake_document_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_document
    ADD CONSTRAINT intake_document_practice_id_3a5278ef_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_document
    ADD CONSTRAINT intake_document_referral_id_in_practice FOREIGN KEY (practice_id, referral_id) REFERENCES public.intake_referral(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_document
    ADD CONSTRAINT intake_document_replaced_by_id_in_practice FOREIGN KEY (practice_id, replaced_by_id) REFERENCES public.intake_document(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_document
    ADD CONSTRAINT intake_document_request_id_in_practice FOREIGN KEY (practice_id, request_id) REFERENCES public.intake_request(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_draft
    ADD CONSTRAINT intake_draft_practice_id_36e2f1c8_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_goes_on_as_id_in_practice FOREIGN KEY (practice_id, goes_on_as_id) REFERENCES public.intake_referral(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_location_id_in_practice FOREIGN KEY (practice_id, location_id) REFERENCES public.practice_location(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_owner_id_in_practice FOREIGN KEY (practice_id, owner_id) REFERENCES public.people_staff(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_payer_id_in_practice FOREIGN KEY (practice_id, payer_id) REFERENCES public.practice_payer(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_practice_id_0c68fb55_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_request_id_in_practice FOREIGN KEY (practice_id, request_id) REFERENCES public.intake_request(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_referral
    ADD CONSTRAINT intake_referral_visit_type_id_in_practice FOREIGN KEY (practice_id, visit_type_id) REFERENCES public.practice_visittype(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_due_policy_id_in_practice FOREIGN KEY (practice_id, due_policy_id) REFERENCES public.practice_policy(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_location_id_in_practice FOREIGN KEY (practice_id, location_id) REFERENCES public.practice_location(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_owner_id_in_practice FOREIGN KEY (practice_id, owner_id) REFERENCES public.people_staff(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_policy_id_in_practice FOREIGN KEY (practice_id, policy_id) REFERENCES public.practice_policy(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_practice_id_a77df0e3_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_request
    ADD CONSTRAINT intake_request_visit_type_id_in_practice FOREIGN KEY (practice_id, visit_type_id) REFERENCES public.practice_visittype(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_savedview
    ADD CONSTRAINT intake_savedview_practice_id_d71493e0_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_savedview
    ADD CONSTRAINT intake_savedview_staff_id_in_practice FOREIGN KEY (practice_id, staff_id) REFERENCES public.people_staff(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_task
    ADD CONSTRAINT intake_task_owner_id_in_practice FOREIGN KEY (practice_id, owner_id) REFERENCES public.people_staff(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_task
    ADD CONSTRAINT intake_task_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_task
    ADD CONSTRAINT intake_task_practice_id_87027cda_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_task
    ADD CONSTRAINT intake_task_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_task
    ADD CONSTRAINT intake_task_referral_id_in_practice FOREIGN KEY (practice_id, referral_id) REFERENCES public.intake_referral(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_consent
    ADD CONSTRAINT messaging_consent_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_consent
    ADD CONSTRAINT messaging_consent_practice_id_bf85c9c8_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT messaging_inbound_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT messaging_inbound_practice_id_2f048154_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_practice_id_61a3feef_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_apiclient
    ADD CONSTRAINT people_apiclient_practice_id_c29d135c_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_patient
    ADD CONSTRAINT people_patient_own_provider_id_in_practice FOREIGN KEY (practice_id, own_provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_patient
    ADD CONSTRAINT people_patient_payer_id_in_practice FOREIGN KEY (practice_id, payer_id) REFERENCES public.practice_payer(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_patient
    ADD CONSTRAINT people_patient_practice_id_0c2939eb_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_patient
    ADD CONSTRAINT people_patient_same_as_id_in_practice FOREIGN KEY (practice_id, same_as_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_proxy
    ADD CONSTRAINT people_proxy_patient_id_in_practice FOREIGN KEY (practice_id, patient_id) REFERENCES public.people_patient(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_proxy
    ADD CONSTRAINT people_proxy_practice_id_607d3c41_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_role
    ADD CONSTRAINT people_role_practice_id_1f777c8b_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_rolepermission
    ADD CONSTRAINT people_rolepermissio_practice_id_9bd5880d_fk_tenancy_p FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_signincode
    ADD CONSTRAINT people_signincode_practice_id_dea45576_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_staff
    ADD CONSTRAINT people_staff_practice_id_940ad66e_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_staff
    ADD CONSTRAINT people_staff_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_tally
    ADD CONSTRAINT people_tally_practice_id_9ec66ae3_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_location
    ADD CONSTRAINT practice_location_practice_id_adcfe51d_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_payer
    ADD CONSTRAINT practice_payer_practice_id_e96a5a28_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_policy
    ADD CONSTRAINT practice_policy_base_id_in_practice FOREIGN KEY (practice_id, base_id) REFERENCES public.practice_policy(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_policy
    ADD CONSTRAINT practice_policy_practice_id_426343fb_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_provider
    ADD CONSTRAINT practice_provider_practice_id_1dc56392_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_resource
    ADD CONSTRAINT practice_resource_location_id_in_practice FOREIGN KEY (practice_id, location_id) REFERENCES public.practice_location(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_resource
    ADD CONSTRAINT practice_resource_practice_id_091a53b3_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_revision
    ADD CONSTRAINT practice_revision_policy_id_in_practice FOREIGN KEY (practice_id, policy_id) REFERENCES public.practice_policy(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_revision
    ADD CONSTRAINT practice_revision_practice_id_df0afef6_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.practice_visittype
    ADD CONSTRAINT practice_visittype_practice_id_a94127b3_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_access
    ADD CONSTRAINT reports_access_location_id_in_practice FOREIGN KEY (practice_id, location_id) REFERENCES public.practice_location(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_access
    ADD CONSTRAINT reports_access_practice_id_ee363a08_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_access
    ADD CONSTRAINT reports_access_provider_id_in_practice FOREIGN KEY (practice_id, provider_id) REFERENCES public.practice_provider(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_access
    ADD CONSTRAINT reports_access_visit_type_id_in_practice FOREIGN KEY (practice_id, visit_type_id) REFERENCES public.practice_visittype(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_failedjob
    ADD CONSTRAINT reports_failedjob_practice_id_59dcd7be_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_trial
    ADD CONSTRAINT reports_trial_against_id_in_practice FOREIGN KEY (practice_id, against_id) REFERENCES public.practice_policy(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_trial
    ADD CONSTRAINT reports_trial_policy_id_in_practice FOREIGN KEY (practice_id, policy_id) REFERENCES public.practice_policy(practice_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_trial
    ADD CONSTRAINT reports_trial_practice_id_766f0c74_fk_tenancy_practice_id FOREIGN KEY (practice_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_staff
    ADD CONSTRAINT staff_role_exists FOREIGN KEY (practice_id, role) REFERENCES public.people_role(practice_id, code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tenancy_practice
    ADD CONSTRAINT tenancy_practice_sample_of_id_eb1760fa_fk_tenancy_practice_id FOREIGN KEY (sample_of_id) REFERENCES public.tenancy_practice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.audit_entry ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_head ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_idempotency ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_appointment ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_changedday ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_death ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_merge ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_proposal ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_recall ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_reservation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_takenday ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_timeaway ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_topropose ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_waitlistentry ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_waitlistoffer ENABLE ROW LEVEL SECURITY;

CREATE POLICY everybody_reads ON public.tenancy_practice FOR SELECT USING (true);

CREATE POLICY founded ON public.tenancy_practice FOR INSERT WITH CHECK (true);

ALTER TABLE public.intake_answer ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.intake_document ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.intake_draft ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.intake_referral ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.intake_request ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.intake_savedview ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.intake_task ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.messaging_consent ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.messaging_inbound ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.messaging_message ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON public.tenancy_practice FOR UPDATE USING ((id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

ALTER TABLE public.people_apiclient ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people_patient ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people_proxy ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people_role ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people_rolepermission ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people_signincode ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people_staff ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people_tally ENABLE ROW LEVEL SECURITY;

CREATE POLICY practice ON public.audit_entry USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.audit_head USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.audit_idempotency USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_appointment USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_changedday USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_death USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_merge USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_proposal USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_recall USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_reservation USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_takenday USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_timeaway USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_topropose USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_waitlistentry USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.booking_waitlistoffer USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.intake_answer USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.intake_document USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.intake_draft USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.intake_referral USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.intake_request USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.intake_savedview USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.intake_task USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.messaging_consent USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.messaging_inbound USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.messaging_message USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.people_apiclient USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.people_patient USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.people_proxy USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.people_role USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.people_rolepermission USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.people_signincode USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.people_staff USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.people_tally USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.practice_location USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.practice_payer USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.practice_policy USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.practice_provider USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.practice_resource USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.practice_revision USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.practice_visittype USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.reports_access USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.reports_failedjob USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

CREATE POLICY practice ON public.reports_trial USING ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid)) WITH CHECK ((practice_id = (NULLIF(current_setting('frontdesk.practice'::text, true), ''::text))::uuid));

ALTER TABLE public.practice_location ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.practice_payer ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.practice_policy ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.practice_provider ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.practice_resource ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.practice_revision ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.practice_visittype ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reports_access ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reports_failedjob ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reports_trial ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenancy_practice ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA public TO frontdesk_app;

GRANT SELECT,INSERT ON TABLE public.audit_entry TO frontdesk_app;

GRANT SELECT ON TABLE public.audit_head TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.audit_idempotency TO frontdesk_app;

GRANT SELECT ON TABLE public.auth_group TO frontdesk_app;

GRANT USAGE ON SEQUENCE public.auth_group_id_seq TO frontdesk_app;

GRANT SELECT ON TABLE public.auth_group_permissions TO frontdesk_app;

GRANT USAGE ON SEQUENCE public.auth_group_permissions_id_seq TO frontdesk_app;

GRANT SELECT ON TABLE public.auth_permission TO frontdesk_app;

GRANT USAGE ON SEQUENCE public.auth_permission_id_seq TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_appointment TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_changedday TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_death TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_merge TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_proposal TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_recall TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_reservation TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_takenday TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_timeaway TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_topropose TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_waitlistentry TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.booking_waitlistoffer TO frontdesk_app;

GRANT SELECT ON TABLE public.django_content_type TO frontdesk_app;

GRANT USAGE ON SEQUENCE public.django_content_type_id_seq TO frontdesk_app;

GRANT SELECT ON TABLE public.django_migrations TO frontdesk_app;

GRANT USAGE ON SEQUENCE public.django_migrations_id_seq TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_session TO frontdesk_app;

GRANT USAGE ON SEQUENCE public.frontdesk_number TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intake_answer TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intake_document TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intake_draft TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intake_referral TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intake_request TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intake_savedview TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intake_task TO frontdesk_app;

GRANT SELECT,INSERT ON TABLE public.messaging_consent TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messaging_inbound TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messaging_message TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_apiclient TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_patient TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_proxy TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_role TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_rolepermission TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_signincode TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_staff TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_tally TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.practice_location TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.practice_payer TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.practice_policy TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.practice_provider TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.practice_resource TO frontdesk_app;

GRANT SELECT,INSERT ON TABLE public.practice_revision TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.practice_visittype TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_access TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_failedjob TO frontdesk_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_trial TO frontdesk_app;

GRANT SELECT,INSERT ON TABLE public.tenancy_practice TO frontdesk_app;

GRANT UPDATE(name) ON TABLE public.tenancy_practice TO frontdesk_app;

GRANT UPDATE(timezone) ON TABLE public.tenancy_practice TO frontdesk_app;

GRANT UPDATE(phone) ON TABLE public.tenancy_practice TO frontdesk_app;

GRANT UPDATE(email) ON TABLE public.tenancy_practice TO frontdesk_app;

GRANT UPDATE(reply_days) ON TABLE public.tenancy_practice TO frontdesk_app;
