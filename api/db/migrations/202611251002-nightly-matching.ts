import { Migration } from '@mikro-orm/migrations'

/** What the nightly matching of all patients needs: versions of stored tokens, where a run stands, and look-ups in bulk. */
export class NightlyMatching extends Migration {
  override up(): void {
    this.addSql(`
      -- The first matchers kept no version; the empty one is nobody's, so their tokens are made anew.
      alter table patient_identity add column tokens_version text not null default '';
      alter table patient_identity alter column tokens_version drop default;

      -- What matching reads of the report stands with the identity: of hundreds of candidates, two look-ups less each.
      alter table patient_identity add column disease_code text, add column hospital_code text,
        add column submitted_on date;
      alter table patient_identity disable trigger user;
      update patient_identity i set disease_code = r.disease_code, hospital_code = r.hospital_code,
        submitted_on = (v.submitted_at at time zone 'Asia/Shanghai')::date
        from case_report r join case_report_version v on v.case_report_id = r.id
        where r.id = i.case_report_id and v.number = i.version_number;
      alter table patient_identity enable trigger user;
      alter table patient_identity alter column disease_code set not null, alter column hospital_code set not null,
        alter column submitted_on set not null;

      create table matching_run (
        id uuid not null constraint matching_run_pkey primary key,
        matcher_version text not null,
        tokens_version text not null,
        worker_id uuid not null,
        started_at timestamptz not null,
        seen_at timestamptz not null,
        finished_at timestamptz,
        state text not null constraint matching_run_state check (state in ('RUNNING', 'FINISHED')),
        last_identity_id uuid,
        identities integer not null,
        converted integer not null,
        pairs integer not null,
        seconds double precision not null
      );
      create unique index matching_run_running_unique on matching_run (state) where state = 'RUNNING';
      grant select, insert, update on matching_run to registry_app;

      create function identities_to_match(after uuid, most integer)
        returns table (patient_id uuid, identity_id uuid, sealed bytea, wrapped bytea, key_ring_id text,
          case_report_id uuid, version_number integer, disease_code text, hospital_code text, submitted_on text,
          tokens_version text, record_state text)
        language sql stable security definer set search_path = pg_catalog, public as $$
          select i.patient_id, i.id, i.sealed, k.wrapped, k.key_ring_id, i.case_report_id, i.version_number,
            i.disease_code, i.hospital_code, to_char(i.submitted_on, 'YYYY-MM-DD'),
            i.tokens_version, p.record_state
          from (select * from patient_identity where id > after and current order by id limit most) i
          join patient p on p.id = i.patient_id
          join data_key k on k.id = i.data_key_id
          where registry_scope() = 'office'
          order by i.id
        $$;
      comment on function identities_to_match(uuid, integer) is
        'The next current identities in the order of their ids; the nightly run walks through all of them.';

      -- A number that a hospital writes for everybody stands with thousands of identities: rows are taken up to a
      -- thousand, and where the first 250 belong to more than 200 patients, each further row counts as a patient.
      create or replace function token_holders(tokens bytea[]) returns table (token bytea, holders integer)
        language sql stable security definer set search_path = pg_catalog, public as $$
          select t.token, case when few.patients > 200 then cardinality(held.ids)
            when cardinality(held.ids) <= 250 then few.patients
            else (select count(distinct j.patient_id)::integer from patient_identity j
              where j.id = any (held.ids) and j.current) end
          from unnest(tokens) as t(token)
          cross join lateral (
            select array_agg(b.patient_identity_id) as ids
            from (select patient_identity_id from blocking_token where token = t.token limit 1000) as b) as held
          cross join lateral (
            select count(distinct j.patient_id)::integer as patients from patient_identity j
            where j.id = any (held.ids[:250]) and j.current) as few
        $$;

      create or replace function candidate_identities(tokens bytea[], most integer default 200)
        returns table (patient_id uuid, identity_id uuid, sealed bytea, wrapped bytea, key_ring_id text,
          case_report_id uuid, version_number integer, disease_code text, hospital_code text, submitted_on text)
        language sql stable security definer set search_path = pg_catalog, public as $$
          with alike as (
            select j.patient_id from blocking_token b
            join patient_identity j on j.id = b.patient_identity_id
            join patient p on p.id = j.patient_id
            where b.token = any (tokens) and j.current and p.record_state in ('PROVISIONAL', 'ACTIVE', 'INACTIVE')
            group by j.patient_id order by count(distinct b.token) desc, j.patient_id limit most)
          select i.patient_id, i.id, i.sealed, k.wrapped, k.key_ring_id, i.case_report_id, i.version_number,
            i.disease_code, i.hospital_code, to_char(i.submitted_on, 'YYYY-MM-DD')
          from alike
          join patient_identity i on i.patient_id = alike.patient_id
          join data_key k on k.id = i.data_key_id
          order by i.patient_id, i.case_report_id, i.version_number
        $$;

      -- One look at the index a token, counted as token_holders counts; of those that one identity alone holds no
      -- patient is looked up, and of those that too many hold only as many as tell it.
      create function shared_tokens(identities uuid[], most integer)
        returns table (token bytea, holders integer, patients uuid[])
        language sql stable security definer set search_path = pg_catalog, public as $$
          with held as materialized (
            select own.token, array_agg(b.id) as ids
            from (select distinct b.token from blocking_token b where b.patient_identity_id = any (identities)) as own
            cross join lateral (
              select b.patient_identity_id as id from blocking_token b where b.token = own.token limit 1000) as b
            where registry_scope() = 'office'
            group by own.token having count(*) > 1),
          few as materialized (
            select held.token, held.ids, (
              select array_agg(distinct j.patient_id) from patient_identity j
              where j.id = any (held.ids[:250]) and j.current) as patients
            from held),
          counted as (
            select few.token, case when cardinality(few.patients) > 200 then cardinality(few.ids) end as common,
              case when cardinality(few.ids) <= 250 or cardinality(few.patients) > 200 then few.patients
                else (select array_agg(distinct j.patient_id) from patient_identity j
                  where j.id = any (few.ids) and j.current) end as patients
            from few)
          select token, coalesce(common, cardinality(patients)),
            case when coalesce(common, cardinality(patients)) <= most then patients end
          from counted where cardinality(patients) > 1
        $$;
      comment on function shared_tokens(uuid[], integer) is
        'Tokens of some identities that more than one patient holds, with the patients where there are no more than so many.';

      create function tokens_of_identities(identities uuid[]) returns table (identity_id uuid, tokens bytea[])
        language sql stable security definer set search_path = pg_catalog, public as $$
          select b.patient_identity_id, array_agg(b.token) from blocking_token b
          where registry_scope() = 'office' and b.patient_identity_id = any (identities) group by b.patient_identity_id
        $$;

      create function identities_of_patients(patients uuid[])
        returns table (patient_id uuid, identity_id uuid, sealed bytea, wrapped bytea, key_ring_id text,
          case_report_id uuid, version_number integer, disease_code text, hospital_code text, submitted_on text)
        language sql stable security definer set search_path = pg_catalog, public as $$
          select i.patient_id, i.id, i.sealed, k.wrapped, k.key_ring_id, i.case_report_id, i.version_number,
            i.disease_code, i.hospital_code, to_char(i.submitted_on, 'YYYY-MM-DD')
          from patient_identity i
          join patient p on p.id = i.patient_id
          join data_key k on k.id = i.data_key_id
          where registry_scope() = 'office' and i.patient_id = any (patients)
            and p.record_state in ('PROVISIONAL', 'ACTIVE', 'INACTIVE')
          order by i.patient_id, i.case_report_id, i.version_number
        $$;
      comment on function identities_of_patients(uuid[]) is
        'All sealed identity versions of some patients, for the nightly run.';

      revoke execute on function identities_to_match(uuid, integer), shared_tokens(uuid[], integer),
        tokens_of_identities(uuid[]), identities_of_patients(uuid[]) from public;
      grant execute on function identities_to_match(uuid, integer), shared_tokens(uuid[], integer),
        tokens_of_identities(uuid[]), identities_of_patients(uuid[]) to registry_app;
    `)
  }

  override down(): void {
    throw new Error('Versions of tokens are not forgotten: restore a backup instead.')
  }
}
