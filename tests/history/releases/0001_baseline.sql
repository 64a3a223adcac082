--
-- PostgreSQL database dump
--



-- Dumped from database version 18.6
-- Dumped by pg_dump version 18.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA app;


ALTER SCHEMA app OWNER TO app_owner;
CREATE SCHEMA jobs;


ALTER SCHEMA jobs OWNER TO app_owner;
CREATE TYPE jobs.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);


ALTER TYPE jobs.pgqueuer_status OWNER TO app_owner;
CREATE FUNCTION app.case_withdrawn() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update published_case set withdrawn_at = now()
    where county = new.county and nomination = new.id and withdrawn_at is null;
    return null;
end $$;


ALTER FUNCTION app.case_withdrawn() OWNER TO app_owner;
CREATE FUNCTION app.case_without_photo() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update nomination set photos = array_remove(photos, new.id)
    where county = new.county and new.id = any(photos);
    update published_case set photos = array_remove(photos, new.id)
    where county = new.county and new.id = any(photos);
    return null;
end $$;


ALTER FUNCTION app.case_without_photo() OWNER TO app_owner;
CREATE FUNCTION app.check_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.state in ('refused', 'withdrawn') or (old.state = 'verified' and new.state <> 'withdrawn')
    then
        raise exception 'what was decided stays as it was';
    end if;
    return new;
end $$;


ALTER FUNCTION app.check_stays() OWNER TO app_owner;
CREATE FUNCTION app.county() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('app.county', true), '')::int $$;


ALTER FUNCTION app.county() OWNER TO app_owner;
CREATE FUNCTION app.county_left() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if exists (select from share where share.county = new.county and share.region = new.region
               and share.ended_at is null) then
        return null;
    end if;
    -- Whoever is publishing one at this moment is waited for.
    perform from nomination where nomination.county = new.county
        and new.region in (nomination.region, nomination.passed_to)
        and nomination.withdrawn_at is null for update;
    update published_case set withdrawn_at = now()
    where county = new.county and region = new.region and withdrawn_at is null;
    return null;
end $$;


ALTER FUNCTION app.county_left() OWNER TO app_owner;
CREATE FUNCTION app.forwards() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare stages text[] := array['assessing', 'verifying', 'notice', 'approved', 'locked'];
begin
    if old.stage = 'locked' or array_position(stages, new.stage) < array_position(stages, old.stage) then
        raise exception 'an assessment goes forwards only';
    end if;
    return new;
end $$;


ALTER FUNCTION app.forwards() OWNER TO app_owner;
CREATE PROCEDURE app.hold_to_county(IN held regclass)
    LANGUAGE plpgsql
    AS $$
begin
    execute format('alter table %s enable row level security', held);
    execute format('alter table %s force row level security', held);
    execute format(
        'create policy county on %s to app_rw'
        ' using (county = app.county()) with check (county = app.county())', held);
end $$;


ALTER PROCEDURE app.hold_to_county(IN held regclass) OWNER TO app_owner;
CREATE FUNCTION app.new_id() RETURNS bigint
    LANGUAGE sql PARALLEL RESTRICTED
    AS $$ select ((extract(epoch from clock_timestamp()) * 1000000)::bigint - 1704067200000000) * 4096
               + nextval('app.tick') % 4096 $$;


ALTER FUNCTION app.new_id() OWNER TO app_owner;
CREATE FUNCTION app.refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '% is append-only', tg_table_name;
end $$;


ALTER FUNCTION app.refuse() OWNER TO app_owner;
CREATE FUNCTION app.region() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('app.region', true), '')::int $$;


ALTER FUNCTION app.region() OWNER TO app_owner;
CREATE FUNCTION app.settled_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare held record;
begin
    if tg_op = 'DELETE' then held := old; else held := new; end if;
    if exists (select from assessment where assessment.county = held.county
               and assessment.id = held.assessment and stage in ('approved', 'locked')) then
        raise exception 'approved scores stay as they are';
    end if;
    return held;
end $$;


ALTER FUNCTION app.settled_stays() OWNER TO app_owner;
CREATE FUNCTION app.under(county integer) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select county / case when app.region() < 100 then 10000 else 100 end = app.region() $$;


ALTER FUNCTION app.under(county integer) OWNER TO app_owner;
CREATE FUNCTION jobs.fn_pgqueuer_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$;


ALTER FUNCTION jobs.fn_pgqueuer_changed() OWNER TO app_owner;
CREATE SEQUENCE app.change
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE app.change OWNER TO app_owner;
CREATE SEQUENCE app.tick
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE app.tick OWNER TO app_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;
CREATE TABLE jobs.due (
    county integer NOT NULL
);


ALTER TABLE jobs.due OWNER TO app_owner;
CREATE TABLE jobs.due_region (
    region integer NOT NULL
);


ALTER TABLE jobs.due_region OWNER TO app_owner;
CREATE TABLE jobs.pgqueuer (
    id bigint NOT NULL,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    execute_after timestamp with time zone DEFAULT now() NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    slot bigint
);


ALTER TABLE jobs.pgqueuer OWNER TO app_owner;
CREATE SEQUENCE jobs.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE jobs.pgqueuer_id_seq OWNER TO app_owner;
ALTER SEQUENCE jobs.pgqueuer_id_seq OWNED BY jobs.pgqueuer.id;
CREATE TABLE jobs.pgqueuer_log (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    job_id bigint NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);


ALTER TABLE jobs.pgqueuer_log OWNER TO app_owner;
ALTER TABLE jobs.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME jobs.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE jobs.pgqueuer_schedules (
    id bigint NOT NULL,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    next_run timestamp with time zone DEFAULT now() NOT NULL,
    last_run timestamp with time zone,
    status jobs.pgqueuer_status DEFAULT 'queued'::jobs.pgqueuer_status
);


ALTER TABLE jobs.pgqueuer_schedules OWNER TO app_owner;
CREATE SEQUENCE jobs.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE jobs.pgqueuer_schedules_id_seq OWNER TO app_owner;
ALTER SEQUENCE jobs.pgqueuer_schedules_id_seq OWNED BY jobs.pgqueuer_schedules.id;
CREATE TABLE jobs.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);


ALTER TABLE jobs.pgqueuer_statistics OWNER TO app_owner;
CREATE SEQUENCE jobs.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE jobs.pgqueuer_statistics_id_seq OWNER TO app_owner;
ALTER SEQUENCE jobs.pgqueuer_statistics_id_seq OWNED BY jobs.pgqueuer_statistics.id;
CREATE TABLE public.account (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    provider bigint NOT NULL,
    subject text NOT NULL,
    name text NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.account FORCE ROW LEVEL SECURITY;


ALTER TABLE public.account OWNER TO app_owner;
CREATE TABLE public.activity (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    happened_on date NOT NULL,
    station bigint NOT NULL,
    level text DEFAULT ''::text NOT NULL,
    quantity integer DEFAULT 1 NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    account bigint NOT NULL,
    reported_by text NOT NULL,
    reported_at timestamp with time zone DEFAULT now() NOT NULL,
    state text DEFAULT 'reported'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    decided_by text DEFAULT ''::text NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT activity_state_check CHECK ((state = ANY (ARRAY['reported'::text, 'verified'::text, 'refused'::text])))
);

ALTER TABLE ONLY public.activity FORCE ROW LEVEL SECURITY;


ALTER TABLE public.activity OWNER TO app_owner;
CREATE TABLE public.activity_member (
    county integer NOT NULL,
    activity bigint NOT NULL,
    place integer NOT NULL,
    member bigint NOT NULL
);

ALTER TABLE ONLY public.activity_member FORCE ROW LEVEL SECURITY;


ALTER TABLE public.activity_member OWNER TO app_owner;
CREATE TABLE public.answer (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint NOT NULL,
    text text NOT NULL,
    account bigint,
    happened_on date NOT NULL
);

ALTER TABLE ONLY public.answer FORCE ROW LEVEL SECURITY;


ALTER TABLE public.answer OWNER TO app_owner;
CREATE TABLE public.api_key (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    name text NOT NULL,
    hash text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    used_at timestamp with time zone,
    minute timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    used integer DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY public.api_key FORCE ROW LEVEL SECURITY;


ALTER TABLE public.api_key OWNER TO app_owner;
CREATE TABLE public.appeal (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    assessment bigint NOT NULL,
    subject text NOT NULL,
    indicator text NOT NULL,
    text text NOT NULL,
    account bigint NOT NULL,
    person text NOT NULL,
    raised_at timestamp with time zone DEFAULT now() NOT NULL,
    upheld boolean,
    answer text DEFAULT ''::text NOT NULL,
    answered_by text DEFAULT ''::text NOT NULL,
    answered_at timestamp with time zone,
    points_before numeric NOT NULL,
    points_after numeric,
    total_before numeric NOT NULL,
    total_after numeric,
    rank_before integer,
    rank_after integer
);

ALTER TABLE ONLY public.appeal FORCE ROW LEVEL SECURITY;


ALTER TABLE public.appeal OWNER TO app_owner;
CREATE TABLE public.appointment (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    account bigint NOT NULL,
    role text NOT NULL,
    station bigint,
    department bigint,
    since timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE ONLY public.appointment FORCE ROW LEVEL SECURITY;


ALTER TABLE public.appointment OWNER TO app_owner;
CREATE TABLE public.assessment (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    sheet text NOT NULL,
    charter bigint NOT NULL,
    begins date NOT NULL,
    ends date NOT NULL,
    stage text DEFAULT 'assessing'::text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    notice_until date,
    noticed_at timestamp with time zone,
    approved_by text DEFAULT ''::text NOT NULL,
    approved_at timestamp with time zone,
    locked_by text DEFAULT ''::text NOT NULL,
    locked_at timestamp with time zone,
    CONSTRAINT assessment_stage_check CHECK ((stage = ANY (ARRAY['assessing'::text, 'verifying'::text, 'notice'::text, 'approved'::text, 'locked'::text])))
);

ALTER TABLE ONLY public.assessment FORCE ROW LEVEL SECURITY;


ALTER TABLE public.assessment OWNER TO app_owner;
CREATE TABLE public.attempt (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    what text NOT NULL,
    who text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.attempt FORCE ROW LEVEL SECURITY;


ALTER TABLE public.attempt OWNER TO app_owner;
CREATE TABLE public.charter (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    number integer NOT NULL,
    effective_on date NOT NULL,
    author text NOT NULL,
    note text NOT NULL,
    document text NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.charter FORCE ROW LEVEL SECURITY;


ALTER TABLE public.charter OWNER TO app_owner;
CREATE TABLE public.charter_draft (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    made_against integer NOT NULL,
    document text NOT NULL,
    previous text NOT NULL,
    tab text DEFAULT ''::text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text NOT NULL,
    ended_at timestamp with time zone,
    version bigint,
    CONSTRAINT charter_draft_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 60)))
);

ALTER TABLE ONLY public.charter_draft FORCE ROW LEVEL SECURITY;


ALTER TABLE public.charter_draft OWNER TO app_owner;
CREATE TABLE public.choice (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    nomination bigint NOT NULL,
    region integer NOT NULL,
    kind text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    person text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    counted_at timestamp with time zone,
    CONSTRAINT choice_check CHECK (((length(reason) <= 500) AND ((kind <> ALL (ARRAY['declined'::text, 'recalled'::text])) OR (reason <> ''::text)))),
    CONSTRAINT choice_kind_check CHECK ((kind = ANY (ARRAY['chosen'::text, 'declined'::text, 'passed_on'::text, 'published'::text, 'recalled'::text])))
);

ALTER TABLE ONLY public.choice FORCE ROW LEVEL SECURITY;


ALTER TABLE public.choice OWNER TO app_owner;
CREATE TABLE public.circle (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint NOT NULL,
    grp text NOT NULL,
    name text NOT NULL,
    member bigint,
    department bigint
);

ALTER TABLE ONLY public.circle FORCE ROW LEVEL SECURITY;


ALTER TABLE public.circle OWNER TO app_owner;
CREATE TABLE public.commitment (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint NOT NULL,
    department bigint NOT NULL,
    task text NOT NULL,
    due_on date NOT NULL,
    done_on date,
    done_note text DEFAULT ''::text NOT NULL,
    verified_on date,
    verified_by bigint
);

ALTER TABLE ONLY public.commitment FORCE ROW LEVEL SECURITY;


ALTER TABLE public.commitment OWNER TO app_owner;
CREATE TABLE public.consultation (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint NOT NULL,
    station bigint NOT NULL,
    round integer NOT NULL,
    title text NOT NULL,
    form text NOT NULL,
    place text NOT NULL,
    held_on date NOT NULL,
    begins text DEFAULT ''::text NOT NULL,
    agenda text DEFAULT ''::text NOT NULL,
    minutes text DEFAULT ''::text NOT NULL,
    conclusion text DEFAULT ''::text NOT NULL,
    typical boolean DEFAULT false NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    filed_at timestamp with time zone,
    version integer DEFAULT 0 NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT consultation_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'filed'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.consultation FORCE ROW LEVEL SECURITY;


ALTER TABLE public.consultation OWNER TO app_owner;
CREATE TABLE public.correction (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    consultation bigint NOT NULL,
    text text NOT NULL,
    reason text NOT NULL,
    account bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.correction FORCE ROW LEVEL SECURITY;


ALTER TABLE public.correction OWNER TO app_owner;
CREATE TABLE public.ledger (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    kind text NOT NULL,
    happened_on date NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor bigint,
    station bigint NOT NULL,
    topic bigint,
    consultation bigint,
    commitment bigint,
    member bigint,
    quantity integer DEFAULT 1 NOT NULL,
    level text DEFAULT ''::text NOT NULL,
    station_kind text DEFAULT ''::text NOT NULL,
    category text DEFAULT ''::text NOT NULL,
    form text DEFAULT ''::text NOT NULL,
    result text DEFAULT ''::text NOT NULL,
    role text DEFAULT ''::text NOT NULL,
    reverses bigint,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE ONLY public.ledger FORCE ROW LEVEL SECURITY;


ALTER TABLE public.ledger OWNER TO app_owner;
CREATE VIEW public.counted WITH (security_invoker='true') AS
 SELECT entry.county,
    entry.id,
    entry.kind,
    entry.category,
    entry.form,
    entry.result,
    entry.role,
    entry.station,
    entry.topic,
    entry.consultation,
    entry.commitment,
    entry.happened_on,
    entry.reverses,
    whose.whose,
    whose.subject,
    entry.happened_on AS counts_on,
    GREATEST(((entry.recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date, ((date_trunc('month'::text, (entry.happened_on)::timestamp with time zone) + '1 mon -1 days'::interval))::date) AS known_on,
        CASE
            WHEN (entry.kind = 'rating.given'::text) THEN (sign((entry.quantity)::double precision))::integer
            ELSE entry.quantity
        END AS n
   FROM ((public.ledger entry
     LEFT JOIN public.commitment ON (((commitment.county = entry.county) AND (commitment.id = entry.commitment))))
     CROSS JOIN LATERAL ( VALUES ('station'::text,entry.station), ('member'::text,entry.member), ('department'::text,commitment.department)) whose(whose, subject))
  WHERE ((entry.reverses IS NULL) AND (whose.subject IS NOT NULL))
UNION ALL
 SELECT entry.county,
    entry.id,
    entry.kind,
    entry.category,
    entry.form,
    entry.result,
    entry.role,
    entry.station,
    entry.topic,
    entry.consultation,
    entry.commitment,
    entry.happened_on,
    entry.reverses,
    whose.whose,
    whose.subject,
    posted.happened_on AS counts_on,
    GREATEST(((posted.recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date, ((date_trunc('month'::text, (posted.happened_on)::timestamp with time zone) + '1 mon -1 days'::interval))::date) AS known_on,
        CASE
            WHEN (entry.kind = 'rating.given'::text) THEN (sign((entry.quantity)::double precision))::integer
            ELSE entry.quantity
        END AS n
   FROM (((public.ledger entry
     JOIN public.ledger posted ON (((posted.county = entry.county) AND (posted.id = entry.reverses))))
     LEFT JOIN public.commitment ON (((commitment.county = entry.county) AND (commitment.id = entry.commitment))))
     CROSS JOIN LATERAL ( VALUES ('station'::text,entry.station), ('member'::text,entry.member), ('department'::text,commitment.department)) whose(whose, subject))
  WHERE ((entry.reverses IS NOT NULL) AND (whose.subject IS NOT NULL));


ALTER VIEW public.counted OWNER TO app_owner;
CREATE TABLE public.county (
    id integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    CONSTRAINT county_id_check CHECK (((id >= 100000) AND (id <= 999999)))
);

ALTER TABLE ONLY public.county FORCE ROW LEVEL SECURITY;


ALTER TABLE public.county OWNER TO app_owner;
CREATE TABLE public.county_count (
    county integer NOT NULL,
    quarter date NOT NULL,
    item text NOT NULL,
    measure text NOT NULL,
    n bigint NOT NULL
);

ALTER TABLE ONLY public.county_count FORCE ROW LEVEL SECURITY;


ALTER TABLE public.county_count OWNER TO app_owner;
CREATE TABLE public.department (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    name text NOT NULL
);

ALTER TABLE ONLY public.department FORCE ROW LEVEL SECURITY;


ALTER TABLE public.department OWNER TO app_owner;
CREATE TABLE public.dirty (
    county integer NOT NULL,
    month date NOT NULL
);

ALTER TABLE ONLY public.dirty FORCE ROW LEVEL SECURITY;


ALTER TABLE public.dirty OWNER TO app_owner;
CREATE TABLE public.division (
    code text NOT NULL,
    name text NOT NULL,
    level text NOT NULL,
    parent text,
    path text NOT NULL,
    initials text NOT NULL,
    romanised text NOT NULL,
    CONSTRAINT division_level_check CHECK ((level = ANY (ARRAY['province'::text, 'prefecture'::text, 'county'::text, 'township'::text, 'village'::text])))
);


ALTER TABLE public.division OWNER TO app_owner;
CREATE TABLE public.look (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    region integer NOT NULL,
    person text NOT NULL,
    page text NOT NULL,
    looked_on date DEFAULT CURRENT_DATE NOT NULL
);

ALTER TABLE ONLY public.look FORCE ROW LEVEL SECURITY;


ALTER TABLE public.look OWNER TO app_owner;
CREATE TABLE public.mark (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    assessment bigint NOT NULL,
    subject text NOT NULL,
    indicator text NOT NULL,
    claimed numeric,
    claim text DEFAULT ''::text NOT NULL,
    claimed_by text DEFAULT ''::text NOT NULL,
    claimed_at timestamp with time zone,
    verified numeric,
    reason text DEFAULT ''::text NOT NULL,
    verified_by text DEFAULT ''::text NOT NULL,
    verified_at timestamp with time zone
);

ALTER TABLE ONLY public.mark FORCE ROW LEVEL SECURITY;


ALTER TABLE public.mark OWNER TO app_owner;
CREATE TABLE public.member (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    name text NOT NULL,
    sector text NOT NULL,
    standing boolean DEFAULT false NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    station bigint,
    mode text DEFAULT 'fixed'::text NOT NULL,
    account bigint,
    left_on date
);

ALTER TABLE ONLY public.member FORCE ROW LEVEL SECURITY;


ALTER TABLE public.member OWNER TO app_owner;
CREATE TABLE public.migration (
    name text NOT NULL,
    sha256 text NOT NULL,
    ran_at timestamp with time zone NOT NULL
);


ALTER TABLE public.migration OWNER TO app_owner;
CREATE TABLE public.nomination (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint NOT NULL,
    region integer NOT NULL,
    onward boolean NOT NULL,
    passed_to integer,
    title text NOT NULL,
    matter text NOT NULL,
    talk text NOT NULL,
    result text NOT NULL,
    photos bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    nominated_by text NOT NULL,
    nominated_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_by text DEFAULT ''::text NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT nomination_check CHECK (((region = (county / 10000)) OR (region = (county / 100)))),
    CONSTRAINT nomination_check1 CHECK (((passed_to IS NULL) OR ((passed_to = (region / 100)) AND onward))),
    CONSTRAINT nomination_photos_check CHECK ((cardinality(photos) <= 3))
);

ALTER TABLE ONLY public.nomination FORCE ROW LEVEL SECURITY;


ALTER TABLE public.nomination OWNER TO app_owner;
CREATE TABLE public.outcome (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    reported_to text NOT NULL,
    reported_on date NOT NULL,
    adopted boolean,
    reason text DEFAULT ''::text NOT NULL,
    decided_on date
);

ALTER TABLE ONLY public.outcome FORCE ROW LEVEL SECURITY;


ALTER TABLE public.outcome OWNER TO app_owner;
CREATE TABLE public.participant (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    consultation bigint NOT NULL,
    grp text NOT NULL,
    name text NOT NULL,
    member bigint,
    department bigint,
    state text DEFAULT 'invited'::text NOT NULL,
    CONSTRAINT participant_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'present'::text, 'absent'::text])))
);

ALTER TABLE ONLY public.participant FORCE ROW LEVEL SECURITY;


ALTER TABLE public.participant OWNER TO app_owner;
CREATE TABLE public.passage (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint NOT NULL,
    ring integer NOT NULL,
    kind text NOT NULL,
    decision text NOT NULL,
    opinion text DEFAULT ''::text NOT NULL,
    facts jsonb DEFAULT '{}'::jsonb NOT NULL,
    account bigint,
    role text NOT NULL,
    happened_on date NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.passage FORCE ROW LEVEL SECURITY;


ALTER TABLE public.passage OWNER TO app_owner;
CREATE TABLE public.photo (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint,
    consultation bigint,
    commitment bigint,
    station bigint,
    caption text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    refusal text DEFAULT ''::text NOT NULL,
    object text NOT NULL,
    sha256 text DEFAULT ''::text NOT NULL,
    width integer DEFAULT 0 NOT NULL,
    height integer DEFAULT 0 NOT NULL,
    taken_at timestamp with time zone,
    taken_zone_known boolean DEFAULT false NOT NULL,
    latitude double precision,
    longitude double precision,
    account bigint,
    uploaded_at timestamp with time zone DEFAULT now() NOT NULL,
    removed_at timestamp with time zone,
    mark bigint,
    activity bigint,
    standard_check bigint,
    CONSTRAINT photo_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'arrived'::text, 'ready'::text, 'refused'::text])))
);

ALTER TABLE ONLY public.photo FORCE ROW LEVEL SECURITY;


ALTER TABLE public.photo OWNER TO app_owner;
CREATE TABLE public.profile (
    county integer NOT NULL,
    people integer NOT NULL,
    said_of integer NOT NULL,
    said_by text NOT NULL,
    said_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT profile_people_check CHECK ((people > 0))
);

ALTER TABLE ONLY public.profile FORCE ROW LEVEL SECURITY;


ALTER TABLE public.profile OWNER TO app_owner;
CREATE TABLE public.progress (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    commitment bigint NOT NULL,
    text text NOT NULL,
    account bigint,
    happened_on date NOT NULL
);

ALTER TABLE ONLY public.progress FORCE ROW LEVEL SECURITY;


ALTER TABLE public.progress OWNER TO app_owner;
CREATE TABLE public.provider (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    name text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    client_secret text NOT NULL,
    enabled boolean DEFAULT true NOT NULL
);

ALTER TABLE ONLY public.provider FORCE ROW LEVEL SECURITY;


ALTER TABLE public.provider OWNER TO app_owner;
CREATE TABLE public.published_case (
    id bigint DEFAULT app.new_id() NOT NULL,
    county integer NOT NULL,
    nomination bigint NOT NULL,
    topic bigint NOT NULL,
    region integer NOT NULL,
    title text NOT NULL,
    matter text NOT NULL,
    talk text NOT NULL,
    result text NOT NULL,
    photos bigint[] NOT NULL,
    published_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone
);

ALTER TABLE ONLY public.published_case FORCE ROW LEVEL SECURITY;


ALTER TABLE public.published_case OWNER TO app_owner;
CREATE TABLE public.published_charter (
    county integer NOT NULL,
    platform text NOT NULL,
    title text NOT NULL,
    number integer NOT NULL,
    document text NOT NULL,
    published_by text NOT NULL,
    published_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone
);

ALTER TABLE ONLY public.published_charter FORCE ROW LEVEL SECURITY;


ALTER TABLE public.published_charter OWNER TO app_owner;
CREATE TABLE public.rating (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    topic bigint NOT NULL,
    answer bigint NOT NULL,
    solved boolean NOT NULL,
    stars integer NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    happened_on date NOT NULL,
    CONSTRAINT rating_stars_check CHECK (((stars >= 1) AND (stars <= 5)))
);

ALTER TABLE ONLY public.rating FORCE ROW LEVEL SECURITY;


ALTER TABLE public.rating OWNER TO app_owner;
CREATE TABLE public.seal (
    county integer NOT NULL,
    "position" bigint NOT NULL,
    entry bigint NOT NULL,
    hash text NOT NULL,
    sealed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.seal FORCE ROW LEVEL SECURITY;


ALTER TABLE public.seal OWNER TO app_owner;
CREATE TABLE public.session (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    token_hash text NOT NULL,
    account bigint NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.session FORCE ROW LEVEL SECURITY;


ALTER TABLE public.session OWNER TO app_owner;
CREATE TABLE public.settled (
    county integer NOT NULL,
    assessment bigint NOT NULL,
    subject text NOT NULL,
    name text NOT NULL,
    facts text NOT NULL,
    total numeric NOT NULL,
    rank integer
);

ALTER TABLE ONLY public.settled FORCE ROW LEVEL SECURITY;


ALTER TABLE public.settled OWNER TO app_owner;
CREATE TABLE public.settled_entry (
    county integer NOT NULL,
    assessment bigint NOT NULL,
    subject text NOT NULL,
    entry bigint NOT NULL
);

ALTER TABLE ONLY public.settled_entry FORCE ROW LEVEL SECURITY;


ALTER TABLE public.settled_entry OWNER TO app_owner;
CREATE TABLE public.share (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    region integer NOT NULL,
    item text NOT NULL,
    agreed bigint DEFAULT nextval('app.change'::regclass) NOT NULL,
    changed bigint DEFAULT nextval('app.change'::regclass) NOT NULL,
    agreed_by text NOT NULL,
    agreed_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_by text DEFAULT ''::text NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT share_region_check CHECK ((((region >= 10) AND (region <= 99)) OR ((region >= 1000) AND (region <= 9999))))
);

ALTER TABLE ONLY public.share FORCE ROW LEVEL SECURITY;


ALTER TABLE public.share OWNER TO app_owner;
CREATE TABLE public.signup (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    reference text NOT NULL,
    code integer NOT NULL,
    slug text NOT NULL,
    preset text NOT NULL,
    unchecked text[] NOT NULL,
    admin_name text NOT NULL,
    admin_subject text NOT NULL,
    contact text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    client_secret text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_at timestamp with time zone,
    decided_by bigint,
    CONSTRAINT signup_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'refused'::text])))
);

ALTER TABLE ONLY public.signup FORCE ROW LEVEL SECURITY;


ALTER TABLE public.signup OWNER TO app_owner;
CREATE TABLE public.standard_check (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    station bigint NOT NULL,
    standard text NOT NULL,
    item text NOT NULL,
    called text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    account bigint NOT NULL,
    shown_by text NOT NULL,
    shown_at timestamp with time zone DEFAULT now() NOT NULL,
    state text DEFAULT 'shown'::text NOT NULL,
    verified_by text DEFAULT ''::text NOT NULL,
    verified_at timestamp with time zone,
    ended_by text DEFAULT ''::text NOT NULL,
    ended_at timestamp with time zone,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT standard_check_state_check CHECK ((state = ANY (ARRAY['shown'::text, 'verified'::text, 'refused'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY public.standard_check FORCE ROW LEVEL SECURITY;


ALTER TABLE public.standard_check OWNER TO app_owner;
CREATE TABLE public.standing (
    county integer NOT NULL,
    region integer NOT NULL,
    indicator text NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    number double precision,
    middle double precision,
    low double precision,
    high double precision,
    light text NOT NULL,
    rank integer,
    among integer NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.standing FORCE ROW LEVEL SECURITY;


ALTER TABLE public.standing OWNER TO app_owner;
CREATE TABLE public.statement (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    consultation bigint NOT NULL,
    participant bigint NOT NULL,
    text text NOT NULL,
    answers bigint,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.statement FORCE ROW LEVEL SECURITY;


ALTER TABLE public.statement OWNER TO app_owner;
CREATE TABLE public.station (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    kind text NOT NULL,
    level text NOT NULL,
    name text NOT NULL,
    division text NOT NULL,
    parent bigint,
    lineage bigint[] NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    code text NOT NULL,
    CONSTRAINT station_level_check CHECK ((level = ANY (ARRAY['county'::text, 'township'::text, 'village'::text, 'unit'::text, 'area'::text])))
);

ALTER TABLE ONLY public.station FORCE ROW LEVEL SECURITY;


ALTER TABLE public.station OWNER TO app_owner;
CREATE TABLE public.submission (
    county integer NOT NULL,
    token text NOT NULL,
    led_to text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.submission FORCE ROW LEVEL SECURITY;


ALTER TABLE public.submission OWNER TO app_owner;
CREATE TABLE public.tally (
    county integer NOT NULL,
    month date NOT NULL,
    whose text NOT NULL,
    subject bigint NOT NULL,
    known_on date NOT NULL,
    kind text NOT NULL,
    category text NOT NULL,
    form text NOT NULL,
    result text NOT NULL,
    role text NOT NULL,
    n bigint NOT NULL,
    records bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY public.tally FORCE ROW LEVEL SECURITY;


ALTER TABLE public.tally OWNER TO app_owner;
CREATE TABLE public.topic (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    station bigint NOT NULL,
    charter bigint NOT NULL,
    title text NOT NULL,
    story text NOT NULL,
    category text NOT NULL,
    origin text NOT NULL,
    raiser_name text NOT NULL,
    raiser_phone text DEFAULT ''::text NOT NULL,
    raiser bigint,
    follow_code text NOT NULL,
    raised_on date NOT NULL,
    stage text NOT NULL,
    ring integer NOT NULL,
    ring_since date NOT NULL,
    held_by text[] NOT NULL,
    round integer DEFAULT 0 NOT NULL,
    on_theme boolean DEFAULT false NOT NULL,
    merged_into bigint,
    reason text DEFAULT ''::text NOT NULL,
    published_at timestamp with time zone,
    closed_on date,
    version integer DEFAULT 0 NOT NULL,
    CONSTRAINT topic_origin_check CHECK ((origin = ANY (ARRAY['citizen'::text, 'member'::text, 'station'::text])))
);

ALTER TABLE ONLY public.topic FORCE ROW LEVEL SECURITY;


ALTER TABLE public.topic OWNER TO app_owner;
CREATE TABLE public.township_count (
    county integer NOT NULL,
    township text NOT NULL,
    stations integer NOT NULL,
    villages integer NOT NULL,
    covered integer NOT NULL
);

ALTER TABLE ONLY public.township_count FORCE ROW LEVEL SECURITY;


ALTER TABLE public.township_count OWNER TO app_owner;
CREATE TABLE public.weighting (
    county integer NOT NULL,
    id bigint DEFAULT app.new_id() NOT NULL,
    name text NOT NULL,
    weights jsonb NOT NULL,
    saved_by text NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.weighting FORCE ROW LEVEL SECURITY;


ALTER TABLE public.weighting OWNER TO app_owner;
ALTER TABLE ONLY jobs.pgqueuer ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_id_seq'::regclass);
ALTER TABLE ONLY jobs.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_schedules_id_seq'::regclass);
ALTER TABLE ONLY jobs.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_statistics_id_seq'::regclass);






INSERT INTO public.account VALUES
	(510199, 375731737410809861, 375731737407737860, 's3', '张三', NULL, '2026-11-27 16:56:21.203298+00'),
	(510199, 375731737426964488, 375731737407737860, 's4', '张三', NULL, '2026-11-27 16:56:21.2075+00'),
	(510199, 375731737442861067, 375731737407737860, 's5', '张三', NULL, '2026-11-27 16:56:21.210033+00'),
	(510199, 375731737452572686, 375731737407737860, 's6', '张三', NULL, '2026-11-27 16:56:21.213696+00'),
	(510199, 375731737461968913, 375731737407737860, 's7', '张三', NULL, '2026-11-27 16:56:21.215978+00'),
	(510199, 375731737471459348, 375731737407737860, 's8', '张三', NULL, '2026-11-27 16:56:21.218374+00'),
	(510199, 375731737480540183, 375731737407737860, 's9', '张三', NULL, '2026-11-27 16:56:21.220643+00'),
	(510199, 375731737488187418, 375731737407737860, 's10', '张三', NULL, '2026-11-27 16:56:21.222511+00');


INSERT INTO public.answer VALUES
	(510199, 375731738305781859, 375731737544073246, '村口三盏路灯十月二十日已经修好。', 375731737426964488, '2026-11-28');


INSERT INTO public.appointment VALUES
	(510199, 375731737415032838, 375731737410809861, 'member', NULL, NULL, '2026-11-27 16:56:21.204324+00', NULL),
	(510199, 375731737429147657, 375731737426964488, 'convener', NULL, NULL, '2026-11-27 16:56:21.207956+00', NULL),
	(510199, 375731737444802572, 375731737442861067, 'township', NULL, NULL, '2026-11-27 16:56:21.211828+00', NULL),
	(510199, 375731737454342159, 375731737452572686, 'committee', NULL, NULL, '2026-11-27 16:56:21.214193+00', NULL),
	(510199, 375731737463922706, 375731737461968913, 'leadership', NULL, NULL, '2026-11-27 16:56:21.216497+00', NULL),
	(510199, 375731737473282069, 375731737471459348, 'party', NULL, NULL, '2026-11-27 16:56:21.218811+00', NULL),
	(510199, 375731737481904152, 375731737480540183, 'department', NULL, NULL, '2026-11-27 16:56:21.220985+00', NULL),
	(510199, 375731737489535003, 375731737488187418, 'office', NULL, NULL, '2026-11-27 16:56:21.222848+00', NULL);
INSERT INTO public.assessment VALUES
	(510199, 375731740198940819, 'quarter', 375731739992658056, '2026-04-01', '2026-06-30', 'locked', '张三', '2026-11-27 16:56:21.883449+00', '2026-11-27', '2026-11-27 16:56:21.928095+00', '张三', '2026-11-27 16:56:21.933815+00', '张三', '2026-11-27 16:56:21.937607+00');
INSERT INTO public.attempt VALUES
	(510199, 375731737538195485, 'raise', 'cd6110fe38ec31efb2fbe2a3975cadac', '2026-11-27 16:56:21.233133+00'),
	(510199, 375731739727110255, 'raise', 'cd6110fe38ec31efb2fbe2a3975cadac', '2026-11-27 16:56:21.768533+00'),
	(510199, 375731740021903497, 'raise', 'cd6110fe38ec31efb2fbe2a3975cadac', '2026-11-27 16:56:21.840589+00');
INSERT INTO public.charter VALUES
	(510199, 375731737333604353, 1, '2021-01-01', '测试', '预设', '# 雁江区：有事来协商。街区协商与乡邻协商，四步九环，5+X，五有，考评占全年目标的一半。
schema = 1
title = "5+X 四步九环"

[names]
platform = "有事来协商"
slogan = "有事好商量，众人的事情由众人商量"
station = "工作站"
topic = "议题"
consultation = "协商活动"
minutes = "协商纪要"
outcome = "协商成果"
commitment = "落实事项"
department = "承办单位"
member = "政协委员"
convener = "召集人"
circle = "议事小组"
answer = "办理答复"
rating = "满意度评价"
case = "典型协商"
screening = "三级会审"

[stations]
unified = ["统一标识", "统一制度", "统一“金句”上墙"]
[[stations.kinds]]
key = "street"
level = "township"
name = "街区协商工作站"
suffix = "“有事来协商·街区协商”工作站"
ends = ["街道", "社区"]
proposed = true
[[stations.kinds]]
key = "neighbour"
level = "township"
name = "乡邻协商工作站"
suffix = "“有事来协商·乡邻协商”工作站"
proposed = true
[[stations.standards]]
name = "五有"
kinds = ["street", "neighbour"]
items = [
  { key = "place", name = "有阵地", evidence = "photo" },
  { key = "sign", name = "有标识", evidence = "photo" },
  { key = "system", name = "有制度", evidence = "photo" },
  { key = "activity", name = "有活动", counts = "consultation.filed", at_least = 1, every = "quarter" },
  { key = "effect", name = "有实效", counts = "commitment.done", at_least = 1, every = "quarter" },
]

[placement]
modes = [
  { key = "fixed", name = "固定", note = "工作站辖区内委员为固定议事人员" },
  { key = "professional", name = "专业", note = "按界别(界联)编入，必要时邀请政协智库人员" },
]
principles = ["固定+专业", "每次协商议事活动都有政协委员参与"]
members_per_station = { min = 3, max = 10 }
facilitators_per_station = { min = 3, max = 5 }
covering = [
  { who = "1 名政协副主席+1 个专门委员会+N 名政协委员", level = "township", each = 4, note = "联系指导包联片区" },
]

[composition]
name = "5+X"
member_required = true
groups = [
  { key = "member", name = "政协委员", min = 1, counts_as = "member" },
  { key = "unit", name = "相关单位", min = 1, counts_as = "department" },
  { key = "citizen", name = "群众代表", min = 1, counts_as = "citizen" },
  { key = "notable", name = "社会贤达", min = 1, counts_as = "citizen" },
  { key = "stakeholder", name = "利益相关方", min = 1, counts_as = "citizen" },
  { key = "x", name = "X · 智库、专业人士", counts_as = "expert" },
]

[topics]
categories = [
  { key = "key", name = "党政重点" },
  { key = "hardship", name = "群众难点" },
  { key = "focus", name = "社会焦点" },
]
decline_reasons = [
  { key = "six", name = "属于“六不议”范围" },
  { key = "large", name = "选题过大，政协力所不及" },
  { key = "activity", name = "属于日常工作或活动，不是协商" },
  { key = "judicial", name = "已进入司法、信访程序" },
  { key = "policy", name = "法律政策已有明确规定" },
]
[topics.admission]
name = "六议六不议"
fit = [
  { key = "centre", text = "议党政中心工作在基层的落实" },
  { key = "livelihood", text = "议群众普遍关心的民生实事" },
  { key = "governance", text = "议社区、院落、村组的公共治理" },
  { key = "building", text = "议公共设施和环境的建设管护" },
  { key = "conflict", text = "议多方利益需要协调的矛盾" },
  { key = "able", text = "议商后能落地、见实效的事项" },
]
unfit = [
  { key = "law", text = "与法律法规、政策相抵触的不议" },
  { key = "judicial", text = "已进入司法、信访程序的不议" },
  { key = "private", text = "个人隐私和纯私人纠纷不议" },
  { key = "secret", text = "涉及国家秘密、商业秘密的不议" },
  { key = "decided", text = "上级已有明确决定的不议" },
  { key = "beyond", text = "超出本级职权、办不到的不议" },
]
example = true

[flow]
draw = "rings"
name = "四步九环"
[[flow.steps]]
name = "定题"
rings = [
  { kind = "propose", name = "选题", group = "选题", by = ["citizen", "member", "convener", "township", "office"] },
  { kind = "review", name = "镇街初筛", group = "三级会审", by = ["township"], days = 3, requires = ["admission"], level = "township" },
  { kind = "review", name = "联系委室审核", group = "三级会审", by = ["committee"], days = 5, level = "county" },
  { kind = "review", name = "党组会、主席会审议", group = "三级会审", by = ["leadership"], days = 10, level = "county" },
  { kind = "approve", name = "选题报党委审定", group = "三级会审", by = ["party"], of = "topic", days = 5 },
]
[[flow.steps]]
name = "调研"
rings = [
  { kind = "compose", name = "确定人员", group = "确定人员", by = ["convener", "township"], days = 5, requires = ["composition"] },
  { kind = "research", name = "商前调研", group = "商前调研", by = ["member", "convener", "township", "committee"], days = 10, requires = ["research_report", "visits:1"] },
  { kind = "approve", name = "协商方案报党委批准", group = "商前调研", by = ["party"], of = "scheme", days = 5 },
]
[[flow.steps]]
name = "协商"
rings = [
  { kind = "introduce", name = "介绍情况", group = "介绍情况", by = ["convener", "township", "committee"] },
  { kind = "discuss", name = "组织讨论", group = "组织讨论", by = ["convener", "township", "committee"], requires = ["member_present"] },
  { kind = "summarise", name = "汇总意见", group = "汇总意见", by = ["convener", "township", "committee"], requires = ["photos:1", "minutes"] },
]
[[flow.steps]]
name = "监督"
rings = [
  { kind = "report", name = "报送成果", group = "报送成果", by = ["convener", "township", "committee", "office"], days = 5 },
  { kind = "approve", name = "协商结果报党委审示", group = "报送成果", by = ["party"], of = "result", days = 5 },
  { kind = "approve", name = "成果转化由党委决定", group = "报送成果", by = ["party"], of = "conversion", days = 10 },
  { kind = "adopt", name = "采纳反馈", group = "监督落实", by = ["party", "office"], days = 10 },
  { kind = "carry_out", name = "落实", group = "监督落实", by = ["convener", "township", "office"] },
  { kind = "look_back", name = "回头看", group = "监督落实", by = ["member", "committee", "leadership"], days = 20, requires = ["opinion"] },
  { kind = "rate", name = "答复评价", group = "监督落实", by = ["convener", "township", "office"], days = 10 },
  { kind = "publish", name = "结果公开", group = "监督落实", by = ["township", "office"], days = 5 },
]

[consultations]
forms = [
  { key = "meeting", name = "会议协商", note = "会场" },
  { key = "site", name = "现场协商", note = "现场" },
  { key = "online", name = "网络协商", note = "互联网" },
  { key = "written", name = "书面协商" },
  { key = "talk", name = "沟通协商" },
]
[consultations.conclusions]
consensus = "达成共识"
partial = "达成部分共识"
none = "未达成共识，继续协商"
hard = "难以达成共识，报党委、政府作决策参考"

[outcomes]
kinds = [
  { key = "opinion", name = "协商意见" },
  { key = "proposal", name = "提案" },
  { key = "information", name = "社情民意" },
  { key = "inspection", name = "调研视察报告" },
  { key = "supervision", name = "民主监督意见" },
]
follow_up_days = [30, 90]
[outcomes.branches]
consensus = "报送成果，监督落实"
partial = "共识部分报送，其余续商"
none = "补充调研后再次协商"
hard = "报党委、政府作决策参考"

[publicity]
topics_from = "accepted"
mask_names = true
channels = ["党群服务中心公示栏", "雁江区政协网站"]

[[duties]]
key = "activity"
name = "每季度开展协商活动"
of = "station"
every = "quarter"
counts = "consultation.filed"
[[duties]]
key = "plan"
name = "年度协商计划报区委审定"
of = "county"
every = "year"
[[duties]]
key = "report-secretary"
name = "向区委专题汇报"
of = "county"
every = "year"
at_least = 2

[[activities]]
key = "case"
name = "协商案例"
levels = ["区级", "市级", "省级"]
note = "被选编、推广的协商案例，附文件或刊物照片"

[scoring]
[[scoring.sheets]]
key = "township-quarter"
name = "镇街季度考评"
subject = "township"
period = "quarter"
full_marks = 100
grades = [["优秀", 85], ["合格", 60], ["待改进", 0]]
bonus_cap = 10
penalty_cap = 10
[[scoring.sheets.indicators]]
key = "position"
name = "阵地建设"
marks = 20
method = "manual"
note = "对照“五有”“三统一”现场核验"
[[scoring.sheets.indicators]]
key = "activity"
name = "协商活动"
marks = 25
method = "per"
counts = "consultation.filed"
points = 5
cap = 25
[[scoring.sheets.indicators]]
key = "member"
name = "委员参与"
marks = 10
method = "per"
counts = "attendance.member"
points = 1
cap = 10
[[scoring.sheets.indicators]]
key = "on-time"
name = "按期办结"
marks = 20
method = "ratio"
counts = "commitment.done_on_time"
over = "commitment.due"
target = 1.0
[[scoring.sheets.indicators]]
key = "solved"
name = "解决问题"
marks = 15
method = "per"
counts = "topic.solved"
points = 3
cap = 15
[[scoring.sheets.indicators]]
key = "satisfaction"
name = "群众满意"
marks = 10
method = "steps"
counts = "rating.given"
result = "solved"
over = "rating.given"
steps = [[90, 10], [80, 8], [60, 5]]
note = "评价为“已解决”的比例"
[[scoring.sheets.indicators]]
key = "typical"
name = "典型协商"
marks = 10
method = "per"
counts = "consultation.typical"
points = 2
cap = 10
kind = "bonus"
[[scoring.sheets.indicators]]
key = "back"
name = "办后反弹"
marks = 10
method = "deduct"
counts = "topic.reopened"
points = 2
kind = "penalty"
[[scoring.sheets]]
key = "township-year"
name = "镇街年度综合评价"
subject = "township"
period = "year"
full_marks = 100
mix = { of = "township-quarter", average = 0.6 }
part = { of = "政协工作年度目标考核", weight = 0.5 }
reward = { first = 6, name = "经费补助并通报至各单位" }
penalty_cap = 10
bonus_cap = 10
grades = [["优秀", 85], ["合格", 60], ["待改进", 0]]
[[scoring.sheets.indicators]]
key = "results"
name = "成果转化"
marks = 40
method = "ratio"
counts = "outcome.adopted"
over = "outcome.reported"
target = 0.8
[[scoring.sheets.indicators]]
key = "follow-up"
name = "跟踪问效"
marks = 30
method = "ratio"
counts = "commitment.verified"
over = "commitment.made"
target = 1.0
[[scoring.sheets.indicators]]
key = "cases"
name = "协商案例选编"
marks = 30
method = "grade"
counts = "activity.done"
form = "case"
options = { "区级" = 10, "市级" = 20, "省级" = 30 }
[[scoring.sheets.indicators]]
key = "reopened"
name = "办后反弹"
marks = 10
method = "deduct"
counts = "topic.reopened"
points = 2
kind = "penalty"
', '2026-11-27 16:56:21.183992+00'),
	(510199, 375731739992658056, 2, '2026-01-05', '李', '本县的考核', '# 雁江区：有事好商量。街区协商与乡邻协商，四步九环，5+X，五有，考评占全年目标的一半。
schema = 1
title = "5+X 四步九环"

[names]
platform = "有事好商量"
slogan = "有事好商量，众人的事情由众人商量"
station = "工作站"
topic = "议题"
consultation = "协商活动"
minutes = "协商纪要"
outcome = "协商成果"
commitment = "落实事项"
department = "承办单位"
member = "政协委员"
convener = "召集人"
circle = "议事小组"
answer = "办理答复"
rating = "满意度评价"
case = "典型协商"
screening = "三级会审"

[stations]
unified = ["统一标识", "统一制度", "统一“金句”上墙"]
[[stations.kinds]]
key = "street"
level = "township"
name = "街区协商工作站"
suffix = "“有事好商量·街区协商”工作站"
ends = ["街道", "社区"]
proposed = true
[[stations.kinds]]
key = "neighbour"
level = "township"
name = "乡邻协商工作站"
suffix = "“有事好商量·乡邻协商”工作站"
proposed = true
[[stations.standards]]
name = "五有"
kinds = ["street", "neighbour"]
items = [
  { key = "place", name = "有阵地", evidence = "photo" },
  { key = "sign", name = "有标识", evidence = "photo" },
  { key = "system", name = "有制度", evidence = "photo" },
  { key = "activity", name = "有活动", counts = "consultation.filed", at_least = 1, every = "quarter" },
  { key = "effect", name = "有实效", counts = "commitment.done", at_least = 1, every = "quarter" },
]

[placement]
modes = [
  { key = "fixed", name = "固定", note = "工作站辖区内委员为固定议事人员" },
  { key = "professional", name = "专业", note = "按界别(界联)编入，必要时邀请政协智库人员" },
]
principles = ["固定+专业", "每次协商议事活动都有政协委员参与"]
members_per_station = { min = 3, max = 10 }
facilitators_per_station = { min = 3, max = 5 }
covering = [
  { who = "1 名政协副主席+1 个专门委员会+N 名政协委员", level = "township", each = 4, note = "联系指导包联片区" },
]

[composition]
name = "5+X"
member_required = true
groups = [
  { key = "member", name = "政协委员", min = 1, counts_as = "member" },
  { key = "unit", name = "相关单位", min = 1, counts_as = "department" },
  { key = "citizen", name = "群众代表", min = 1, counts_as = "citizen" },
  { key = "notable", name = "社会贤达", min = 1, counts_as = "citizen" },
  { key = "stakeholder", name = "利益相关方", min = 1, counts_as = "citizen" },
  { key = "x", name = "X · 智库、专业人士", counts_as = "expert" },
]

[topics]
categories = [
  { key = "key", name = "党政重点" },
  { key = "hardship", name = "群众难点" },
  { key = "focus", name = "社会焦点" },
]
decline_reasons = [
  { key = "six", name = "属于“六不议”范围" },
  { key = "large", name = "选题过大，政协力所不及" },
  { key = "activity", name = "属于日常工作或活动，不是协商" },
  { key = "judicial", name = "已进入司法、信访程序" },
  { key = "policy", name = "法律政策已有明确规定" },
]
[topics.admission]
name = "六议六不议"
fit = [
  { key = "centre", text = "议党政中心工作在基层的落实" },
  { key = "livelihood", text = "议群众普遍关心的民生实事" },
  { key = "governance", text = "议社区、院落、村组的公共治理" },
  { key = "building", text = "议公共设施和环境的建设管护" },
  { key = "conflict", text = "议多方利益需要协调的矛盾" },
  { key = "able", text = "议商后能落地、见实效的事项" },
]
unfit = [
  { key = "law", text = "与法律法规、政策相抵触的不议" },
  { key = "judicial", text = "已进入司法、信访程序的不议" },
  { key = "private", text = "个人隐私和纯私人纠纷不议" },
  { key = "secret", text = "涉及国家秘密、商业秘密的不议" },
  { key = "decided", text = "上级已有明确决定的不议" },
  { key = "beyond", text = "超出本级职权、办不到的不议" },
]
example = true

[flow]
draw = "rings"
name = "四步九环"
[[flow.steps]]
name = "定题"
rings = [
  { kind = "propose", name = "选题", group = "选题", by = ["citizen", "member", "convener", "township", "office"] },
  { kind = "review", name = "镇街初筛", group = "三级会审", by = ["township"], days = 3, requires = ["admission"], level = "township" },
  { kind = "review", name = "联系委室审核", group = "三级会审", by = ["committee"], days = 5, level = "county" },
  { kind = "review", name = "党组会、主席会审议", group = "三级会审", by = ["leadership"], days = 10, level = "county" },
  { kind = "approve", name = "选题报党委审定", group = "三级会审", by = ["party"], of = "topic", days = 5 },
]
[[flow.steps]]
name = "调研"
rings = [
  { kind = "compose", name = "确定人员", group = "确定人员", by = ["convener", "township"], days = 5, requires = ["composition"] },
  { kind = "research", name = "商前调研", group = "商前调研", by = ["member", "convener", "township", "committee"], days = 10, requires = ["research_report", "visits:1"] },
  { kind = "approve", name = "协商方案报党委批准", group = "商前调研", by = ["party"], of = "scheme", days = 5 },
]
[[flow.steps]]
name = "协商"
rings = [
  { kind = "introduce", name = "介绍情况", group = "介绍情况", by = ["convener", "township", "committee"] },
  { kind = "discuss", name = "组织讨论", group = "组织讨论", by = ["convener", "township", "committee"], requires = ["member_present"] },
  { kind = "summarise", name = "汇总意见", group = "汇总意见", by = ["convener", "township", "committee"], requires = ["photos:1", "minutes"] },
]
[[flow.steps]]
name = "监督"
rings = [
  { kind = "report", name = "报送成果", group = "报送成果", by = ["convener", "township", "committee", "office"], days = 5 },
  { kind = "approve", name = "协商结果报党委审示", group = "报送成果", by = ["party"], of = "result", days = 5 },
  { kind = "approve", name = "成果转化由党委决定", group = "报送成果", by = ["party"], of = "conversion", days = 10 },
  { kind = "adopt", name = "采纳反馈", group = "监督落实", by = ["party", "office"], days = 10 },
  { kind = "carry_out", name = "落实", group = "监督落实", by = ["convener", "township", "office"] },
  { kind = "look_back", name = "回头看", group = "监督落实", by = ["member", "committee", "leadership"], days = 20, requires = ["opinion"] },
  { kind = "rate", name = "答复评价", group = "监督落实", by = ["convener", "township", "office"], days = 10 },
  { kind = "publish", name = "结果公开", group = "监督落实", by = ["township", "office"], days = 5 },
]

[consultations]
forms = [
  { key = "meeting", name = "会议协商", note = "会场" },
  { key = "site", name = "现场协商", note = "现场" },
  { key = "online", name = "网络协商", note = "互联网" },
  { key = "written", name = "书面协商" },
  { key = "talk", name = "沟通协商" },
]
[consultations.conclusions]
consensus = "达成共识"
partial = "达成部分共识"
none = "未达成共识，继续协商"
hard = "难以达成共识，报党委、政府作决策参考"

[outcomes]
kinds = [
  { key = "opinion", name = "协商意见" },
  { key = "proposal", name = "提案" },
  { key = "information", name = "社情民意" },
  { key = "inspection", name = "调研视察报告" },
  { key = "supervision", name = "民主监督意见" },
]
follow_up_days = [30, 90]
[outcomes.branches]
consensus = "报送成果，监督落实"
partial = "共识部分报送，其余续商"
none = "补充调研后再次协商"
hard = "报党委、政府作决策参考"

[publicity]
topics_from = "accepted"
mask_names = true
channels = ["党群服务中心公示栏", "雁江区政协网站"]

[[duties]]
key = "activity"
name = "每季度开展协商活动"
of = "station"
every = "quarter"
counts = "consultation.filed"
[[duties]]
key = "plan"
name = "年度协商计划报区委审定"
of = "county"
every = "year"
[[duties]]
key = "report-secretary"
name = "向区委专题汇报"
of = "county"
every = "year"
at_least = 2

[[activities]]
key = "case"
name = "协商案例"
levels = ["区级", "市级", "省级"]
note = "被选编、推广的协商案例，附文件或刊物照片"

[scoring]
[[scoring.sheets]]
key = "township-quarter"
name = "镇街季度考评"
subject = "township"
period = "quarter"
full_marks = 100
grades = [["优秀", 85], ["合格", 60], ["待改进", 0]]
bonus_cap = 10
penalty_cap = 10
[[scoring.sheets.indicators]]
key = "position"
name = "阵地建设"
marks = 20
method = "manual"
note = "对照“五有”“三统一”现场核验"
[[scoring.sheets.indicators]]
key = "activity"
name = "协商活动"
marks = 25
method = "per"
counts = "consultation.filed"
points = 5
cap = 25
[[scoring.sheets.indicators]]
key = "member"
name = "委员参与"
marks = 10
method = "per"
counts = "attendance.member"
points = 1
cap = 10
[[scoring.sheets.indicators]]
key = "on-time"
name = "按期办结"
marks = 20
method = "ratio"
counts = "commitment.done_on_time"
over = "commitment.due"
target = 1.0
[[scoring.sheets.indicators]]
key = "solved"
name = "解决问题"
marks = 15
method = "per"
counts = "topic.solved"
points = 3
cap = 15
[[scoring.sheets.indicators]]
key = "satisfaction"
name = "群众满意"
marks = 10
method = "steps"
counts = "rating.given"
result = "solved"
over = "rating.given"
steps = [[90, 10], [80, 8], [60, 5]]
note = "评价为“已解决”的比例"
[[scoring.sheets.indicators]]
key = "typical"
name = "典型协商"
marks = 10
method = "per"
counts = "consultation.typical"
points = 2
cap = 10
kind = "bonus"
[[scoring.sheets.indicators]]
key = "back"
name = "办后反弹"
marks = 10
method = "deduct"
counts = "topic.reopened"
points = 2
kind = "penalty"
[[scoring.sheets]]
key = "township-year"
name = "镇街年度综合评价"
subject = "township"
period = "year"
full_marks = 100
mix = { of = "township-quarter", average = 0.6 }
part = { of = "政协工作年度目标考核", weight = 0.5 }
reward = { first = 6, name = "经费补助并通报至各单位" }
penalty_cap = 10
bonus_cap = 10
grades = [["优秀", 85], ["合格", 60], ["待改进", 0]]
[[scoring.sheets.indicators]]
key = "results"
name = "成果转化"
marks = 40
method = "ratio"
counts = "outcome.adopted"
over = "outcome.reported"
target = 0.8
[[scoring.sheets.indicators]]
key = "follow-up"
name = "跟踪问效"
marks = 30
method = "ratio"
counts = "commitment.verified"
over = "commitment.made"
target = 1.0
[[scoring.sheets.indicators]]
key = "cases"
name = "协商案例选编"
marks = 30
method = "grade"
counts = "activity.done"
form = "case"
options = { "区级" = 10, "市级" = 20, "省级" = 30 }
[[scoring.sheets.indicators]]
key = "reopened"
name = "办后反弹"
marks = 10
method = "deduct"
counts = "topic.reopened"
points = 2
kind = "penalty"

[[scoring.sheets]]
key = "quarter"
name = "本县季度表"
subject = "station"
period = "quarter"
[[scoring.sheets.indicators]]
key = "filed"
name = "协商场次"
marks = 60
method = "per"
counts = "consultation.filed"
points = 20
[[scoring.sheets.indicators]]
key = "place"
name = "阵地建设"
marks = 40
method = "manual"
', '2026-11-27 16:56:21.833794+00');
INSERT INTO public.charter_draft VALUES
	(510199, 375731740116086927, '明年的规则', '李', 2, '{"schema": 1, "title": "5+X 四步九环", "names": {"platform": "有事好商量", "slogan": "有事好商量，众人的事情由众人商量", "station": "工作站", "topic": "议题", "consultation": "协商活动", "minutes": "协商纪要", "outcome": "协商成果", "commitment": "落实事项", "department": "承办单位", "member": "政协委员", "convener": "召集人", "circle": "议事小组", "answer": "办理答复", "rating": "满意度评价", "case": "典型协商", "screening": "三级会审", "theme": ""}, "stations": {"kinds": [{"key": "street", "level": "township", "name": "街区协商工作站", "suffix": "“有事好商量·街区协商”工作站", "proposed": true, "ends": ["街道", "社区"]}, {"key": "neighbour", "level": "township", "name": "乡邻协商工作站", "suffix": "“有事好商量·乡邻协商”工作站", "proposed": true, "ends": []}], "standards": [{"name": "五有", "kinds": ["street", "neighbour"], "items": [{"key": "place", "name": "有阵地", "evidence": "photo", "counts": "", "at_least": 0, "every": ""}, {"key": "sign", "name": "有标识", "evidence": "photo", "counts": "", "at_least": 0, "every": ""}, {"key": "system", "name": "有制度", "evidence": "photo", "counts": "", "at_least": 0, "every": ""}, {"key": "activity", "name": "有活动", "evidence": "", "counts": "consultation.filed", "at_least": 1, "every": "quarter"}, {"key": "effect", "name": "有实效", "evidence": "", "counts": "commitment.done", "at_least": 1, "every": "quarter"}]}], "unified": ["统一标识", "统一制度", "统一“金句”上墙"]}, "placement": {"modes": [{"key": "fixed", "name": "固定", "note": "工作站辖区内委员为固定议事人员"}, {"key": "professional", "name": "专业", "note": "按界别(界联)编入，必要时邀请政协智库人员"}], "principles": ["固定+专业", "每次协商议事活动都有政协委员参与"], "members_per_station": {"min": 3, "max": 10}, "facilitators_per_station": {"min": 3, "max": 5}, "covering": [{"who": "1 名政协副主席+1 个专门委员会+N 名政协委员", "level": "township", "each": 4, "note": "联系指导包联片区"}]}, "composition": {"name": "5+X", "groups": [{"key": "member", "name": "政协委员", "min": 1, "counts_as": "member"}, {"key": "unit", "name": "相关单位", "min": 1, "counts_as": "department"}, {"key": "citizen", "name": "群众代表", "min": 1, "counts_as": "citizen"}, {"key": "notable", "name": "社会贤达", "min": 1, "counts_as": "citizen"}, {"key": "stakeholder", "name": "利益相关方", "min": 1, "counts_as": "citizen"}, {"key": "x", "name": "X · 智库、专业人士", "min": 0, "counts_as": "expert"}], "member_required": true}, "topics": {"categories": [{"key": "key", "name": "党政重点", "note": ""}, {"key": "hardship", "name": "群众难点", "note": ""}, {"key": "focus", "name": "社会焦点", "note": ""}], "admission": {"name": "六议六不议", "fit": [{"key": "centre", "text": "议党政中心工作在基层的落实"}, {"key": "livelihood", "text": "议群众普遍关心的民生实事"}, {"key": "governance", "text": "议社区、院落、村组的公共治理"}, {"key": "building", "text": "议公共设施和环境的建设管护"}, {"key": "conflict", "text": "议多方利益需要协调的矛盾"}, {"key": "able", "text": "议商后能落地、见实效的事项"}], "unfit": [{"key": "law", "text": "与法律法规、政策相抵触的不议"}, {"key": "judicial", "text": "已进入司法、信访程序的不议"}, {"key": "private", "text": "个人隐私和纯私人纠纷不议"}, {"key": "secret", "text": "涉及国家秘密、商业秘密的不议"}, {"key": "decided", "text": "上级已有明确决定的不议"}, {"key": "beyond", "text": "超出本级职权、办不到的不议"}], "example": true}, "decline_reasons": [{"key": "six", "name": "属于“六不议”范围", "note": ""}, {"key": "large", "name": "选题过大，政协力所不及", "note": ""}, {"key": "activity", "name": "属于日常工作或活动，不是协商", "note": ""}, {"key": "judicial", "name": "已进入司法、信访程序", "note": ""}, {"key": "policy", "name": "法律政策已有明确规定", "note": ""}]}, "flow": {"draw": "rings", "steps": [{"name": "定题", "rings": [{"kind": "propose", "name": "选题", "by": ["citizen", "member", "convener", "township", "office"], "requires": [], "group": "选题", "of": ""}, {"kind": "review", "name": "镇街初筛", "by": ["township"], "days": 3, "requires": ["admission"], "group": "三级会审", "of": "", "level": "township"}, {"kind": "review", "name": "联系委室审核", "by": ["committee"], "days": 5, "requires": [], "group": "三级会审", "of": "", "level": "county"}, {"kind": "review", "name": "党组会、主席会审议", "by": ["leadership"], "days": 10, "requires": [], "group": "三级会审", "of": "", "level": "county"}, {"kind": "approve", "name": "选题报党委审定", "by": ["party"], "days": 5, "requires": [], "group": "三级会审", "of": "topic"}]}, {"name": "调研", "rings": [{"kind": "compose", "name": "确定人员", "by": ["convener", "township"], "days": 5, "requires": ["composition"], "group": "确定人员", "of": ""}, {"kind": "research", "name": "商前调研", "by": ["member", "convener", "township", "committee"], "days": 10, "requires": ["research_report", "visits:1"], "group": "商前调研", "of": ""}, {"kind": "approve", "name": "协商方案报党委批准", "by": ["party"], "days": 5, "requires": [], "group": "商前调研", "of": "scheme"}]}, {"name": "协商", "rings": [{"kind": "introduce", "name": "介绍情况", "by": ["convener", "township", "committee"], "requires": [], "group": "介绍情况", "of": ""}, {"kind": "discuss", "name": "组织讨论", "by": ["convener", "township", "committee"], "requires": ["member_present"], "group": "组织讨论", "of": ""}, {"kind": "summarise", "name": "汇总意见", "by": ["convener", "township", "committee"], "requires": ["photos:1", "minutes"], "group": "汇总意见", "of": ""}]}, {"name": "监督", "rings": [{"kind": "report", "name": "报送成果", "by": ["convener", "township", "committee", "office"], "days": 5, "requires": [], "group": "报送成果", "of": ""}, {"kind": "approve", "name": "协商结果报党委审示", "by": ["party"], "days": 5, "requires": [], "group": "报送成果", "of": "result"}, {"kind": "approve", "name": "成果转化由党委决定", "by": ["party"], "days": 10, "requires": [], "group": "报送成果", "of": "conversion"}, {"kind": "adopt", "name": "采纳反馈", "by": ["party", "office"], "days": 10, "requires": [], "group": "监督落实", "of": ""}, {"kind": "carry_out", "name": "落实", "by": ["convener", "township", "office"], "requires": [], "group": "监督落实", "of": ""}, {"kind": "look_back", "name": "回头看", "by": ["member", "committee", "leadership"], "days": 20, "requires": ["opinion"], "group": "监督落实", "of": ""}, {"kind": "rate", "name": "答复评价", "by": ["convener", "township", "office"], "days": 10, "requires": [], "group": "监督落实", "of": ""}, {"kind": "publish", "name": "结果公开", "by": ["township", "office"], "days": 5, "requires": [], "group": "监督落实", "of": ""}]}], "name": "四步九环"}, "consultations": {"forms": [{"key": "meeting", "name": "会议协商", "note": "会场"}, {"key": "site", "name": "现场协商", "note": "现场"}, {"key": "online", "name": "网络协商", "note": "互联网"}, {"key": "written", "name": "书面协商", "note": ""}, {"key": "talk", "name": "沟通协商", "note": ""}], "conclusions": {"consensus": "达成共识", "partial": "达成部分共识", "none": "未达成共识，继续协商", "hard": "难以达成共识，报党委、政府作决策参考"}}, "outcomes": {"kinds": [{"key": "opinion", "name": "协商意见", "note": ""}, {"key": "proposal", "name": "提案", "note": ""}, {"key": "information", "name": "社情民意", "note": ""}, {"key": "inspection", "name": "调研视察报告", "note": ""}, {"key": "supervision", "name": "民主监督意见", "note": ""}], "follow_up_days": [30, 90], "branches": {"consensus": "报送成果，监督落实", "partial": "共识部分报送，其余续商", "none": "补充调研后再次协商", "hard": "报党委、政府作决策参考"}}, "publicity": {"topics_from": "accepted", "mask_names": true, "channels": ["党群服务中心公示栏", "雁江区政协网站"]}, "duties": [{"key": "activity", "name": "每季度开展协商活动", "of": "station", "every": "quarter", "at_least": 1, "counts": "consultation.filed"}, {"key": "plan", "name": "年度协商计划报区委审定", "of": "county", "every": "year", "at_least": 1, "counts": ""}, {"key": "report-secretary", "name": "向区委专题汇报", "of": "county", "every": "year", "at_least": 2, "counts": ""}], "activities": [{"key": "case", "name": "协商案例", "levels": ["区级", "市级", "省级"], "together": false, "unit": "", "note": "被选编、推广的协商案例，附文件或刊物照片"}], "scoring": {"sheets": [{"key": "township-quarter", "name": "镇街季度考评", "subject": "township", "period": "quarter", "full_marks": 100.0, "decimals": 1, "indicators": [{"key": "position", "name": "阵地建设", "marks": 20.0, "method": "manual", "counts": "", "result": "", "form": "", "category": "", "over": "", "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": "对照“五有”“三统一”现场核验"}, {"key": "activity", "name": "协商活动", "marks": 25.0, "method": "per", "counts": "consultation.filed", "result": "", "form": "", "category": "", "over": "", "points": 5.0, "cap": 25.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "member", "name": "委员参与", "marks": 10.0, "method": "per", "counts": "attendance.member", "result": "", "form": "", "category": "", "over": "", "points": 1.0, "cap": 10.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "on-time", "name": "按期办结", "marks": 20.0, "method": "ratio", "counts": "commitment.done_on_time", "result": "", "form": "", "category": "", "over": "commitment.due", "target": 1.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "solved", "name": "解决问题", "marks": 15.0, "method": "per", "counts": "topic.solved", "result": "", "form": "", "category": "", "over": "", "points": 3.0, "cap": 15.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "satisfaction", "name": "群众满意", "marks": 10.0, "method": "steps", "counts": "rating.given", "result": "solved", "form": "", "category": "", "over": "rating.given", "empty": "zero", "steps": [[90.0, 10.0], [80.0, 8.0], [60.0, 5.0]], "options": {}, "among": [], "share": "", "kind": "base", "note": "评价为“已解决”的比例"}, {"key": "typical", "name": "典型协商", "marks": 10.0, "method": "per", "counts": "consultation.typical", "result": "", "form": "", "category": "", "over": "", "points": 2.0, "cap": 10.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "bonus", "note": ""}, {"key": "back", "name": "办后反弹", "marks": 10.0, "method": "deduct", "counts": "topic.reopened", "result": "", "form": "", "category": "", "over": "", "points": 2.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "penalty", "note": ""}], "bonus_cap": 10.0, "penalty_cap": 10.0, "grades": [["优秀", 85.0], ["合格", 60.0], ["待改进", 0.0]], "follows": {}, "sample": "", "sample_least": 0, "excluded": [], "late": "never"}, {"key": "township-year", "name": "镇街年度综合评价", "subject": "township", "period": "year", "full_marks": 100.0, "decimals": 1, "indicators": [{"key": "results", "name": "成果转化", "marks": 40.0, "method": "ratio", "counts": "outcome.adopted", "result": "", "form": "", "category": "", "over": "outcome.reported", "target": 0.8, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "follow-up", "name": "跟踪问效", "marks": 30.0, "method": "ratio", "counts": "commitment.verified", "result": "", "form": "", "category": "", "over": "commitment.made", "target": 1.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "cases", "name": "协商案例选编", "marks": 30.0, "method": "grade", "counts": "activity.done", "result": "", "form": "case", "category": "", "over": "", "empty": "zero", "steps": [], "options": {"区级": 10.0, "市级": 20.0, "省级": 30.0}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "reopened", "name": "办后反弹", "marks": 10.0, "method": "deduct", "counts": "topic.reopened", "result": "", "form": "", "category": "", "over": "", "points": 2.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "penalty", "note": ""}], "mix": {"of": "township-quarter", "average": 0.6}, "part": {"of": "政协工作年度目标考核", "weight": 0.5}, "reward": {"first": 6, "name": "经费补助并通报至各单位"}, "bonus_cap": 10.0, "penalty_cap": 10.0, "grades": [["优秀", 85.0], ["合格", 60.0], ["待改进", 0.0]], "follows": {}, "sample": "", "sample_least": 0, "excluded": [], "late": "never"}, {"key": "quarter", "name": "本县季度表", "subject": "station", "period": "quarter", "full_marks": 100, "decimals": 1, "indicators": [{"key": "filed", "name": "协商场次", "marks": 60.0, "method": "per", "counts": "consultation.filed", "result": "", "form": "", "category": "", "over": "", "points": 20.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "place", "name": "阵地建设", "marks": 40.0, "method": "manual", "counts": "", "result": "", "form": "", "category": "", "over": "", "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}], "grades": [], "follows": {}, "sample": "", "sample_least": 0, "excluded": [], "late": "never"}], "year_begins": 1}}', '{"schema": 1, "title": "5+X 四步九环", "names": {"platform": "有事好商量", "slogan": "有事好商量，众人的事情由众人商量", "station": "工作站", "topic": "议题", "consultation": "协商活动", "minutes": "协商纪要", "outcome": "协商成果", "commitment": "落实事项", "department": "承办单位", "member": "政协委员", "convener": "召集人", "circle": "议事小组", "answer": "办理答复", "rating": "满意度评价", "case": "典型协商", "screening": "三级会审", "theme": ""}, "stations": {"kinds": [{"key": "street", "level": "township", "name": "街区协商工作站", "suffix": "“有事好商量·街区协商”工作站", "proposed": true, "ends": ["街道", "社区"]}, {"key": "neighbour", "level": "township", "name": "乡邻协商工作站", "suffix": "“有事好商量·乡邻协商”工作站", "proposed": true, "ends": []}], "standards": [{"name": "五有", "kinds": ["street", "neighbour"], "items": [{"key": "place", "name": "有阵地", "evidence": "photo", "counts": "", "at_least": 0, "every": ""}, {"key": "sign", "name": "有标识", "evidence": "photo", "counts": "", "at_least": 0, "every": ""}, {"key": "system", "name": "有制度", "evidence": "photo", "counts": "", "at_least": 0, "every": ""}, {"key": "activity", "name": "有活动", "evidence": "", "counts": "consultation.filed", "at_least": 1, "every": "quarter"}, {"key": "effect", "name": "有实效", "evidence": "", "counts": "commitment.done", "at_least": 1, "every": "quarter"}]}], "unified": ["统一标识", "统一制度", "统一“金句”上墙"]}, "placement": {"modes": [{"key": "fixed", "name": "固定", "note": "工作站辖区内委员为固定议事人员"}, {"key": "professional", "name": "专业", "note": "按界别(界联)编入，必要时邀请政协智库人员"}], "principles": ["固定+专业", "每次协商议事活动都有政协委员参与"], "members_per_station": {"min": 3, "max": 10}, "facilitators_per_station": {"min": 3, "max": 5}, "covering": [{"who": "1 名政协副主席+1 个专门委员会+N 名政协委员", "level": "township", "each": 4, "note": "联系指导包联片区"}]}, "composition": {"name": "5+X", "groups": [{"key": "member", "name": "政协委员", "min": 1, "counts_as": "member"}, {"key": "unit", "name": "相关单位", "min": 1, "counts_as": "department"}, {"key": "citizen", "name": "群众代表", "min": 1, "counts_as": "citizen"}, {"key": "notable", "name": "社会贤达", "min": 1, "counts_as": "citizen"}, {"key": "stakeholder", "name": "利益相关方", "min": 1, "counts_as": "citizen"}, {"key": "x", "name": "X · 智库、专业人士", "min": 0, "counts_as": "expert"}], "member_required": true}, "topics": {"categories": [{"key": "key", "name": "党政重点", "note": ""}, {"key": "hardship", "name": "群众难点", "note": ""}, {"key": "focus", "name": "社会焦点", "note": ""}], "admission": {"name": "六议六不议", "fit": [{"key": "centre", "text": "议党政中心工作在基层的落实"}, {"key": "livelihood", "text": "议群众普遍关心的民生实事"}, {"key": "governance", "text": "议社区、院落、村组的公共治理"}, {"key": "building", "text": "议公共设施和环境的建设管护"}, {"key": "conflict", "text": "议多方利益需要协调的矛盾"}, {"key": "able", "text": "议商后能落地、见实效的事项"}], "unfit": [{"key": "law", "text": "与法律法规、政策相抵触的不议"}, {"key": "judicial", "text": "已进入司法、信访程序的不议"}, {"key": "private", "text": "个人隐私和纯私人纠纷不议"}, {"key": "secret", "text": "涉及国家秘密、商业秘密的不议"}, {"key": "decided", "text": "上级已有明确决定的不议"}, {"key": "beyond", "text": "超出本级职权、办不到的不议"}], "example": true}, "decline_reasons": [{"key": "six", "name": "属于“六不议”范围", "note": ""}, {"key": "large", "name": "选题过大，政协力所不及", "note": ""}, {"key": "activity", "name": "属于日常工作或活动，不是协商", "note": ""}, {"key": "judicial", "name": "已进入司法、信访程序", "note": ""}, {"key": "policy", "name": "法律政策已有明确规定", "note": ""}]}, "flow": {"draw": "rings", "steps": [{"name": "定题", "rings": [{"kind": "propose", "name": "选题", "by": ["citizen", "member", "convener", "township", "office"], "requires": [], "group": "选题", "of": ""}, {"kind": "review", "name": "镇街初筛", "by": ["township"], "days": 3, "requires": ["admission"], "group": "三级会审", "of": "", "level": "township"}, {"kind": "review", "name": "联系委室审核", "by": ["committee"], "days": 5, "requires": [], "group": "三级会审", "of": "", "level": "county"}, {"kind": "review", "name": "党组会、主席会审议", "by": ["leadership"], "days": 10, "requires": [], "group": "三级会审", "of": "", "level": "county"}, {"kind": "approve", "name": "选题报党委审定", "by": ["party"], "days": 5, "requires": [], "group": "三级会审", "of": "topic"}]}, {"name": "调研", "rings": [{"kind": "compose", "name": "确定人员", "by": ["convener", "township"], "days": 5, "requires": ["composition"], "group": "确定人员", "of": ""}, {"kind": "research", "name": "商前调研", "by": ["member", "convener", "township", "committee"], "days": 10, "requires": ["research_report", "visits:1"], "group": "商前调研", "of": ""}, {"kind": "approve", "name": "协商方案报党委批准", "by": ["party"], "days": 5, "requires": [], "group": "商前调研", "of": "scheme"}]}, {"name": "协商", "rings": [{"kind": "introduce", "name": "介绍情况", "by": ["convener", "township", "committee"], "requires": [], "group": "介绍情况", "of": ""}, {"kind": "discuss", "name": "组织讨论", "by": ["convener", "township", "committee"], "requires": ["member_present"], "group": "组织讨论", "of": ""}, {"kind": "summarise", "name": "汇总意见", "by": ["convener", "township", "committee"], "requires": ["photos:1", "minutes"], "group": "汇总意见", "of": ""}]}, {"name": "监督", "rings": [{"kind": "report", "name": "报送成果", "by": ["convener", "township", "committee", "office"], "days": 5, "requires": [], "group": "报送成果", "of": ""}, {"kind": "approve", "name": "协商结果报党委审示", "by": ["party"], "days": 5, "requires": [], "group": "报送成果", "of": "result"}, {"kind": "approve", "name": "成果转化由党委决定", "by": ["party"], "days": 10, "requires": [], "group": "报送成果", "of": "conversion"}, {"kind": "adopt", "name": "采纳反馈", "by": ["party", "office"], "days": 10, "requires": [], "group": "监督落实", "of": ""}, {"kind": "carry_out", "name": "落实", "by": ["convener", "township", "office"], "requires": [], "group": "监督落实", "of": ""}, {"kind": "look_back", "name": "回头看", "by": ["member", "committee", "leadership"], "days": 20, "requires": ["opinion"], "group": "监督落实", "of": ""}, {"kind": "rate", "name": "答复评价", "by": ["convener", "township", "office"], "days": 10, "requires": [], "group": "监督落实", "of": ""}, {"kind": "publish", "name": "结果公开", "by": ["township", "office"], "days": 5, "requires": [], "group": "监督落实", "of": ""}]}], "name": "四步九环"}, "consultations": {"forms": [{"key": "meeting", "name": "会议协商", "note": "会场"}, {"key": "site", "name": "现场协商", "note": "现场"}, {"key": "online", "name": "网络协商", "note": "互联网"}, {"key": "written", "name": "书面协商", "note": ""}, {"key": "talk", "name": "沟通协商", "note": ""}], "conclusions": {"consensus": "达成共识", "partial": "达成部分共识", "none": "未达成共识，继续协商", "hard": "难以达成共识，报党委、政府作决策参考"}}, "outcomes": {"kinds": [{"key": "opinion", "name": "协商意见", "note": ""}, {"key": "proposal", "name": "提案", "note": ""}, {"key": "information", "name": "社情民意", "note": ""}, {"key": "inspection", "name": "调研视察报告", "note": ""}, {"key": "supervision", "name": "民主监督意见", "note": ""}], "follow_up_days": [30, 90], "branches": {"consensus": "报送成果，监督落实", "partial": "共识部分报送，其余续商", "none": "补充调研后再次协商", "hard": "报党委、政府作决策参考"}}, "publicity": {"topics_from": "accepted", "mask_names": true, "channels": ["党群服务中心公示栏", "雁江区政协网站"]}, "duties": [{"key": "activity", "name": "每季度开展协商活动", "of": "station", "every": "quarter", "at_least": 1, "counts": "consultation.filed"}, {"key": "plan", "name": "年度协商计划报区委审定", "of": "county", "every": "year", "at_least": 1, "counts": ""}, {"key": "report-secretary", "name": "向区委专题汇报", "of": "county", "every": "year", "at_least": 2, "counts": ""}], "activities": [{"key": "case", "name": "协商案例", "levels": ["区级", "市级", "省级"], "together": false, "unit": "", "note": "被选编、推广的协商案例，附文件或刊物照片"}], "scoring": {"sheets": [{"key": "township-quarter", "name": "镇街季度考评", "subject": "township", "period": "quarter", "full_marks": 100.0, "decimals": 1, "indicators": [{"key": "position", "name": "阵地建设", "marks": 20.0, "method": "manual", "counts": "", "result": "", "form": "", "category": "", "over": "", "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": "对照“五有”“三统一”现场核验"}, {"key": "activity", "name": "协商活动", "marks": 25.0, "method": "per", "counts": "consultation.filed", "result": "", "form": "", "category": "", "over": "", "points": 5.0, "cap": 25.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "member", "name": "委员参与", "marks": 10.0, "method": "per", "counts": "attendance.member", "result": "", "form": "", "category": "", "over": "", "points": 1.0, "cap": 10.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "on-time", "name": "按期办结", "marks": 20.0, "method": "ratio", "counts": "commitment.done_on_time", "result": "", "form": "", "category": "", "over": "commitment.due", "target": 1.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "solved", "name": "解决问题", "marks": 15.0, "method": "per", "counts": "topic.solved", "result": "", "form": "", "category": "", "over": "", "points": 3.0, "cap": 15.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "satisfaction", "name": "群众满意", "marks": 10.0, "method": "steps", "counts": "rating.given", "result": "solved", "form": "", "category": "", "over": "rating.given", "empty": "zero", "steps": [[90.0, 10.0], [80.0, 8.0], [60.0, 5.0]], "options": {}, "among": [], "share": "", "kind": "base", "note": "评价为“已解决”的比例"}, {"key": "typical", "name": "典型协商", "marks": 10.0, "method": "per", "counts": "consultation.typical", "result": "", "form": "", "category": "", "over": "", "points": 2.0, "cap": 10.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "bonus", "note": ""}, {"key": "back", "name": "办后反弹", "marks": 10.0, "method": "deduct", "counts": "topic.reopened", "result": "", "form": "", "category": "", "over": "", "points": 2.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "penalty", "note": ""}], "bonus_cap": 10.0, "penalty_cap": 10.0, "grades": [["优秀", 85.0], ["合格", 60.0], ["待改进", 0.0]], "follows": {}, "sample": "", "sample_least": 0, "excluded": [], "late": "never"}, {"key": "township-year", "name": "镇街年度综合评价", "subject": "township", "period": "year", "full_marks": 100.0, "decimals": 1, "indicators": [{"key": "results", "name": "成果转化", "marks": 40.0, "method": "ratio", "counts": "outcome.adopted", "result": "", "form": "", "category": "", "over": "outcome.reported", "target": 0.8, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "follow-up", "name": "跟踪问效", "marks": 30.0, "method": "ratio", "counts": "commitment.verified", "result": "", "form": "", "category": "", "over": "commitment.made", "target": 1.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "cases", "name": "协商案例选编", "marks": 30.0, "method": "grade", "counts": "activity.done", "result": "", "form": "case", "category": "", "over": "", "empty": "zero", "steps": [], "options": {"区级": 10.0, "市级": 20.0, "省级": 30.0}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "reopened", "name": "办后反弹", "marks": 10.0, "method": "deduct", "counts": "topic.reopened", "result": "", "form": "", "category": "", "over": "", "points": 2.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "penalty", "note": ""}], "mix": {"of": "township-quarter", "average": 0.6}, "part": {"of": "政协工作年度目标考核", "weight": 0.5}, "reward": {"first": 6, "name": "经费补助并通报至各单位"}, "bonus_cap": 10.0, "penalty_cap": 10.0, "grades": [["优秀", 85.0], ["合格", 60.0], ["待改进", 0.0]], "follows": {}, "sample": "", "sample_least": 0, "excluded": [], "late": "never"}, {"key": "quarter", "name": "本县季度表", "subject": "station", "period": "quarter", "full_marks": 100, "decimals": 1, "indicators": [{"key": "filed", "name": "协商场次", "marks": 60.0, "method": "per", "counts": "consultation.filed", "result": "", "form": "", "category": "", "over": "", "points": 20.0, "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}, {"key": "place", "name": "阵地建设", "marks": 40.0, "method": "manual", "counts": "", "result": "", "form": "", "category": "", "over": "", "empty": "zero", "steps": [], "options": {}, "among": [], "share": "", "kind": "base", "note": ""}], "grades": [], "follows": {}, "sample": "", "sample_least": 0, "excluded": [], "late": "never"}], "year_begins": 1}}', '', '2026-11-27 16:56:21.863603+00', '2026-11-27 16:56:21.86361+00', '李', NULL, NULL);

INSERT INTO public.circle VALUES
	(510199, 375731737744318506, 375731737544073246, 'member', '委员member0', 375731737726017577, NULL),
	(510199, 375731737767624748, 375731737544073246, 'unit', '相关单位1', NULL, 375731737752854571),
	(510199, 375731737782374445, 375731737544073246, 'citizen', '群众代表1', NULL, NULL),
	(510199, 375731737795985454, 375731737544073246, 'notable', '社会贤达1', NULL, NULL),
	(510199, 375731737809518639, 375731737544073246, 'stakeholder', '利益相关方1', NULL, NULL),
	(510199, 375731737823051824, 375731737544073246, 'x', 'X · 智库、专1', NULL, NULL),
	(510199, 375731739837681788, 375731739730759792, 'member', '委员member0', 375731739827597435, NULL),
	(510199, 375731739852259453, 375731739730759792, 'unit', '相关单位1', NULL, 375731737752854571),
	(510199, 375731739865075838, 375731739730759792, 'citizen', '群众代表1', NULL, NULL),
	(510199, 375731739877109887, 375731739730759792, 'notable', '社会贤达1', NULL, NULL),
	(510199, 375731739890131072, 375731739730759792, 'stakeholder', '利益相关方1', NULL, NULL),
	(510199, 375731739902382209, 375731739730759792, 'x', 'X · 智库、专1', NULL, NULL);
INSERT INTO public.commitment VALUES
	(510199, 375731738178240599, 375731737544073246, 375731738163855446, '修好村口路灯', '2026-12-28', '2026-11-28', '三盏灯都已装好', '2026-11-28', 375731737442861067);
INSERT INTO public.consultation VALUES
	(510199, 375731737918373943, 375731737544073246, 375731737389125634, 1, '路灯怎么修', 'meeting', '村委会', '2026-11-28', '09:30', '介绍情况，讨论，汇总', '大家同意先修村口的三盏灯。', 'consensus', false, 'filed', '2026-11-27 16:56:21.357902+00', 2, '');

INSERT INTO public.county VALUES
	(510199, 'c510199', '试点县', '2026-11-27 16:56:21.179986+00');
INSERT INTO public.county_count VALUES
	(510199, '2026-10-01', 'activity', 'raised', 3),
	(510199, '2026-10-01', 'activity', 'accepted', 2),
	(510199, '2026-04-01', 'activity', 'consultations', 3),
	(510199, '2026-10-01', 'activity', 'consultations', 1),
	(510199, '2026-10-01', 'people', 'citizens', 3),
	(510199, '2026-10-01', 'people', 'departments', 1),
	(510199, '2026-10-01', 'people', 'member_attendances', 1),
	(510199, '2026-10-01', 'results', 'reported', 1),
	(510199, '2026-10-01', 'results', 'adopted', 1),
	(510199, '2026-10-01', 'results', 'promises', 1),
	(510199, '2026-10-01', 'results', 'promises_done', 1),
	(510199, '2026-10-01', 'results', 'promises_due', 1),
	(510199, '2026-10-01', 'results', 'promises_kept', 1),
	(510199, '2026-10-01', 'results', 'solved', 1),
	(510199, '2026-10-01', 'satisfaction', 'ratings', 1),
	(510199, '2026-10-01', 'satisfaction', 'ratings_solved', 1),
	(510199, '2026-10-01', 'satisfaction', 'stars', 5),
	(510199, '2026-10-01', 'members', 'members_attending', 1),
	(510199, '2026-10-01', 'activity', 'forms_used', 1),
	(510199, '2026-04-01', 'activity', 'forms_used', 1),
	(510199, '2026-10-01', 'activity', 'categories_used', 1),
	(510199, '2026-04-01', 'activity', 'categories_used', 1),
	(510199, '2026-10-01', 'activity', 'quarters_active', 1),
	(510199, '2026-04-01', 'activity', 'quarters_active', 1),
	(510199, '2026-10-01', 'results', 'way_raised', 3),
	(510199, '2026-10-01', 'results', 'way_accepted', 2),
	(510199, '2026-10-01', 'results', 'way_consulted', 1),
	(510199, '2026-10-01', 'results', 'way_adopted', 1),
	(510199, '2026-10-01', 'results', 'way_solved', 1),
	(510199, '2026-10-01', 'results', 'way_rated', 1),
	(510199, '2026-10-01', 'results', 'n_days_accept', 2),
	(510199, '2026-10-01', 'results', 'n_days_consult', 1),
	(510199, '2026-10-01', 'results', 'n_days_solve', 1),
	(510199, '2026-10-01', 'results', 'n_days_whole', 1),
	(510199, '2026-10-01', 'members', 'members', 2),
	(510199, '2026-10-01', 'members', 'members_placed', 0),
	(510199, '2026-10-01', 'members', 'members_rural', 0);
INSERT INTO public.department VALUES
	(510199, 375731737752854571, 'unit局0'),
	(510199, 375731738163855446, '住建局');


INSERT INTO public.ledger VALUES
	(510199, 375731737569910815, 'topic.raised', '2026-11-28', '2026-11-27 16:56:21.242659+00', NULL, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', 'citizen', NULL, '{}'),
	(510199, 375731737632350241, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.257902+00', 375731737442861067, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'pass', 'township', NULL, '{}'),
	(510199, 375731737661358115, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.264984+00', 375731737452572686, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'pass', 'committee', NULL, '{}'),
	(510199, 375731737689374757, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.271825+00', 375731737461968913, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'pass', 'leadership', NULL, '{}'),
	(510199, 375731737715650599, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.278239+00', 375731737471459348, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'approved', 'party', NULL, '{}'),
	(510199, 375731737715757096, 'topic.accepted', '2026-11-28', '2026-11-27 16:56:21.278263+00', 375731737471459348, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731737852117042, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.311557+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'done', 'convener', NULL, '{}'),
	(510199, 375731737876168756, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.317428+00', 375731737410809861, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'done', 'member', NULL, '{}'),
	(510199, 375731737895678006, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.322191+00', 375731737471459348, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'approved', 'party', NULL, '{}'),
	(510199, 375731738050891843, 'consultation.filed', '2026-11-28', '2026-11-27 16:56:21.360089+00', 375731737426964488, 375731737389125634, 375731737544073246, 375731737918373943, NULL, NULL, 1, 'township', 'neighbour', 'key', 'meeting', 'consensus', '', NULL, '{}'),
	(510199, 375731738051391556, 'attendance.member', '2026-11-28', '2026-11-27 16:56:21.360206+00', 375731737426964488, 375731737389125634, 375731737544073246, 375731737918373943, NULL, 375731737726017577, 1, 'township', 'neighbour', 'key', 'meeting', '', '', NULL, '{}'),
	(510199, 375731738051452997, 'attendance.citizen', '2026-11-28', '2026-11-27 16:56:21.360219+00', 375731737426964488, 375731737389125634, 375731737544073246, 375731737918373943, NULL, NULL, 3, 'township', 'neighbour', 'key', 'meeting', '', '', NULL, '{}'),
	(510199, 375731738051485766, 'attendance.department', '2026-11-28', '2026-11-27 16:56:21.360227+00', 375731737426964488, 375731737389125634, 375731737544073246, 375731737918373943, NULL, NULL, 1, 'township', 'neighbour', 'key', 'meeting', '', '', NULL, '{}'),
	(510199, 375731738051514439, 'statement.made', '2026-11-28', '2026-11-27 16:56:21.360233+00', 375731737426964488, 375731737389125634, 375731737544073246, 375731737918373943, NULL, NULL, 1, 'township', 'neighbour', 'key', 'meeting', '', '', NULL, '{}'),
	(510199, 375731738051539016, 'statement.answered', '2026-11-28', '2026-11-27 16:56:21.36024+00', 375731737426964488, 375731737389125634, 375731737544073246, 375731737918373943, NULL, NULL, 1, 'township', 'neighbour', 'key', 'meeting', '', '', NULL, '{}'),
	(510199, 375731738060419146, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.362411+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'consensus', 'convener', NULL, '{}'),
	(510199, 375731738085158988, 'outcome.reported', '2026-11-28', '2026-11-27 16:56:21.368451+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'opinion', '', NULL, '{}'),
	(510199, 375731738091012174, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.36988+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'reported', 'convener', NULL, '{}'),
	(510199, 375731738109591632, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.374417+00', 375731737471459348, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'approved', 'party', NULL, '{}'),
	(510199, 375731738130763858, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.379585+00', 375731737471459348, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'approved', 'party', NULL, '{}'),
	(510199, 375731738149883987, 'outcome.adopted', '2026-11-28', '2026-11-27 16:56:21.384254+00', 375731737471459348, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731738155311189, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.385578+00', 375731737471459348, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'adopted', 'party', NULL, '{}'),
	(510199, 375731738181759064, 'commitment.made', '2026-11-28', '2026-11-27 16:56:21.392035+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, 375731738178240599, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731738224832603, 'commitment.due', '2026-11-28', '2026-11-27 16:56:21.402552+00', NULL, 375731737389125634, 375731737544073246, NULL, 375731738178240599, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731738227142748, 'commitment.done', '2026-11-28', '2026-11-27 16:56:21.403116+00', 375731737488187418, 375731737389125634, 375731737544073246, NULL, 375731738178240599, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731738227249245, 'commitment.done_on_time', '2026-11-28', '2026-11-27 16:56:21.403138+00', 375731737488187418, 375731737389125634, 375731737544073246, NULL, 375731738178240599, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731738245226590, 'commitment.verified', '2026-11-28', '2026-11-27 16:56:21.407531+00', 375731737442861067, 375731737389125634, 375731737544073246, NULL, 375731738178240599, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731738265567328, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.412496+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'done', 'convener', NULL, '{}'),
	(510199, 375731738286481506, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.417602+00', 375731737410809861, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'done', 'member', NULL, '{}'),
	(510199, 375731738313605221, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.424224+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'answered', 'convener', NULL, '{}'),
	(510199, 375731738313719910, 'topic.answered', '2026-11-28', '2026-11-27 16:56:21.424249+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731738313760871, 'topic.solved', '2026-11-28', '2026-11-27 16:56:21.424259+00', 375731737426964488, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731739679273065, 'rating.given', '2026-11-28', '2026-11-27 16:56:21.757639+00', NULL, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 5, 'township', 'neighbour', 'key', '', 'solved', '', NULL, '{}'),
	(510199, 375731739685871723, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.759251+00', NULL, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'solved', 'citizen', NULL, '{}'),
	(510199, 375731739710009453, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.765143+00', 375731737442861067, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'done', 'township', NULL, '{}'),
	(510199, 375731739710120046, 'topic.closed', '2026-11-28', '2026-11-27 16:56:21.765167+00', 375731737442861067, 375731737389125634, 375731737544073246, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731739732443249, 'topic.raised', '2026-11-28', '2026-11-27 16:56:21.770621+00', NULL, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', 'citizen', NULL, '{}'),
	(510199, 375731739757478003, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.776732+00', 375731737442861067, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'pass', 'township', NULL, '{}'),
	(510199, 375731739780436085, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.782337+00', 375731737452572686, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'pass', 'committee', NULL, '{}'),
	(510199, 375731739800330359, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.787195+00', 375731737461968913, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'pass', 'leadership', NULL, '{}'),
	(510199, 375731739819483257, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.79187+00', 375731737471459348, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'approved', 'party', NULL, '{}'),
	(510199, 375731739819589754, 'topic.accepted', '2026-11-28', '2026-11-27 16:56:21.791893+00', 375731737471459348, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', '', NULL, '{}'),
	(510199, 375731739921629315, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.816808+00', 375731737426964488, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'done', 'convener', NULL, '{}'),
	(510199, 375731739944239237, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.822329+00', 375731737410809861, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'done', 'member', NULL, '{}'),
	(510199, 375731739962695815, 'topic.step', '2026-11-28', '2026-11-27 16:56:21.826834+00', 375731737471459348, 375731737389125634, 375731739730759792, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', 'approved', 'party', NULL, '{}'),
	(510199, 375731740027388043, 'topic.raised', '2026-11-28', '2026-11-27 16:56:21.842628+00', NULL, 375731737398087683, 375731740025647242, NULL, NULL, NULL, 1, 'township', 'neighbour', 'key', '', '', 'citizen', NULL, '{}'),
	(510199, 375731740186144912, 'consultation.filed', '2026-05-06', '2026-11-27 16:56:21.88139+00', NULL, 375731737389125634, NULL, NULL, NULL, NULL, 1, 'township', 'neighbour', '', '', '', '', NULL, '{}'),
	(510199, 375731740186312849, 'consultation.filed', '2026-05-06', '2026-11-27 16:56:21.881426+00', NULL, 375731737389125634, NULL, NULL, NULL, NULL, 1, 'township', 'neighbour', '', '', '', '', NULL, '{}'),
	(510199, 375731740186357906, 'consultation.filed', '2026-05-06', '2026-11-27 16:56:21.881436+00', NULL, 375731737398087683, NULL, NULL, NULL, NULL, 1, 'township', 'neighbour', '', '', '', '', NULL, '{}');

INSERT INTO public.mark VALUES
	(510199, 375731740275740820, 375731740198940819, '375731737389125634', 'place', NULL, '', '', NULL, 30, '现场看过', '张三', '2026-11-27 16:56:21.89227+00'),
	(510199, 375731740309676181, 375731740198940819, '375731737398087683', 'place', NULL, '', '', NULL, 30, '现场看过', '张三', '2026-11-27 16:56:21.905861+00');
INSERT INTO public.member VALUES
	(510199, 375731737726017577, '委员member0', '农业界', false, '', NULL, 'fixed', NULL, NULL),
	(510199, 375731739827597435, '委员member0', '农业界', false, '', NULL, 'fixed', NULL, NULL);
INSERT INTO public.migration VALUES
	('0001_baseline.sql', '2edbf9726cacf4d56a08adb5c9041f442739d7113ce73a9cb8e67dcc1ea28e9d', '2026-11-27 16:56:20.975864+00');
INSERT INTO public.nomination VALUES
	(510199, 375731740082929806, 375731737544073246, 51, false, NULL, '一件事', '一件事', '一件事', '一件事', '{}', '李', '2026-11-27 16:56:21.855503+00', '', NULL);
INSERT INTO public.outcome VALUES
	(510199, 375731738078625867, 375731737544073246, 'opinion', '建议十月底前修好村口路灯。', '县委、县政府', '2026-11-28', true, '照此办理', '2026-11-28');
INSERT INTO public.participant VALUES
	(510199, 375731737926459450, 375731737918373943, 'citizen', '群众代表1', NULL, NULL, 'present'),
	(510199, 375731737926492219, 375731737918373943, 'notable', '社会贤达1', NULL, NULL, 'present'),
	(510199, 375731737926520892, 375731737918373943, 'stakeholder', '利益相关方1', NULL, NULL, 'present'),
	(510199, 375731737926545469, 375731737918373943, 'x', 'X · 智库、专1', NULL, NULL, 'present'),
	(510199, 375731737925292088, 375731737918373943, 'member', '委员member0', 375731737726017577, NULL, 'present'),
	(510199, 375731737926398009, 375731737918373943, 'unit', '相关单位1', NULL, 375731737752854571, 'present');
INSERT INTO public.passage VALUES
	(510199, 375731737625051168, 375731737544073246, 1, 'review', 'pass', '可以', '{"ticked": ["able", "beyond", "building", "centre", "conflict", "decided", "governance", "judicial", "law", "livelihood", "private", "secret"]}', 375731737442861067, 'township', '2026-11-28', '2026-11-27 16:56:21.255552+00'),
	(510199, 375731737656492066, 375731737544073246, 2, 'review', 'pass', '可以', '{"ticked": ["able", "beyond", "building", "centre", "conflict", "decided", "governance", "judicial", "law", "livelihood", "private", "secret"]}', 375731737452572686, 'committee', '2026-11-28', '2026-11-27 16:56:21.263492+00'),
	(510199, 375731737684561956, 375731737544073246, 3, 'review', 'pass', '可以', '{"ticked": ["able", "beyond", "building", "centre", "conflict", "decided", "governance", "judicial", "law", "livelihood", "private", "secret"]}', 375731737461968913, 'leadership', '2026-11-28', '2026-11-27 16:56:21.270348+00'),
	(510199, 375731737709953062, 375731737544073246, 4, 'approve', 'approved', '同意', '{"document": "县委〔2026〕3号"}', 375731737471459348, 'party', '2026-11-28', '2026-11-27 16:56:21.276544+00'),
	(510199, 375731737846546481, 375731737544073246, 5, 'compose', 'done', '走访了住户，情况属实。', '{"visits": 1}', 375731737426964488, 'convener', '2026-11-28', '2026-11-27 16:56:21.309855+00'),
	(510199, 375731737872220211, 375731737544073246, 6, 'research', 'done', '走访了住户，情况属实。', '{"visits": 1}', 375731737410809861, 'member', '2026-11-28', '2026-11-27 16:56:21.316145+00'),
	(510199, 375731737891967029, 375731737544073246, 7, 'approve', 'approved', '同意', '{"document": "县委〔2026〕3号"}', 375731737471459348, 'party', '2026-11-28', '2026-11-27 16:56:21.321044+00'),
	(510199, 375731738056601673, 375731737544073246, 8, 'introduce', 'consensus', '', '{"round": 1, "consultation": 375731737918373943}', 375731737426964488, 'convener', '2026-11-28', '2026-11-27 16:56:21.361221+00'),
	(510199, 375731738087723085, 375731737544073246, 11, 'report', 'reported', '建议十月底前修好村口路灯。', '{"to": "县委、县政府", "kind": "opinion", "outcome": 375731738078625867}', 375731737426964488, 'convener', '2026-11-28', '2026-11-27 16:56:21.368834+00'),
	(510199, 375731738106191951, 375731737544073246, 12, 'approve', 'approved', '同意', '{"document": "县委〔2026〕3号"}', 375731737471459348, 'party', '2026-11-28', '2026-11-27 16:56:21.373359+00'),
	(510199, 375731738127286353, 375731737544073246, 13, 'approve', 'approved', '同意', '{"document": "县委〔2026〕3号"}', 375731737471459348, 'party', '2026-11-28', '2026-11-27 16:56:21.378277+00'),
	(510199, 375731738152370260, 375731737544073246, 14, 'adopt', 'adopted', '照此办理', '{}', 375731737471459348, 'party', '2026-11-28', '2026-11-27 16:56:21.384628+00'),
	(510199, 375731738262474847, 375731737544073246, 15, 'carry_out', 'done', '已现场核验', '{}', 375731737426964488, 'convener', '2026-11-28', '2026-11-27 16:56:21.411507+00'),
	(510199, 375731738283602017, 375731737544073246, 16, 'look_back', 'done', '走访了住户，情况属实。', '{"visits": 1}', 375731737410809861, 'member', '2026-11-28', '2026-11-27 16:56:21.416643+00'),
	(510199, 375731738310520932, 375731737544073246, 17, 'rate', 'answered', '村口三盏路灯十月二十日已经修好。', '{}', 375731737426964488, 'convener', '2026-11-28', '2026-11-27 16:56:21.423217+00'),
	(510199, 375731739682381930, 375731737544073246, 17, 'rate', 'solved', '', '{"stars": 5}', NULL, 'citizen', '2026-11-28', '2026-11-27 16:56:21.758158+00'),
	(510199, 375731739705983084, 375731737544073246, 18, 'publish', 'done', '走访了住户，情况属实。', '{"visits": 1}', 375731737442861067, 'township', '2026-11-28', '2026-11-27 16:56:21.763841+00'),
	(510199, 375731739754496114, 375731739730759792, 1, 'review', 'pass', '可以', '{"ticked": ["able", "beyond", "building", "centre", "conflict", "decided", "governance", "judicial", "law", "livelihood", "private", "secret"]}', 375731737442861067, 'township', '2026-11-28', '2026-11-27 16:56:21.775776+00'),
	(510199, 375731739777114228, 375731739730759792, 2, 'review', 'pass', '可以', '{"ticked": ["able", "beyond", "building", "centre", "conflict", "decided", "governance", "judicial", "law", "livelihood", "private", "secret"]}', 375731737452572686, 'committee', '2026-11-28', '2026-11-27 16:56:21.781297+00'),
	(510199, 375731739797307510, 375731739730759792, 3, 'review', 'pass', '可以', '{"ticked": ["able", "beyond", "building", "centre", "conflict", "decided", "governance", "judicial", "law", "livelihood", "private", "secret"]}', 375731737461968913, 'leadership', '2026-11-28', '2026-11-27 16:56:21.786229+00'),
	(510199, 375731739815862392, 375731739730759792, 4, 'approve', 'approved', '同意', '{"document": "县委〔2026〕3号"}', 375731737471459348, 'party', '2026-11-28', '2026-11-27 16:56:21.790756+00'),
	(510199, 375731739918250114, 375731739730759792, 5, 'compose', 'done', '走访了住户，情况属实。', '{"visits": 1}', 375731737426964488, 'convener', '2026-11-28', '2026-11-27 16:56:21.815723+00'),
	(510199, 375731739940876420, 375731739730759792, 6, 'research', 'done', '走访了住户，情况属实。', '{"visits": 1}', 375731737410809861, 'member', '2026-11-28', '2026-11-27 16:56:21.821246+00'),
	(510199, 375731739959709830, 375731739730759792, 7, 'approve', 'approved', '同意', '{"document": "县委〔2026〕3号"}', 375731737471459348, 'party', '2026-11-28', '2026-11-27 16:56:21.825864+00');
INSERT INTO public.photo VALUES
	(510199, 375731737978966079, NULL, 375731737918373943, NULL, NULL, '', 'ready', '', '510199/walk/1', '', 1280, 960, NULL, false, NULL, NULL, NULL, '2026-11-27 16:56:21.341543+00', NULL, NULL, NULL, NULL),
	(510199, 375731737979899968, NULL, 375731737918373943, NULL, NULL, '', 'ready', '', '510199/walk/2', '', 1280, 960, NULL, false, NULL, NULL, NULL, '2026-11-27 16:56:21.341543+00', NULL, NULL, NULL, NULL),
	(510199, 375731737979973697, NULL, 375731737918373943, NULL, NULL, '', 'ready', '', '510199/walk/3', '', 1280, 960, NULL, false, NULL, NULL, NULL, '2026-11-27 16:56:21.341543+00', NULL, NULL, NULL, NULL),
	(510199, 375731740078272653, NULL, NULL, NULL, NULL, '', 'ready', '', '510199/sign', '', 1280, 960, NULL, false, NULL, NULL, NULL, '2026-11-27 16:56:21.849516+00', NULL, NULL, NULL, 375731740074160268);

INSERT INTO public.progress VALUES
	(510199, 375731738201309273, 375731738178240599, '灯杆已经到货', 375731737488187418, '2026-11-28'),
	(510199, 375731738219528282, 375731738178240599, '三盏灯都已装好', 375731737488187418, '2026-11-28');
INSERT INTO public.provider VALUES
	(510199, 375731737407737860, '测试身份服务', 'http://127.0.0.1:1', 'a', 'b', true);

INSERT INTO public.published_charter VALUES
	(510199, '有事好商量', '5+X 四步九环', 2, '# 雁江区：有事好商量。街区协商与乡邻协商，四步九环，5+X，五有，考评占全年目标的一半。
schema = 1
title = "5+X 四步九环"

[names]
platform = "有事好商量"
slogan = "有事好商量，众人的事情由众人商量"
station = "工作站"
topic = "议题"
consultation = "协商活动"
minutes = "协商纪要"
outcome = "协商成果"
commitment = "落实事项"
department = "承办单位"
member = "政协委员"
convener = "召集人"
circle = "议事小组"
answer = "办理答复"
rating = "满意度评价"
case = "典型协商"
screening = "三级会审"

[stations]
unified = ["统一标识", "统一制度", "统一“金句”上墙"]
[[stations.kinds]]
key = "street"
level = "township"
name = "街区协商工作站"
suffix = "“有事好商量·街区协商”工作站"
ends = ["街道", "社区"]
proposed = true
[[stations.kinds]]
key = "neighbour"
level = "township"
name = "乡邻协商工作站"
suffix = "“有事好商量·乡邻协商”工作站"
proposed = true
[[stations.standards]]
name = "五有"
kinds = ["street", "neighbour"]
items = [
  { key = "place", name = "有阵地", evidence = "photo" },
  { key = "sign", name = "有标识", evidence = "photo" },
  { key = "system", name = "有制度", evidence = "photo" },
  { key = "activity", name = "有活动", counts = "consultation.filed", at_least = 1, every = "quarter" },
  { key = "effect", name = "有实效", counts = "commitment.done", at_least = 1, every = "quarter" },
]

[placement]
modes = [
  { key = "fixed", name = "固定", note = "工作站辖区内委员为固定议事人员" },
  { key = "professional", name = "专业", note = "按界别(界联)编入，必要时邀请政协智库人员" },
]
principles = ["固定+专业", "每次协商议事活动都有政协委员参与"]
members_per_station = { min = 3, max = 10 }
facilitators_per_station = { min = 3, max = 5 }
covering = [
  { who = "1 名政协副主席+1 个专门委员会+N 名政协委员", level = "township", each = 4, note = "联系指导包联片区" },
]

[composition]
name = "5+X"
member_required = true
groups = [
  { key = "member", name = "政协委员", min = 1, counts_as = "member" },
  { key = "unit", name = "相关单位", min = 1, counts_as = "department" },
  { key = "citizen", name = "群众代表", min = 1, counts_as = "citizen" },
  { key = "notable", name = "社会贤达", min = 1, counts_as = "citizen" },
  { key = "stakeholder", name = "利益相关方", min = 1, counts_as = "citizen" },
  { key = "x", name = "X · 智库、专业人士", counts_as = "expert" },
]

[topics]
categories = [
  { key = "key", name = "党政重点" },
  { key = "hardship", name = "群众难点" },
  { key = "focus", name = "社会焦点" },
]
decline_reasons = [
  { key = "six", name = "属于“六不议”范围" },
  { key = "large", name = "选题过大，政协力所不及" },
  { key = "activity", name = "属于日常工作或活动，不是协商" },
  { key = "judicial", name = "已进入司法、信访程序" },
  { key = "policy", name = "法律政策已有明确规定" },
]
[topics.admission]
name = "六议六不议"
fit = [
  { key = "centre", text = "议党政中心工作在基层的落实" },
  { key = "livelihood", text = "议群众普遍关心的民生实事" },
  { key = "governance", text = "议社区、院落、村组的公共治理" },
  { key = "building", text = "议公共设施和环境的建设管护" },
  { key = "conflict", text = "议多方利益需要协调的矛盾" },
  { key = "able", text = "议商后能落地、见实效的事项" },
]
unfit = [
  { key = "law", text = "与法律法规、政策相抵触的不议" },
  { key = "judicial", text = "已进入司法、信访程序的不议" },
  { key = "private", text = "个人隐私和纯私人纠纷不议" },
  { key = "secret", text = "涉及国家秘密、商业秘密的不议" },
  { key = "decided", text = "上级已有明确决定的不议" },
  { key = "beyond", text = "超出本级职权、办不到的不议" },
]
example = true

[flow]
draw = "rings"
name = "四步九环"
[[flow.steps]]
name = "定题"
rings = [
  { kind = "propose", name = "选题", group = "选题", by = ["citizen", "member", "convener", "township", "office"] },
  { kind = "review", name = "镇街初筛", group = "三级会审", by = ["township"], days = 3, requires = ["admission"], level = "township" },
  { kind = "review", name = "联系委室审核", group = "三级会审", by = ["committee"], days = 5, level = "county" },
  { kind = "review", name = "党组会、主席会审议", group = "三级会审", by = ["leadership"], days = 10, level = "county" },
  { kind = "approve", name = "选题报党委审定", group = "三级会审", by = ["party"], of = "topic", days = 5 },
]
[[flow.steps]]
name = "调研"
rings = [
  { kind = "compose", name = "确定人员", group = "确定人员", by = ["convener", "township"], days = 5, requires = ["composition"] },
  { kind = "research", name = "商前调研", group = "商前调研", by = ["member", "convener", "township", "committee"], days = 10, requires = ["research_report", "visits:1"] },
  { kind = "approve", name = "协商方案报党委批准", group = "商前调研", by = ["party"], of = "scheme", days = 5 },
]
[[flow.steps]]
name = "协商"
rings = [
  { kind = "introduce", name = "介绍情况", group = "介绍情况", by = ["convener", "township", "committee"] },
  { kind = "discuss", name = "组织讨论", group = "组织讨论", by = ["convener", "township", "committee"], requires = ["member_present"] },
  { kind = "summarise", name = "汇总意见", group = "汇总意见", by = ["convener", "township", "committee"], requires = ["photos:1", "minutes"] },
]
[[flow.steps]]
name = "监督"
rings = [
  { kind = "report", name = "报送成果", group = "报送成果", by = ["convener", "township", "committee", "office"], days = 5 },
  { kind = "approve", name = "协商结果报党委审示", group = "报送成果", by = ["party"], of = "result", days = 5 },
  { kind = "approve", name = "成果转化由党委决定", group = "报送成果", by = ["party"], of = "conversion", days = 10 },
  { kind = "adopt", name = "采纳反馈", group = "监督落实", by = ["party", "office"], days = 10 },
  { kind = "carry_out", name = "落实", group = "监督落实", by = ["convener", "township", "office"] },
  { kind = "look_back", name = "回头看", group = "监督落实", by = ["member", "committee", "leadership"], days = 20, requires = ["opinion"] },
  { kind = "rate", name = "答复评价", group = "监督落实", by = ["convener", "township", "office"], days = 10 },
  { kind = "publish", name = "结果公开", group = "监督落实", by = ["township", "office"], days = 5 },
]

[consultations]
forms = [
  { key = "meeting", name = "会议协商", note = "会场" },
  { key = "site", name = "现场协商", note = "现场" },
  { key = "online", name = "网络协商", note = "互联网" },
  { key = "written", name = "书面协商" },
  { key = "talk", name = "沟通协商" },
]
[consultations.conclusions]
consensus = "达成共识"
partial = "达成部分共识"
none = "未达成共识，继续协商"
hard = "难以达成共识，报党委、政府作决策参考"

[outcomes]
kinds = [
  { key = "opinion", name = "协商意见" },
  { key = "proposal", name = "提案" },
  { key = "information", name = "社情民意" },
  { key = "inspection", name = "调研视察报告" },
  { key = "supervision", name = "民主监督意见" },
]
follow_up_days = [30, 90]
[outcomes.branches]
consensus = "报送成果，监督落实"
partial = "共识部分报送，其余续商"
none = "补充调研后再次协商"
hard = "报党委、政府作决策参考"

[publicity]
topics_from = "accepted"
mask_names = true
channels = ["党群服务中心公示栏", "雁江区政协网站"]

[[duties]]
key = "activity"
name = "每季度开展协商活动"
of = "station"
every = "quarter"
counts = "consultation.filed"
[[duties]]
key = "plan"
name = "年度协商计划报区委审定"
of = "county"
every = "year"
[[duties]]
key = "report-secretary"
name = "向区委专题汇报"
of = "county"
every = "year"
at_least = 2

[[activities]]
key = "case"
name = "协商案例"
levels = ["区级", "市级", "省级"]
note = "被选编、推广的协商案例，附文件或刊物照片"

[scoring]
[[scoring.sheets]]
key = "township-quarter"
name = "镇街季度考评"
subject = "township"
period = "quarter"
full_marks = 100
grades = [["优秀", 85], ["合格", 60], ["待改进", 0]]
bonus_cap = 10
penalty_cap = 10
[[scoring.sheets.indicators]]
key = "position"
name = "阵地建设"
marks = 20
method = "manual"
note = "对照“五有”“三统一”现场核验"
[[scoring.sheets.indicators]]
key = "activity"
name = "协商活动"
marks = 25
method = "per"
counts = "consultation.filed"
points = 5
cap = 25
[[scoring.sheets.indicators]]
key = "member"
name = "委员参与"
marks = 10
method = "per"
counts = "attendance.member"
points = 1
cap = 10
[[scoring.sheets.indicators]]
key = "on-time"
name = "按期办结"
marks = 20
method = "ratio"
counts = "commitment.done_on_time"
over = "commitment.due"
target = 1.0
[[scoring.sheets.indicators]]
key = "solved"
name = "解决问题"
marks = 15
method = "per"
counts = "topic.solved"
points = 3
cap = 15
[[scoring.sheets.indicators]]
key = "satisfaction"
name = "群众满意"
marks = 10
method = "steps"
counts = "rating.given"
result = "solved"
over = "rating.given"
steps = [[90, 10], [80, 8], [60, 5]]
note = "评价为“已解决”的比例"
[[scoring.sheets.indicators]]
key = "typical"
name = "典型协商"
marks = 10
method = "per"
counts = "consultation.typical"
points = 2
cap = 10
kind = "bonus"
[[scoring.sheets.indicators]]
key = "back"
name = "办后反弹"
marks = 10
method = "deduct"
counts = "topic.reopened"
points = 2
kind = "penalty"
[[scoring.sheets]]
key = "township-year"
name = "镇街年度综合评价"
subject = "township"
period = "year"
full_marks = 100
mix = { of = "township-quarter", average = 0.6 }
part = { of = "政协工作年度目标考核", weight = 0.5 }
reward = { first = 6, name = "经费补助并通报至各单位" }
penalty_cap = 10
bonus_cap = 10
grades = [["优秀", 85], ["合格", 60], ["待改进", 0]]
[[scoring.sheets.indicators]]
key = "results"
name = "成果转化"
marks = 40
method = "ratio"
counts = "outcome.adopted"
over = "outcome.reported"
target = 0.8
[[scoring.sheets.indicators]]
key = "follow-up"
name = "跟踪问效"
marks = 30
method = "ratio"
counts = "commitment.verified"
over = "commitment.made"
target = 1.0
[[scoring.sheets.indicators]]
key = "cases"
name = "协商案例选编"
marks = 30
method = "grade"
counts = "activity.done"
form = "case"
options = { "区级" = 10, "市级" = 20, "省级" = 30 }
[[scoring.sheets.indicators]]
key = "reopened"
name = "办后反弹"
marks = 10
method = "deduct"
counts = "topic.reopened"
points = 2
kind = "penalty"

[[scoring.sheets]]
key = "quarter"
name = "本县季度表"
subject = "station"
period = "quarter"
[[scoring.sheets.indicators]]
key = "filed"
name = "协商场次"
marks = 60
method = "per"
counts = "consultation.filed"
points = 20
[[scoring.sheets.indicators]]
key = "place"
name = "阵地建设"
marks = 40
method = "manual"
', '张三', '2026-11-27 16:56:21.87913+00', NULL);
INSERT INTO public.rating VALUES
	(510199, 375731739676156008, 375731737544073246, 375731738305781859, true, 5, '', '2026-11-28');
INSERT INTO public.seal VALUES
	(510199, 1, 375731737569910815, '1093a998e4fc0eab325663450b2111e053aedf784100fb00794f3ea06b07ee6f', '2026-11-27 16:56:21.939096+00'),
	(510199, 2, 375731737632350241, '4a038fd2064266997c102b3716994f08c1592308e9102be0cb6370958cf9b009', '2026-11-27 16:56:21.939096+00'),
	(510199, 3, 375731737661358115, 'aafeeca357a248ec76864a9ce0c6659407c5b6a0c251fc811cdec89afa7ec470', '2026-11-27 16:56:21.939096+00'),
	(510199, 4, 375731737689374757, 'e918eb1d74d8d95c40d82ae1791deb813df1406b136fab17c5d86887a806de37', '2026-11-27 16:56:21.939096+00'),
	(510199, 5, 375731737715650599, 'a8ae2f72c52877cb3c01de88aaa591d7b2eda0675f1487d32e63bcfe5cd3a91c', '2026-11-27 16:56:21.939096+00'),
	(510199, 6, 375731737715757096, '6c4a042f1d8351f3459760afbf962550fe25562ca2a2aec51fa317c2e215d73b', '2026-11-27 16:56:21.939096+00'),
	(510199, 7, 375731737852117042, '0ef571a9a853b17252648791f10692ca8eba5ed675ae0301596077b50986e6c7', '2026-11-27 16:56:21.939096+00'),
	(510199, 8, 375731737876168756, '7f3f727f3427ece5d5d817961b104d80f5e69052409b37bd3224cc69f8301d7d', '2026-11-27 16:56:21.939096+00'),
	(510199, 9, 375731737895678006, '77b74c700c1d1371949cb5dda7cff25315e4cac0c649f4fc750cd4ba4a1b7e31', '2026-11-27 16:56:21.939096+00'),
	(510199, 10, 375731738050891843, 'd658bd303c419756b3ad3e1ef4ae81ec1b2d9aed73bdf0c3444dfd830929daac', '2026-11-27 16:56:21.939096+00'),
	(510199, 11, 375731738051391556, 'e5d94738e8087014b731cafefebe142be7bf642a14d1360e6199ec89bfac2020', '2026-11-27 16:56:21.939096+00'),
	(510199, 12, 375731738051452997, '414240b930432d1b3e933f7bd1c3df68a9bbbc51cd1d135eec8b61a79ddba804', '2026-11-27 16:56:21.939096+00'),
	(510199, 13, 375731738051485766, '7a0d28eea0d0f9710c14dd6ef3c39821309c530680bcf4e9070d5a091595ece9', '2026-11-27 16:56:21.939096+00'),
	(510199, 14, 375731738051514439, '1251dbd31ce64402a417a19a2bca208759459232c9dc311d05ef2a6d74c55ef8', '2026-11-27 16:56:21.939096+00'),
	(510199, 15, 375731738051539016, '69f9c0dc1a96146fda3357c6cad6cabf3b7680e96b5d671ab2d2dd0380aca2bc', '2026-11-27 16:56:21.939096+00'),
	(510199, 16, 375731738060419146, '2cb591b86674dddd036edde210f3e781793c2ddfd410e8c99548c5406a325432', '2026-11-27 16:56:21.939096+00'),
	(510199, 17, 375731738085158988, 'a7510d3806738feb08adfa1be2f4ffc526c3cd491083a1e22a09d3287986dfb7', '2026-11-27 16:56:21.939096+00'),
	(510199, 18, 375731738091012174, '861c7ac2c59409ed054d55ddf23234efeabb576b5f93cd179244eb2b3718fd08', '2026-11-27 16:56:21.939096+00'),
	(510199, 19, 375731738109591632, 'a122e0f101d99e01abc5138a7b13f74a045b8aeda9b881c7adda4fa86083cf5f', '2026-11-27 16:56:21.939096+00'),
	(510199, 20, 375731738130763858, '0aee09daf4284ef324f1c0aed727d8f0febedf1f2ca3ab498adbaf3307635517', '2026-11-27 16:56:21.939096+00'),
	(510199, 21, 375731738149883987, 'de68a70f6b91d7fb9e3dd64991a671652a9efce7ed012204c8bc21323067343f', '2026-11-27 16:56:21.939096+00'),
	(510199, 22, 375731738155311189, '36dce00ba6008063d1e0b42861f35ad209c5f706686e493babe89c983247ee4e', '2026-11-27 16:56:21.939096+00'),
	(510199, 23, 375731738181759064, '37fa9e9d8709822a1b85e72399e7d3d9ce0b7bfd742a806174465c798e596841', '2026-11-27 16:56:21.939096+00'),
	(510199, 24, 375731738224832603, 'bac5828ceb3c9ccbf1f8a0d1f4815cf81424a14f20d4d15f3249abb5b969ba48', '2026-11-27 16:56:21.939096+00'),
	(510199, 25, 375731738227142748, '90150548fb1c3372d37eba7378bbe29ae85f638ade1e5fbb23a163bc80e33440', '2026-11-27 16:56:21.939096+00'),
	(510199, 26, 375731738227249245, 'd1cb4d4f800e9d5736115534a3ca1e888391f1d7cce5374e2c639bc1c63d02ec', '2026-11-27 16:56:21.939096+00'),
	(510199, 27, 375731738245226590, 'a5a8c701a6446a9230681ed7f5d3f77e744c23d54e03b52d867d5f9edc6ffd57', '2026-11-27 16:56:21.939096+00'),
	(510199, 28, 375731738265567328, 'd10ea248a75cd0fea4ce6e28d59b52401eb3e2b74f427c93963cd8206eae69ff', '2026-11-27 16:56:21.939096+00'),
	(510199, 29, 375731738286481506, 'eeb40976b698090cf550621cfa335ddb6b5d6d1fda644880e6c54abddd18854e', '2026-11-27 16:56:21.939096+00'),
	(510199, 30, 375731738313605221, '13301df0f625c4d13842aecbeb06a0c742e2a89ed7d777fe99c3f6533e407af0', '2026-11-27 16:56:21.939096+00'),
	(510199, 31, 375731738313719910, '295c5139dc9e1930b935c705bfb961c69c7bf1df2e920c509ef17debd2eb9347', '2026-11-27 16:56:21.939096+00'),
	(510199, 32, 375731738313760871, '4ac0536cc53d4a97eed9d1594d9e837f55d10fb0841739f4031f3639e100b16e', '2026-11-27 16:56:21.939096+00'),
	(510199, 33, 375731739679273065, '96b3742d22b4ec17c08ffaa76f18a15dbc424b56ca75e41fb24857ba22d1e7c7', '2026-11-27 16:56:21.939096+00'),
	(510199, 34, 375731739685871723, '9915691e69eb2a76d979a56550346e9d52cb77751e9beab45c40eaf719534bbd', '2026-11-27 16:56:21.939096+00'),
	(510199, 35, 375731739710009453, '445733d4faa7b700de3500b9eb54ecc0662781604917252696ea09296c8c51dc', '2026-11-27 16:56:21.939096+00'),
	(510199, 36, 375731739710120046, 'ad46e9bf1991ebbe1f2905516a7d2a09f1f95c5495fd132841b2562eb7ed6402', '2026-11-27 16:56:21.939096+00'),
	(510199, 37, 375731739732443249, 'd51c79ac62402903c81a56d43444b2df3bc23dec3ddb5a93351af19458018dce', '2026-11-27 16:56:21.939096+00'),
	(510199, 38, 375731739757478003, '23ccdc54b06efc178a2fb615b3a91456a308659d23edc07462b4ede09c5051eb', '2026-11-27 16:56:21.939096+00'),
	(510199, 39, 375731739780436085, '0e8f1c939964605ff26459272d6dcd9af4ece852f970a8bc01888555a8ac0130', '2026-11-27 16:56:21.939096+00'),
	(510199, 40, 375731739800330359, 'a58e0d45c2adcf73ca3a12060808c30a124e5812010ec9e8660f88290225ccb2', '2026-11-27 16:56:21.939096+00'),
	(510199, 41, 375731739819483257, '4bb0ee961422c19750cde552d2f9233ca0cf4607778b4c46e553e27332a7dae6', '2026-11-27 16:56:21.939096+00'),
	(510199, 42, 375731739819589754, '3ff74ff1fe03359fb24c44b2efb85223c13fa1cab8cd83638b6181861e3c36af', '2026-11-27 16:56:21.939096+00'),
	(510199, 43, 375731739921629315, 'f17bb1e1f588c1c69ad0eef74c4a6bcabd651245ee6c20292c401ec11ee25280', '2026-11-27 16:56:21.939096+00'),
	(510199, 44, 375731739944239237, 'cf8d6fad34a747916251081cf01ec31cf04f79777935b269d57f2a80058e4396', '2026-11-27 16:56:21.939096+00'),
	(510199, 45, 375731739962695815, '3bb350edb942ff93943facd382f357e416f44516b21d28a62ac856efb3400c5c', '2026-11-27 16:56:21.939096+00'),
	(510199, 46, 375731740027388043, 'eb98c88f9689eff4450a369c85b8584805d61c06e04e2ca80d8d6779fd973106', '2026-11-27 16:56:21.939096+00'),
	(510199, 47, 375731740186144912, '088354e4c26a46cdf0cc8e3699dbf57b7d7e82c3856fe1699979310f82ee51e2', '2026-11-27 16:56:21.939096+00'),
	(510199, 48, 375731740186312849, 'ed211b23f6b08a8495fabc4c87bea95d6c3c7b7a2288c0a45d0d38e166434e38', '2026-11-27 16:56:21.939096+00'),
	(510199, 49, 375731740186357906, '4951a0e64d55d81103af7fe3d6f9554d89e7d83a62a6f12ab4104a95ea78a0cc', '2026-11-27 16:56:21.939096+00');
INSERT INTO public.session VALUES
	(510199, 375731737420603399, 'a1caa7839234d06e4db75d40d709541cabc90ae5debc1bc48a9151e16d4f8c6f', 375731737410809861, '2026-11-27 16:56:21.205665+00', '2026-11-27 16:56:21.20567+00'),
	(510199, 375731737432121354, 'c0670efa49305394f680dafe48222618786610e4bbd659c67278752ec6de1966', 375731737426964488, '2026-11-27 16:56:21.208777+00', '2026-11-27 16:56:21.208781+00'),
	(510199, 375731737447858189, 'd4f05d7c31b2c50c2c30a856d8e651510e541d392498e33901100ce1c2b8cb8d', 375731737442861067, '2026-11-27 16:56:21.21261+00', '2026-11-27 16:56:21.212614+00'),
	(510199, 375731737457246224, '518cc55baad9434f957a102060237f3fcad546c9e9596ecb6978e50209b29cca', 375731737452572686, '2026-11-27 16:56:21.214914+00', '2026-11-27 16:56:21.214918+00'),
	(510199, 375731737466781715, '1a3eb456d07d2713170da18e8246f77355169516303e37c9b763bbf52e70c883', 375731737461968913, '2026-11-27 16:56:21.217243+00', '2026-11-27 16:56:21.217247+00'),
	(510199, 375731737476497430, 'eea718c5f18d496b449c96854f86aea2f0665b8d0f66e89840e7308ca84eee43', 375731737471459348, '2026-11-27 16:56:21.219595+00', '2026-11-27 16:56:21.219599+00'),
	(510199, 375731737484435481, 'ab60991e2b67ce1a76af95c48aec2f33dc6e539838158298410e9c0f95f72ce3', 375731737480540183, '2026-11-27 16:56:21.221573+00', '2026-11-27 16:56:21.221577+00'),
	(510199, 375731737491894300, '3406d9b5bbc9a95d51cefc80ef1d0180e2faccb88f6f466d8583b8c6dec24956', 375731737488187418, '2026-11-27 16:56:21.223437+00', '2026-11-27 16:56:21.22344+00');
INSERT INTO public.settled VALUES
	(510199, 375731740198940819, '375731737389125634', '河东镇工作站', '{"counts":[["consultation.filed","","","","",2]],"parts":[],"given":{"place":"30"},"late":0,"back":[],"average":null}', 70.0, 1),
	(510199, 375731740198940819, '375731737398087683', '河西镇工作站', '{"counts":[["consultation.filed","","","","",1]],"parts":[],"given":{"place":"30"},"late":0,"back":[],"average":null}', 50.0, 2);
INSERT INTO public.settled_entry VALUES
	(510199, 375731740198940819, '375731737389125634', 375731740186144912),
	(510199, 375731740198940819, '375731737389125634', 375731740186312849),
	(510199, 375731740198940819, '375731737398087683', 375731740186357906);


INSERT INTO public.standard_check VALUES
	(510199, 375731740074160268, 375731737389125634, '五有', 'system', '有场所', '在一楼', 375731737410809861, '李', '2026-11-27 16:56:21.850636+00', 'verified', '张三', '2026-11-27 16:56:21.873539+00', '', NULL, '');

INSERT INTO public.statement VALUES
	(510199, 375731737967034430, 375731737918373943, 375731737925292088, '先修村口', NULL, '2026-11-27 16:56:21.339039+00'),
	(510199, 375731737995497538, 375731737918373943, 375731737926398009, '下月动工', 375731737967034430, '2026-11-27 16:56:21.346292+00');
INSERT INTO public.station VALUES
	(510199, 375731737389125634, 'neighbour', 'township', '河东镇工作站', '510199100', NULL, '{375731737389125634}', '', '2021-01-01', NULL, 'S0000001'),
	(510199, 375731737398087683, 'neighbour', 'township', '河西镇工作站', '510199100', NULL, '{375731737398087683}', '', '2021-01-01', NULL, 'S0000002');
INSERT INTO public.submission VALUES
	(510199, '8c1d0bc7af807760ce04126b4a0fe6e2c3d6f534b4df74b48e4d28c12a5cb759', 'G6FMWXJXJ', '2026-11-27 16:56:21.233133+00'),
	(510199, '1995d0060c6377eca279636bafa7fb22cc18a2e7e9a20d11741a56c4289cc1a8', 'PPPWV38TG', '2026-11-27 16:56:21.768533+00'),
	(510199, 'c1454af9b6e0ce111f8b5ad27ec014d098e7284e8e00d95b4b2146aa393ebd73', 'XJYHMAJMB', '2026-11-27 16:56:21.840589+00');
INSERT INTO public.tally VALUES
	(510199, '2026-05-01', 'station', 375731737389125634, '2026-11-28', 'consultation.filed', '', '', '', '', 2, 2),
	(510199, '2026-05-01', 'station', 375731737398087683, '2026-11-28', 'consultation.filed', '', '', '', '', 1, 1),
	(510199, '2026-11-01', 'department', 375731738163855446, '2026-11-30', 'commitment.done', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'department', 375731738163855446, '2026-11-30', 'commitment.done_on_time', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'department', 375731738163855446, '2026-11-30', 'commitment.due', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'department', 375731738163855446, '2026-11-30', 'commitment.made', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'department', 375731738163855446, '2026-11-30', 'commitment.verified', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'member', 375731737726017577, '2026-11-30', 'attendance.member', 'key', 'meeting', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'attendance.citizen', 'key', 'meeting', '', '', 3, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'attendance.department', 'key', 'meeting', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'attendance.member', 'key', 'meeting', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'commitment.done', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'commitment.done_on_time', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'commitment.due', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'commitment.made', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'commitment.verified', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'consultation.filed', 'key', 'meeting', 'consensus', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'outcome.adopted', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'outcome.reported', 'key', '', 'opinion', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'rating.given', 'key', '', 'solved', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'statement.answered', 'key', 'meeting', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'statement.made', 'key', 'meeting', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.accepted', 'key', '', '', '', 2, 2),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.answered', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.closed', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.raised', 'key', '', '', 'citizen', 2, 2),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.solved', 'key', '', '', '', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'adopted', 'party', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'answered', 'convener', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'approved', 'party', 6, 6),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'consensus', 'convener', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'done', 'convener', 3, 3),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'done', 'member', 3, 3),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'done', 'township', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'pass', 'committee', 2, 2),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'pass', 'leadership', 2, 2),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'pass', 'township', 2, 2),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'reported', 'convener', 1, 1),
	(510199, '2026-11-01', 'station', 375731737389125634, '2026-11-30', 'topic.step', 'key', '', 'solved', 'citizen', 1, 1),
	(510199, '2026-11-01', 'station', 375731737398087683, '2026-11-30', 'topic.raised', 'key', '', '', 'citizen', 1, 1);
INSERT INTO public.topic VALUES
	(510199, 375731739730759792, 375731737389125634, 375731737333604353, '河边步道夜里没有灯', '晚上老人摔了两次。', 'key', 'citizen', '李大爷', '13800005678', NULL, 'PPPWV38TG', '2026-11-28', 'consulting', 8, '2026-11-28', '{convener,township,committee}', 0, false, NULL, '', '2026-11-27 16:56:21.79114+00', NULL, 7),
	(510199, 375731737544073246, 375731737389125634, 375731737333604353, '村口路灯坏了三个月', '晚上老人摔了两次。', 'key', 'citizen', '李大爷', '13800005678', NULL, 'G6FMWXJXJ', '2026-11-28', 'closed', 18, '2026-11-28', '{}', 1, false, NULL, '', '2026-11-27 16:56:21.27708+00', '2026-11-28', 17),
	(510199, 375731740025647242, 375731737398087683, 375731739992658056, '菜场门口乱停车', '晚上老人摔了两次。', 'key', 'citizen', '李大爷', '13800005678', NULL, 'XJYHMAJMB', '2026-11-28', 'screening', 1, '2026-11-28', '{township}', 0, false, NULL, '', NULL, NULL, 0);


SELECT pg_catalog.setval('app.change', 1, false);
SELECT pg_catalog.setval('app.tick', 149, true);
SELECT pg_catalog.setval('jobs.pgqueuer_id_seq', 1, false);
SELECT pg_catalog.setval('jobs.pgqueuer_log_id_seq', 1, false);
SELECT pg_catalog.setval('jobs.pgqueuer_schedules_id_seq', 1, false);
SELECT pg_catalog.setval('jobs.pgqueuer_statistics_id_seq', 1, false);
ALTER TABLE ONLY jobs.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY jobs.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY jobs.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);
ALTER TABLE ONLY jobs.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);
ALTER TABLE ONLY jobs.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_county_provider_subject_key UNIQUE (county, provider, subject);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.activity_member
    ADD CONSTRAINT activity_member_county_activity_member_key UNIQUE (county, activity, member);
ALTER TABLE ONLY public.activity_member
    ADD CONSTRAINT activity_member_pkey PRIMARY KEY (county, activity, place);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_county_hash_key UNIQUE (county, hash);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.appeal
    ADD CONSTRAINT appeal_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT assessment_county_sheet_begins_key UNIQUE (county, sheet, begins);
ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT assessment_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.charter
    ADD CONSTRAINT charter_county_number_key UNIQUE (county, number);
ALTER TABLE ONLY public.charter_draft
    ADD CONSTRAINT charter_draft_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.charter
    ADD CONSTRAINT charter_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.choice
    ADD CONSTRAINT choice_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.circle
    ADD CONSTRAINT circle_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.commitment
    ADD CONSTRAINT commitment_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.consultation
    ADD CONSTRAINT consultation_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.correction
    ADD CONSTRAINT correction_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.county_count
    ADD CONSTRAINT county_count_pkey PRIMARY KEY (county, measure, quarter);
ALTER TABLE ONLY public.county
    ADD CONSTRAINT county_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.county
    ADD CONSTRAINT county_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.department
    ADD CONSTRAINT department_county_name_key UNIQUE (county, name);
ALTER TABLE ONLY public.department
    ADD CONSTRAINT department_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.division
    ADD CONSTRAINT division_pkey PRIMARY KEY (code);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.look
    ADD CONSTRAINT look_county_region_person_page_looked_on_key UNIQUE (county, region, person, page, looked_on);
ALTER TABLE ONLY public.look
    ADD CONSTRAINT look_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.mark
    ADD CONSTRAINT mark_county_assessment_subject_indicator_key UNIQUE (county, assessment, subject, indicator);
ALTER TABLE ONLY public.mark
    ADD CONSTRAINT mark_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_county_account_key UNIQUE (county, account);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.nomination
    ADD CONSTRAINT nomination_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.outcome
    ADD CONSTRAINT outcome_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.passage
    ADD CONSTRAINT passage_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_pkey PRIMARY KEY (county);
ALTER TABLE ONLY public.progress
    ADD CONSTRAINT progress_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.provider
    ADD CONSTRAINT provider_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.published_case
    ADD CONSTRAINT published_case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.published_charter
    ADD CONSTRAINT published_charter_pkey PRIMARY KEY (county);
ALTER TABLE ONLY public.rating
    ADD CONSTRAINT rating_county_answer_key UNIQUE (county, answer);
ALTER TABLE ONLY public.rating
    ADD CONSTRAINT rating_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.seal
    ADD CONSTRAINT seal_county_entry_key UNIQUE (county, entry);
ALTER TABLE ONLY public.seal
    ADD CONSTRAINT seal_pkey PRIMARY KEY (county, "position");
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_county_token_hash_key UNIQUE (county, token_hash);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.settled_entry
    ADD CONSTRAINT settled_entry_pkey PRIMARY KEY (county, assessment, subject, entry);
ALTER TABLE ONLY public.settled
    ADD CONSTRAINT settled_pkey PRIMARY KEY (county, assessment, subject);
ALTER TABLE ONLY public.share
    ADD CONSTRAINT share_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.signup
    ADD CONSTRAINT signup_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.standard_check
    ADD CONSTRAINT standard_check_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.standing
    ADD CONSTRAINT standing_pkey PRIMARY KEY (county, region, indicator);
ALTER TABLE ONLY public.statement
    ADD CONSTRAINT statement_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.station
    ADD CONSTRAINT station_county_code_key UNIQUE (county, code);
ALTER TABLE ONLY public.station
    ADD CONSTRAINT station_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (county, token);
ALTER TABLE ONLY public.tally
    ADD CONSTRAINT tally_pkey PRIMARY KEY (county, whose, month, kind, subject, known_on, category, form, result, role);
ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_county_follow_code_key UNIQUE (county, follow_code);
ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.township_count
    ADD CONSTRAINT township_count_pkey PRIMARY KEY (county, township);
ALTER TABLE ONLY public.weighting
    ADD CONSTRAINT weighting_pkey PRIMARY KEY (county, id);
CREATE INDEX due_county ON jobs.due USING btree (county);
CREATE INDEX pgqueuer_ep_ea_idx ON jobs.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::jobs.pgqueuer_status);
CREATE INDEX pgqueuer_ep_prio_id_idx ON jobs.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::jobs.pgqueuer_status);
CREATE INDEX pgqueuer_log_created ON jobs.pgqueuer_log USING btree (created);
CREATE INDEX pgqueuer_log_job_id_status ON jobs.pgqueuer_log USING btree (job_id, created DESC);
CREATE INDEX pgqueuer_log_not_aggregated ON jobs.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);
CREATE INDEX pgqueuer_log_status ON jobs.pgqueuer_log USING btree (status);
CREATE INDEX pgqueuer_picked_heartbeat_idx ON jobs.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::jobs.pgqueuer_status);
CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON jobs.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::jobs.pgqueuer_status) AND (slot IS NOT NULL));
CREATE INDEX pgqueuer_priority_id_id1_idx ON jobs.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::jobs.pgqueuer_status);
CREATE INDEX pgqueuer_queue_manager_id_idx ON jobs.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);
CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON jobs.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);
CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON jobs.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::jobs.pgqueuer_status, 'picked'::jobs.pgqueuer_status])) AND (dedupe_key IS NOT NULL));
CREATE INDEX pgqueuer_updated_id_id1_idx ON jobs.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::jobs.pgqueuer_status);
CREATE INDEX activity_member_member ON public.activity_member USING btree (county, member, activity);
CREATE INDEX activity_state ON public.activity USING btree (county, state, id);
CREATE INDEX answer_topic ON public.answer USING btree (county, topic);
CREATE INDEX appeal_assessment ON public.appeal USING btree (county, assessment, id);
CREATE INDEX appointment_account ON public.appointment USING btree (county, account);
CREATE INDEX attempt_who ON public.attempt USING btree (county, what, who, at);
CREATE INDEX charter_draft_open ON public.charter_draft USING btree (county, id) WHERE (ended_at IS NULL);
CREATE INDEX choice_nomination ON public.choice USING btree (county, nomination, id);
CREATE INDEX choice_uncounted ON public.choice USING btree (county) WHERE ((counted_at IS NULL) AND (kind = 'chosen'::text));
CREATE INDEX circle_topic ON public.circle USING btree (county, topic);
CREATE INDEX commitment_department ON public.commitment USING btree (county, department, due_on);
CREATE INDEX commitment_topic ON public.commitment USING btree (county, topic);
CREATE INDEX consultation_held ON public.consultation USING btree (county, held_on, id);
CREATE UNIQUE INDEX consultation_round ON public.consultation USING btree (county, topic, round) WHERE (state <> 'cancelled'::text);
CREATE INDEX consultation_station ON public.consultation USING btree (county, station, held_on);
CREATE INDEX correction_consultation ON public.correction USING btree (county, consultation, id);
CREATE INDEX dirty_month ON public.dirty USING btree (county, month);
CREATE INDEX division_county ON public.division USING btree (code) WHERE (level = 'county'::text);
CREATE INDEX ledger_consultation ON public.ledger USING btree (county, consultation) WHERE (consultation IS NOT NULL);
CREATE INDEX ledger_day ON public.ledger USING btree (county, happened_on, kind);
CREATE INDEX ledger_kind ON public.ledger USING btree (county, kind, happened_on, id);
CREATE UNIQUE INDEX ledger_reversed_once ON public.ledger USING btree (county, reverses) WHERE (reverses IS NOT NULL);
CREATE INDEX ledger_station ON public.ledger USING btree (county, station, kind);
CREATE INDEX ledger_topic ON public.ledger USING btree (county, topic, id);
CREATE INDEX member_station ON public.member USING btree (county, station);
CREATE UNIQUE INDEX nomination_open ON public.nomination USING btree (county, topic, region) WHERE (withdrawn_at IS NULL);
CREATE INDEX outcome_topic ON public.outcome USING btree (county, topic);
CREATE INDEX participant_consultation ON public.participant USING btree (county, consultation);
CREATE INDEX participant_member ON public.participant USING btree (county, member);
CREATE INDEX passage_topic ON public.passage USING btree (county, topic, id);
CREATE INDEX photo_activity ON public.photo USING btree (county, activity) WHERE (activity IS NOT NULL);
CREATE INDEX photo_commitment ON public.photo USING btree (county, commitment);
CREATE INDEX photo_consultation ON public.photo USING btree (county, consultation);
CREATE INDEX photo_mark ON public.photo USING btree (county, mark) WHERE (mark IS NOT NULL);
CREATE INDEX photo_standard_check ON public.photo USING btree (county, standard_check) WHERE (standard_check IS NOT NULL);
CREATE INDEX photo_station ON public.photo USING btree (county, station);
CREATE INDEX photo_topic ON public.photo USING btree (county, topic);
CREATE INDEX photo_unfinished ON public.photo USING btree (county, uploaded_at) WHERE (state = ANY (ARRAY['pending'::text, 'arrived'::text]));
CREATE INDEX progress_commitment ON public.progress USING btree (county, commitment, id);
CREATE INDEX published_case_county ON public.published_case USING btree (county, id);
CREATE UNIQUE INDEX published_case_open ON public.published_case USING btree (county, nomination, region) WHERE (withdrawn_at IS NULL);
CREATE INDEX rating_topic ON public.rating USING btree (county, topic);
CREATE INDEX session_account ON public.session USING btree (county, account);
CREATE INDEX settled_entry_entry ON public.settled_entry USING btree (county, entry);
CREATE UNIQUE INDEX share_open ON public.share USING btree (county, region, item) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX signup_reference ON public.signup USING btree (county, reference);
CREATE INDEX signup_state ON public.signup USING btree (county, state, id);
CREATE UNIQUE INDEX signup_waiting ON public.signup USING btree (county, code) WHERE (state = 'waiting'::text);
CREATE INDEX standard_check_item ON public.standard_check USING btree (county, station, standard, item, id);
CREATE UNIQUE INDEX standard_check_once ON public.standard_check USING btree (county, station, standard, item) WHERE (state = ANY (ARRAY['shown'::text, 'verified'::text]));
CREATE INDEX standard_check_waits ON public.standard_check USING btree (county, id) WHERE (state = 'shown'::text);
CREATE INDEX statement_consultation ON public.statement USING btree (county, consultation, id);
CREATE INDEX station_division ON public.station USING btree (county, division);
CREATE INDEX station_parent ON public.station USING btree (county, parent, name);
CREATE INDEX tally_late ON public.tally USING btree (county, whose, known_on) WHERE (known_on >= ((month + '1 mon'::interval))::date);
CREATE INDEX topic_held ON public.topic USING btree (county, ring_since, id) WHERE (held_by <> '{}'::text[]);
CREATE INDEX topic_stage ON public.topic USING btree (county, stage, ring_since);
CREATE INDEX topic_station ON public.topic USING btree (county, station, id);
CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON jobs.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION jobs.fn_pgqueuer_changed();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.charter FOR EACH STATEMENT EXECUTE FUNCTION app.refuse();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger FOR EACH STATEMENT EXECUTE FUNCTION app.refuse();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.seal FOR EACH STATEMENT EXECUTE FUNCTION app.refuse();
CREATE CONSTRAINT TRIGGER county_left AFTER UPDATE OF ended_at ON public.share DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.ended_at IS NOT NULL)) EXECUTE FUNCTION app.county_left();
CREATE TRIGGER forwards BEFORE UPDATE ON public.assessment FOR EACH ROW EXECUTE FUNCTION app.forwards();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.settled FOR EACH STATEMENT EXECUTE FUNCTION app.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.settled_entry FOR EACH STATEMENT EXECUTE FUNCTION app.refuse();
CREATE TRIGGER stays BEFORE INSERT OR DELETE ON public.settled FOR EACH ROW EXECUTE FUNCTION app.settled_stays();
CREATE TRIGGER stays BEFORE INSERT OR DELETE ON public.settled_entry FOR EACH ROW EXECUTE FUNCTION app.settled_stays();
CREATE TRIGGER stays BEFORE UPDATE ON public.standard_check FOR EACH ROW EXECUTE FUNCTION app.check_stays();
CREATE TRIGGER taken_from_cases AFTER UPDATE OF removed_at ON public.photo FOR EACH ROW WHEN ((new.removed_at IS NOT NULL)) EXECUTE FUNCTION app.case_without_photo();
CREATE TRIGGER withdrawn AFTER UPDATE OF withdrawn_at ON public.nomination FOR EACH ROW WHEN ((new.withdrawn_at IS NOT NULL)) EXECUTE FUNCTION app.case_withdrawn();
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_county_provider_fkey FOREIGN KEY (county, provider) REFERENCES public.provider(county, id);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_county_station_fkey FOREIGN KEY (county, station) REFERENCES public.station(county, id);
ALTER TABLE ONLY public.activity_member
    ADD CONSTRAINT activity_member_county_activity_fkey FOREIGN KEY (county, activity) REFERENCES public.activity(county, id);
ALTER TABLE ONLY public.activity_member
    ADD CONSTRAINT activity_member_county_member_fkey FOREIGN KEY (county, member) REFERENCES public.member(county, id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.appeal
    ADD CONSTRAINT appeal_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.appeal
    ADD CONSTRAINT appeal_county_assessment_fkey FOREIGN KEY (county, assessment) REFERENCES public.assessment(county, id);
ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_county_department_fkey FOREIGN KEY (county, department) REFERENCES public.department(county, id);
ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_county_station_fkey FOREIGN KEY (county, station) REFERENCES public.station(county, id);
ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT assessment_county_charter_fkey FOREIGN KEY (county, charter) REFERENCES public.charter(county, id);
ALTER TABLE ONLY public.charter_draft
    ADD CONSTRAINT charter_draft_county_version_fkey FOREIGN KEY (county, version) REFERENCES public.charter(county, id);
ALTER TABLE ONLY public.choice
    ADD CONSTRAINT choice_county_nomination_fkey FOREIGN KEY (county, nomination) REFERENCES public.nomination(county, id);
ALTER TABLE ONLY public.circle
    ADD CONSTRAINT circle_county_department_fkey FOREIGN KEY (county, department) REFERENCES public.department(county, id);
ALTER TABLE ONLY public.circle
    ADD CONSTRAINT circle_county_member_fkey FOREIGN KEY (county, member) REFERENCES public.member(county, id);
ALTER TABLE ONLY public.circle
    ADD CONSTRAINT circle_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.commitment
    ADD CONSTRAINT commitment_county_department_fkey FOREIGN KEY (county, department) REFERENCES public.department(county, id);
ALTER TABLE ONLY public.commitment
    ADD CONSTRAINT commitment_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.commitment
    ADD CONSTRAINT commitment_county_verified_by_fkey FOREIGN KEY (county, verified_by) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.consultation
    ADD CONSTRAINT consultation_county_station_fkey FOREIGN KEY (county, station) REFERENCES public.station(county, id);
ALTER TABLE ONLY public.consultation
    ADD CONSTRAINT consultation_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.correction
    ADD CONSTRAINT correction_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.correction
    ADD CONSTRAINT correction_county_consultation_fkey FOREIGN KEY (county, consultation) REFERENCES public.consultation(county, id);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_county_actor_fkey FOREIGN KEY (county, actor) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_county_commitment_fkey FOREIGN KEY (county, commitment) REFERENCES public.commitment(county, id);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_county_consultation_fkey FOREIGN KEY (county, consultation) REFERENCES public.consultation(county, id);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_county_member_fkey FOREIGN KEY (county, member) REFERENCES public.member(county, id);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_county_reverses_fkey FOREIGN KEY (county, reverses) REFERENCES public.ledger(county, id);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_county_station_fkey FOREIGN KEY (county, station) REFERENCES public.station(county, id);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.mark
    ADD CONSTRAINT mark_county_assessment_fkey FOREIGN KEY (county, assessment) REFERENCES public.assessment(county, id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_county_station_fkey FOREIGN KEY (county, station) REFERENCES public.station(county, id);
ALTER TABLE ONLY public.nomination
    ADD CONSTRAINT nomination_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.outcome
    ADD CONSTRAINT outcome_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_county_consultation_fkey FOREIGN KEY (county, consultation) REFERENCES public.consultation(county, id);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_county_department_fkey FOREIGN KEY (county, department) REFERENCES public.department(county, id);
ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_county_member_fkey FOREIGN KEY (county, member) REFERENCES public.member(county, id);
ALTER TABLE ONLY public.passage
    ADD CONSTRAINT passage_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.passage
    ADD CONSTRAINT passage_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_county_activity_fkey FOREIGN KEY (county, activity) REFERENCES public.activity(county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_county_commitment_fkey FOREIGN KEY (county, commitment) REFERENCES public.commitment(county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_county_consultation_fkey FOREIGN KEY (county, consultation) REFERENCES public.consultation(county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_county_mark_fkey FOREIGN KEY (county, mark) REFERENCES public.mark(county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_county_standard_check_fkey FOREIGN KEY (county, standard_check) REFERENCES public.standard_check(county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_county_station_fkey FOREIGN KEY (county, station) REFERENCES public.station(county, id);
ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.progress
    ADD CONSTRAINT progress_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.progress
    ADD CONSTRAINT progress_county_commitment_fkey FOREIGN KEY (county, commitment) REFERENCES public.commitment(county, id);
ALTER TABLE ONLY public.published_case
    ADD CONSTRAINT published_case_county_fkey FOREIGN KEY (county) REFERENCES public.county(id);
ALTER TABLE ONLY public.published_charter
    ADD CONSTRAINT published_charter_county_fkey FOREIGN KEY (county) REFERENCES public.county(id);
ALTER TABLE ONLY public.rating
    ADD CONSTRAINT rating_county_answer_fkey FOREIGN KEY (county, answer) REFERENCES public.answer(county, id);
ALTER TABLE ONLY public.rating
    ADD CONSTRAINT rating_county_topic_fkey FOREIGN KEY (county, topic) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.seal
    ADD CONSTRAINT seal_county_entry_fkey FOREIGN KEY (county, entry) REFERENCES public.ledger(county, id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.settled
    ADD CONSTRAINT settled_county_assessment_fkey FOREIGN KEY (county, assessment) REFERENCES public.assessment(county, id);
ALTER TABLE ONLY public.settled_entry
    ADD CONSTRAINT settled_entry_county_assessment_fkey FOREIGN KEY (county, assessment) REFERENCES public.assessment(county, id);
ALTER TABLE ONLY public.settled_entry
    ADD CONSTRAINT settled_entry_county_entry_fkey FOREIGN KEY (county, entry) REFERENCES public.ledger(county, id);
ALTER TABLE ONLY public.signup
    ADD CONSTRAINT signup_county_decided_by_fkey FOREIGN KEY (county, decided_by) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.standard_check
    ADD CONSTRAINT standard_check_county_account_fkey FOREIGN KEY (county, account) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.standard_check
    ADD CONSTRAINT standard_check_county_station_fkey FOREIGN KEY (county, station) REFERENCES public.station(county, id);
ALTER TABLE ONLY public.statement
    ADD CONSTRAINT statement_county_answers_fkey FOREIGN KEY (county, answers) REFERENCES public.statement(county, id);
ALTER TABLE ONLY public.statement
    ADD CONSTRAINT statement_county_consultation_fkey FOREIGN KEY (county, consultation) REFERENCES public.consultation(county, id);
ALTER TABLE ONLY public.statement
    ADD CONSTRAINT statement_county_participant_fkey FOREIGN KEY (county, participant) REFERENCES public.participant(county, id);
ALTER TABLE ONLY public.station
    ADD CONSTRAINT station_county_parent_fkey FOREIGN KEY (county, parent) REFERENCES public.station(county, id);
ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_county_charter_fkey FOREIGN KEY (county, charter) REFERENCES public.charter(county, id);
ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_county_merged_into_fkey FOREIGN KEY (county, merged_into) REFERENCES public.topic(county, id);
ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_county_raiser_fkey FOREIGN KEY (county, raiser) REFERENCES public.account(county, id);
ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_county_station_fkey FOREIGN KEY (county, station) REFERENCES public.station(county, id);
ALTER TABLE public.account ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.activity ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.activity_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.appeal ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.appointment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.assessment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.charter ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.charter_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.choice ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.circle ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.commitment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consultation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.correction ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON public.account TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.activity TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.activity_member TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.answer TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.api_key TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.appeal TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.appointment TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.assessment TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.attempt TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.charter TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.charter_draft TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.choice TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.circle TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.commitment TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.consultation TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.correction TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
ALTER TABLE public.county ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON public.county_count TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.department TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.dirty TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.ledger TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.look TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.mark TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.member TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.nomination TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.outcome TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.participant TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.passage TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.photo TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.profile TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.progress TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.provider TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.rating TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.seal TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.session TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.settled TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.settled_entry TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.share TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.signup TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.standard_check TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.standing TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.statement TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.station TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.submission TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.tally TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.topic TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.township_count TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county ON public.weighting TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
CREATE POLICY county_changes ON public.published_charter FOR UPDATE TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
ALTER TABLE public.county_count ENABLE ROW LEVEL SECURITY;
CREATE POLICY county_enters ON public.county FOR INSERT TO app_rw WITH CHECK ((id = app.county()));
CREATE POLICY county_publishes ON public.published_charter FOR INSERT TO app_rw WITH CHECK ((county = app.county()));
CREATE POLICY county_withdraws ON public.published_case FOR UPDATE TO app_rw USING ((county = app.county())) WITH CHECK ((county = app.county()));
ALTER TABLE public.department ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.dirty ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone_reads ON public.county FOR SELECT TO app_rw USING (true);
CREATE POLICY everyone_reads ON public.published_case FOR SELECT TO app_rw USING (((withdrawn_at IS NULL) OR (county = app.county())));
CREATE POLICY everyone_reads ON public.published_charter FOR SELECT TO app_rw USING (((withdrawn_at IS NULL) OR (county = app.county())));
ALTER TABLE public.ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.look ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.nomination ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.outcome ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.participant ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.passage ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.photo ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.progress ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.provider ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.published_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.published_charter ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.rating ENABLE ROW LEVEL SECURITY;
CREATE POLICY region_decides ON public.choice FOR INSERT TO app_region WITH CHECK (((region = app.region()) AND (EXISTS ( SELECT
   FROM public.nomination own
  WHERE ((own.county = choice.county) AND (own.id = choice.nomination))))));
CREATE POLICY region_finds ON public.standing FOR SELECT TO app_region USING (((region = app.region()) AND app.under(county)));
CREATE POLICY region_notes ON public.look FOR INSERT TO app_region WITH CHECK (((region = app.region()) AND app.under(county) AND (EXISTS ( SELECT
   FROM public.share
  WHERE ((share.county = look.county) AND (share.region = app.region()) AND (share.ended_at IS NULL))))));
CREATE POLICY region_passes_on ON public.nomination FOR UPDATE TO app_region USING (((withdrawn_at IS NULL) AND app.under(county) AND ((app.region() = region) OR (app.region() = passed_to)))) WITH CHECK (((region = app.region()) AND (passed_to IS NOT NULL)));
CREATE POLICY region_places ON public.standing FOR INSERT TO app_region WITH CHECK (((region = app.region()) AND app.under(county) AND (EXISTS ( SELECT
   FROM public.share
  WHERE ((share.county = standing.county) AND (share.region = app.region()) AND (share.ended_at IS NULL))))));
CREATE POLICY region_publishes ON public.published_case FOR INSERT TO app_region WITH CHECK (((region = app.region()) AND (EXISTS ( SELECT
   FROM public.nomination own
  WHERE ((own.county = published_case.county) AND (own.id = published_case.nomination) AND ((own.topic = published_case.topic) AND (own.title = published_case.title) AND (own.matter = published_case.matter) AND (own.talk = published_case.talk) AND (own.result = published_case.result) AND (own.photos = published_case.photos))))) AND (EXISTS ( SELECT
   FROM public.choice
  WHERE ((choice.county = published_case.county) AND (choice.nomination = published_case.nomination) AND (choice.region = app.region()) AND (choice.kind = 'chosen'::text))))));
CREATE POLICY region_reads ON public.choice FOR SELECT TO app_region USING ((((region = app.region()) OR ((kind = 'passed_on'::text) AND ((region / 100) = app.region()))) AND (EXISTS ( SELECT
   FROM public.nomination own
  WHERE ((own.county = choice.county) AND (own.id = choice.nomination))))));
CREATE POLICY region_reads ON public.county FOR SELECT TO app_region USING (true);
CREATE POLICY region_reads ON public.county_count FOR SELECT TO app_region USING ((app.under(county) AND (EXISTS ( SELECT
   FROM public.share
  WHERE ((share.county = county_count.county) AND (share.item = county_count.item) AND (share.region = app.region()) AND (share.ended_at IS NULL))))));
CREATE POLICY region_reads ON public.nomination FOR SELECT TO app_region USING (((withdrawn_at IS NULL) AND app.under(county) AND ((app.region() = region) OR (app.region() = passed_to)) AND (EXISTS ( SELECT
   FROM public.share
  WHERE ((share.county = nomination.county) AND (share.region = app.region()) AND (share.ended_at IS NULL))))));
CREATE POLICY region_reads ON public.published_case FOR SELECT TO app_region USING (((withdrawn_at IS NULL) OR ((region = app.region()) AND (withdrawn_at = now()))));
CREATE POLICY region_reads ON public.published_charter FOR SELECT TO app_region USING ((app.under(county) AND (withdrawn_at IS NULL)));
CREATE POLICY region_reads ON public.share FOR SELECT TO app_region USING (((region = app.region()) AND app.under(county) AND (ended_at IS NULL)));
CREATE POLICY region_reads ON public.township_count FOR SELECT TO app_region USING ((app.under(county) AND (EXISTS ( SELECT
   FROM public.share
  WHERE ((share.county = township_count.county) AND (share.item = 'coverage'::text) AND (share.region = app.region()) AND (share.ended_at IS NULL))))));
CREATE POLICY region_recalls ON public.published_case FOR UPDATE TO app_region USING ((region = app.region())) WITH CHECK (((region = app.region()) AND (withdrawn_at = now())));
CREATE POLICY region_recognises ON public.submission FOR SELECT TO app_region USING ((county = app.region()));
CREATE POLICY region_remembers ON public.submission FOR INSERT TO app_region WITH CHECK ((county = app.region()));
CREATE POLICY region_replaces ON public.standing FOR DELETE TO app_region USING (((region = app.region()) AND app.under(county)));
ALTER TABLE public.seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.session ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.settled ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.settled_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.share ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.signup ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.standard_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.standing ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.statement ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.station ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.submission ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.topic ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.township_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.weighting ENABLE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA app TO app_rw;
GRANT USAGE ON SCHEMA app TO app_region;
GRANT USAGE ON SCHEMA jobs TO app_rw;
GRANT USAGE ON SCHEMA jobs TO app_region;
GRANT USAGE ON SEQUENCE app.change TO app_rw;
GRANT USAGE ON SEQUENCE app.tick TO app_rw;
GRANT USAGE ON SEQUENCE app.tick TO app_region;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE jobs.due TO app_rw;
GRANT INSERT ON TABLE jobs.due TO app_region;
GRANT SELECT,INSERT,DELETE ON TABLE jobs.due_region TO app_rw;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE jobs.pgqueuer TO app_rw;
GRANT USAGE ON SEQUENCE jobs.pgqueuer_id_seq TO app_rw;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE jobs.pgqueuer_log TO app_rw;
GRANT USAGE ON SEQUENCE jobs.pgqueuer_log_id_seq TO app_rw;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE jobs.pgqueuer_schedules TO app_rw;
GRANT USAGE ON SEQUENCE jobs.pgqueuer_schedules_id_seq TO app_rw;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE jobs.pgqueuer_statistics TO app_rw;
GRANT USAGE ON SEQUENCE jobs.pgqueuer_statistics_id_seq TO app_rw;
GRANT SELECT,INSERT ON TABLE public.account TO app_rw;
GRANT UPDATE(name) ON TABLE public.account TO app_rw;
GRANT UPDATE(disabled_at) ON TABLE public.account TO app_rw;
GRANT SELECT,INSERT ON TABLE public.activity TO app_rw;
GRANT UPDATE(state) ON TABLE public.activity TO app_rw;
GRANT UPDATE(reason) ON TABLE public.activity TO app_rw;
GRANT UPDATE(decided_by) ON TABLE public.activity TO app_rw;
GRANT UPDATE(decided_at) ON TABLE public.activity TO app_rw;
GRANT SELECT,INSERT ON TABLE public.activity_member TO app_rw;
GRANT SELECT,INSERT ON TABLE public.answer TO app_rw;
GRANT SELECT,INSERT ON TABLE public.api_key TO app_rw;
GRANT UPDATE(ended_at) ON TABLE public.api_key TO app_rw;
GRANT UPDATE(used_at) ON TABLE public.api_key TO app_rw;
GRANT UPDATE(minute) ON TABLE public.api_key TO app_rw;
GRANT UPDATE(used) ON TABLE public.api_key TO app_rw;
GRANT SELECT,INSERT ON TABLE public.appeal TO app_rw;
GRANT UPDATE(upheld) ON TABLE public.appeal TO app_rw;
GRANT UPDATE(answer) ON TABLE public.appeal TO app_rw;
GRANT UPDATE(answered_by) ON TABLE public.appeal TO app_rw;
GRANT UPDATE(answered_at) ON TABLE public.appeal TO app_rw;
GRANT UPDATE(points_after) ON TABLE public.appeal TO app_rw;
GRANT UPDATE(total_after) ON TABLE public.appeal TO app_rw;
GRANT UPDATE(rank_after) ON TABLE public.appeal TO app_rw;
GRANT SELECT,INSERT ON TABLE public.appointment TO app_rw;
GRANT UPDATE(ended_at) ON TABLE public.appointment TO app_rw;
GRANT SELECT,INSERT ON TABLE public.assessment TO app_rw;
GRANT UPDATE(stage) ON TABLE public.assessment TO app_rw;
GRANT UPDATE(notice_until) ON TABLE public.assessment TO app_rw;
GRANT UPDATE(noticed_at) ON TABLE public.assessment TO app_rw;
GRANT UPDATE(approved_by) ON TABLE public.assessment TO app_rw;
GRANT UPDATE(approved_at) ON TABLE public.assessment TO app_rw;
GRANT UPDATE(locked_by) ON TABLE public.assessment TO app_rw;
GRANT UPDATE(locked_at) ON TABLE public.assessment TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.attempt TO app_rw;
GRANT SELECT,INSERT ON TABLE public.charter TO app_rw;
GRANT SELECT,INSERT ON TABLE public.charter_draft TO app_rw;
GRANT UPDATE(document) ON TABLE public.charter_draft TO app_rw;
GRANT UPDATE(previous) ON TABLE public.charter_draft TO app_rw;
GRANT UPDATE(tab) ON TABLE public.charter_draft TO app_rw;
GRANT UPDATE(changed_at) ON TABLE public.charter_draft TO app_rw;
GRANT UPDATE(changed_by) ON TABLE public.charter_draft TO app_rw;
GRANT UPDATE(ended_at) ON TABLE public.charter_draft TO app_rw;
GRANT UPDATE(version) ON TABLE public.charter_draft TO app_rw;
GRANT SELECT ON TABLE public.choice TO app_rw;
GRANT SELECT(county),INSERT(county) ON TABLE public.choice TO app_region;
GRANT SELECT(id) ON TABLE public.choice TO app_region;
GRANT SELECT(nomination),INSERT(nomination) ON TABLE public.choice TO app_region;
GRANT SELECT(region),INSERT(region) ON TABLE public.choice TO app_region;
GRANT SELECT(kind),INSERT(kind) ON TABLE public.choice TO app_region;
GRANT SELECT(reason),INSERT(reason) ON TABLE public.choice TO app_region;
GRANT SELECT(person),INSERT(person) ON TABLE public.choice TO app_region;
GRANT SELECT(at) ON TABLE public.choice TO app_region;
GRANT UPDATE(counted_at) ON TABLE public.choice TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.circle TO app_rw;
GRANT SELECT,INSERT ON TABLE public.commitment TO app_rw;
GRANT UPDATE(done_on) ON TABLE public.commitment TO app_rw;
GRANT UPDATE(done_note) ON TABLE public.commitment TO app_rw;
GRANT UPDATE(verified_on) ON TABLE public.commitment TO app_rw;
GRANT UPDATE(verified_by) ON TABLE public.commitment TO app_rw;
GRANT SELECT,INSERT ON TABLE public.consultation TO app_rw;
GRANT UPDATE(title) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(form) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(place) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(held_on) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(begins) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(agenda) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(minutes) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(conclusion) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(typical) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(state) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(filed_at) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(version) ON TABLE public.consultation TO app_rw;
GRANT UPDATE(reason) ON TABLE public.consultation TO app_rw;
GRANT SELECT,INSERT ON TABLE public.correction TO app_rw;
GRANT SELECT,INSERT ON TABLE public.ledger TO app_rw;
GRANT SELECT ON TABLE public.counted TO app_rw;
GRANT SELECT,INSERT ON TABLE public.county TO app_rw;
GRANT SELECT ON TABLE public.county TO app_region;
GRANT SELECT,INSERT,DELETE ON TABLE public.county_count TO app_rw;
GRANT SELECT ON TABLE public.county_count TO app_region;
GRANT SELECT,INSERT ON TABLE public.department TO app_rw;
GRANT UPDATE(name) ON TABLE public.department TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.dirty TO app_rw;
GRANT SELECT ON TABLE public.division TO app_rw;
GRANT SELECT ON TABLE public.division TO app_region;
GRANT SELECT ON TABLE public.look TO app_rw;
GRANT INSERT ON TABLE public.look TO app_region;
GRANT SELECT,INSERT ON TABLE public.mark TO app_rw;
GRANT UPDATE(claimed) ON TABLE public.mark TO app_rw;
GRANT UPDATE(claim) ON TABLE public.mark TO app_rw;
GRANT UPDATE(claimed_by) ON TABLE public.mark TO app_rw;
GRANT UPDATE(claimed_at) ON TABLE public.mark TO app_rw;
GRANT UPDATE(verified) ON TABLE public.mark TO app_rw;
GRANT UPDATE(reason) ON TABLE public.mark TO app_rw;
GRANT UPDATE(verified_by) ON TABLE public.mark TO app_rw;
GRANT UPDATE(verified_at) ON TABLE public.mark TO app_rw;
GRANT SELECT,INSERT ON TABLE public.member TO app_rw;
GRANT UPDATE(name) ON TABLE public.member TO app_rw;
GRANT UPDATE(sector) ON TABLE public.member TO app_rw;
GRANT UPDATE(standing) ON TABLE public.member TO app_rw;
GRANT UPDATE(phone) ON TABLE public.member TO app_rw;
GRANT UPDATE(station) ON TABLE public.member TO app_rw;
GRANT UPDATE(mode) ON TABLE public.member TO app_rw;
GRANT UPDATE(account) ON TABLE public.member TO app_rw;
GRANT UPDATE(left_on) ON TABLE public.member TO app_rw;
GRANT SELECT(name) ON TABLE public.migration TO app_rw;
GRANT SELECT(sha256) ON TABLE public.migration TO app_rw;
GRANT SELECT,INSERT ON TABLE public.nomination TO app_rw;
GRANT SELECT(county) ON TABLE public.nomination TO app_region;
GRANT SELECT(id) ON TABLE public.nomination TO app_region;
GRANT SELECT(topic) ON TABLE public.nomination TO app_region;
GRANT SELECT(region) ON TABLE public.nomination TO app_region;
GRANT SELECT(onward) ON TABLE public.nomination TO app_region;
GRANT SELECT(passed_to),UPDATE(passed_to) ON TABLE public.nomination TO app_region;
GRANT SELECT(title) ON TABLE public.nomination TO app_region;
GRANT SELECT(matter) ON TABLE public.nomination TO app_region;
GRANT SELECT(talk) ON TABLE public.nomination TO app_region;
GRANT SELECT(result) ON TABLE public.nomination TO app_region;
GRANT UPDATE(photos) ON TABLE public.nomination TO app_rw;
GRANT SELECT(photos) ON TABLE public.nomination TO app_region;
GRANT SELECT(nominated_at) ON TABLE public.nomination TO app_region;
GRANT UPDATE(withdrawn_by) ON TABLE public.nomination TO app_rw;
GRANT UPDATE(withdrawn_at) ON TABLE public.nomination TO app_rw;
GRANT SELECT(withdrawn_at) ON TABLE public.nomination TO app_region;
GRANT SELECT,INSERT ON TABLE public.outcome TO app_rw;
GRANT UPDATE(adopted) ON TABLE public.outcome TO app_rw;
GRANT UPDATE(reason) ON TABLE public.outcome TO app_rw;
GRANT UPDATE(decided_on) ON TABLE public.outcome TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.participant TO app_rw;
GRANT UPDATE(state) ON TABLE public.participant TO app_rw;
GRANT SELECT,INSERT ON TABLE public.passage TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.photo TO app_rw;
GRANT UPDATE(caption) ON TABLE public.photo TO app_rw;
GRANT UPDATE(state) ON TABLE public.photo TO app_rw;
GRANT UPDATE(refusal) ON TABLE public.photo TO app_rw;
GRANT UPDATE(sha256) ON TABLE public.photo TO app_rw;
GRANT UPDATE(width) ON TABLE public.photo TO app_rw;
GRANT UPDATE(height) ON TABLE public.photo TO app_rw;
GRANT UPDATE(taken_at) ON TABLE public.photo TO app_rw;
GRANT UPDATE(taken_zone_known) ON TABLE public.photo TO app_rw;
GRANT UPDATE(latitude) ON TABLE public.photo TO app_rw;
GRANT UPDATE(longitude) ON TABLE public.photo TO app_rw;
GRANT UPDATE(removed_at) ON TABLE public.photo TO app_rw;
GRANT SELECT,INSERT ON TABLE public.profile TO app_rw;
GRANT UPDATE(people) ON TABLE public.profile TO app_rw;
GRANT UPDATE(said_of) ON TABLE public.profile TO app_rw;
GRANT UPDATE(said_by) ON TABLE public.profile TO app_rw;
GRANT UPDATE(said_at) ON TABLE public.profile TO app_rw;
GRANT SELECT,INSERT ON TABLE public.progress TO app_rw;
GRANT SELECT,INSERT ON TABLE public.provider TO app_rw;
GRANT UPDATE(name) ON TABLE public.provider TO app_rw;
GRANT UPDATE(issuer) ON TABLE public.provider TO app_rw;
GRANT UPDATE(client_id) ON TABLE public.provider TO app_rw;
GRANT UPDATE(client_secret) ON TABLE public.provider TO app_rw;
GRANT UPDATE(enabled) ON TABLE public.provider TO app_rw;
GRANT SELECT ON TABLE public.published_case TO app_rw;
GRANT SELECT ON TABLE public.published_case TO app_region;
GRANT INSERT(county) ON TABLE public.published_case TO app_region;
GRANT INSERT(nomination) ON TABLE public.published_case TO app_region;
GRANT INSERT(topic) ON TABLE public.published_case TO app_region;
GRANT INSERT(region) ON TABLE public.published_case TO app_region;
GRANT INSERT(title) ON TABLE public.published_case TO app_region;
GRANT INSERT(matter) ON TABLE public.published_case TO app_region;
GRANT INSERT(talk) ON TABLE public.published_case TO app_region;
GRANT INSERT(result) ON TABLE public.published_case TO app_region;
GRANT UPDATE(photos) ON TABLE public.published_case TO app_rw;
GRANT INSERT(photos) ON TABLE public.published_case TO app_region;
GRANT UPDATE(withdrawn_at) ON TABLE public.published_case TO app_rw;
GRANT UPDATE(withdrawn_at) ON TABLE public.published_case TO app_region;
GRANT SELECT,INSERT ON TABLE public.published_charter TO app_rw;
GRANT SELECT(county) ON TABLE public.published_charter TO app_region;
GRANT UPDATE(platform) ON TABLE public.published_charter TO app_rw;
GRANT SELECT(platform) ON TABLE public.published_charter TO app_region;
GRANT UPDATE(title) ON TABLE public.published_charter TO app_rw;
GRANT SELECT(title) ON TABLE public.published_charter TO app_region;
GRANT UPDATE(number) ON TABLE public.published_charter TO app_rw;
GRANT SELECT(number) ON TABLE public.published_charter TO app_region;
GRANT UPDATE(document) ON TABLE public.published_charter TO app_rw;
GRANT SELECT(document) ON TABLE public.published_charter TO app_region;
GRANT UPDATE(published_by) ON TABLE public.published_charter TO app_rw;
GRANT UPDATE(published_at) ON TABLE public.published_charter TO app_rw;
GRANT UPDATE(withdrawn_at) ON TABLE public.published_charter TO app_rw;
GRANT SELECT(withdrawn_at) ON TABLE public.published_charter TO app_region;
GRANT SELECT,INSERT ON TABLE public.rating TO app_rw;
GRANT SELECT,INSERT ON TABLE public.seal TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.session TO app_rw;
GRANT UPDATE(seen_at) ON TABLE public.session TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.settled TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.settled_entry TO app_rw;
GRANT SELECT,INSERT ON TABLE public.share TO app_rw;
GRANT SELECT(county) ON TABLE public.share TO app_region;
GRANT SELECT(region) ON TABLE public.share TO app_region;
GRANT SELECT(item) ON TABLE public.share TO app_region;
GRANT SELECT(agreed) ON TABLE public.share TO app_region;
GRANT UPDATE(changed) ON TABLE public.share TO app_rw;
GRANT SELECT(changed) ON TABLE public.share TO app_region;
GRANT UPDATE(ended_by) ON TABLE public.share TO app_rw;
GRANT UPDATE(ended_at) ON TABLE public.share TO app_rw;
GRANT SELECT(ended_at) ON TABLE public.share TO app_region;
GRANT SELECT,INSERT ON TABLE public.signup TO app_rw;
GRANT UPDATE(state) ON TABLE public.signup TO app_rw;
GRANT UPDATE(reason) ON TABLE public.signup TO app_rw;
GRANT UPDATE(decided_at) ON TABLE public.signup TO app_rw;
GRANT UPDATE(decided_by) ON TABLE public.signup TO app_rw;
GRANT SELECT,INSERT ON TABLE public.standard_check TO app_rw;
GRANT UPDATE(state) ON TABLE public.standard_check TO app_rw;
GRANT UPDATE(verified_by) ON TABLE public.standard_check TO app_rw;
GRANT UPDATE(verified_at) ON TABLE public.standard_check TO app_rw;
GRANT UPDATE(ended_by) ON TABLE public.standard_check TO app_rw;
GRANT UPDATE(ended_at) ON TABLE public.standard_check TO app_rw;
GRANT UPDATE(reason) ON TABLE public.standard_check TO app_rw;
GRANT SELECT,DELETE ON TABLE public.standing TO app_rw;
GRANT INSERT,DELETE ON TABLE public.standing TO app_region;
GRANT SELECT(county) ON TABLE public.standing TO app_region;
GRANT SELECT(region) ON TABLE public.standing TO app_region;
GRANT SELECT,INSERT ON TABLE public.statement TO app_rw;
GRANT SELECT,INSERT ON TABLE public.station TO app_rw;
GRANT UPDATE(kind) ON TABLE public.station TO app_rw;
GRANT UPDATE(name) ON TABLE public.station TO app_rw;
GRANT UPDATE(parent) ON TABLE public.station TO app_rw;
GRANT UPDATE(lineage) ON TABLE public.station TO app_rw;
GRANT UPDATE(address) ON TABLE public.station TO app_rw;
GRANT UPDATE(closed_on) ON TABLE public.station TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.submission TO app_rw;
GRANT SELECT(county),INSERT(county) ON TABLE public.submission TO app_region;
GRANT SELECT(token),INSERT(token) ON TABLE public.submission TO app_region;
GRANT UPDATE(led_to) ON TABLE public.submission TO app_rw;
GRANT SELECT(led_to),INSERT(led_to) ON TABLE public.submission TO app_region;
GRANT SELECT,INSERT,DELETE ON TABLE public.tally TO app_rw;
GRANT SELECT,INSERT ON TABLE public.topic TO app_rw;
GRANT UPDATE(title) ON TABLE public.topic TO app_rw;
GRANT UPDATE(category) ON TABLE public.topic TO app_rw;
GRANT UPDATE(stage) ON TABLE public.topic TO app_rw;
GRANT UPDATE(ring) ON TABLE public.topic TO app_rw;
GRANT UPDATE(ring_since) ON TABLE public.topic TO app_rw;
GRANT UPDATE(held_by) ON TABLE public.topic TO app_rw;
GRANT UPDATE(round) ON TABLE public.topic TO app_rw;
GRANT UPDATE(on_theme) ON TABLE public.topic TO app_rw;
GRANT UPDATE(merged_into) ON TABLE public.topic TO app_rw;
GRANT UPDATE(reason) ON TABLE public.topic TO app_rw;
GRANT UPDATE(published_at) ON TABLE public.topic TO app_rw;
GRANT UPDATE(closed_on) ON TABLE public.topic TO app_rw;
GRANT UPDATE(version) ON TABLE public.topic TO app_rw;
GRANT SELECT,INSERT,DELETE ON TABLE public.township_count TO app_rw;
GRANT SELECT ON TABLE public.township_count TO app_region;
GRANT SELECT,INSERT ON TABLE public.weighting TO app_rw;


--
-- PostgreSQL database dump complete
--



