import { Migration } from '@mikro-orm/migrations'

/** What the nightly matching of all patients needs: versions of stored tokens, where a run stands, and look-ups in bulk. */
export class NightlyMatching extends Migration {
  override up(): void {
    this.addSql(`
      -- The first matchers kept no version; the empty one is nobody's, so their tokens are made anew.
      alter table patient_identity add column tokens_version text not null default '';
      alter table patient_identity alter column tokens_version drop default;

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
            r.disease_code, r.hospital_code, to_char(v.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD'),
            i.tokens_version, p.record_state
          from (select * from patient_identity where id > after and current order by id limit most) i
          join patient p on p.id = i.patient_id
          join data_key k on k.id = i.data_key_id
          join case_report r on r.id = i.case_report_id
          join case_report_version v on v.case_report_id = i.case_report_id and v.number = i.version_number
          where registry_scope() = 'office'
          order by i.id
        $$;
      comment on function identities_to_match(uuid, integer) is
        'The next current identities in the order of their ids; the nightly run walks through all of them.';

      -- A token of one identity alone is told by its index; only of the others are the patients looked up. Rows are
      -- counted up to a thousand, as token_holders does with patients.
      create function shared_tokens(identities uuid[], most integer)
        returns table (token bytea, holders integer, patients uuid[])
        language sql stable security definer set search_path = pg_catalog, public as $$
          select own.token, cardinality(held.patients), case when cardinality(held.patients) <= most then held.patients end
          from (select distinct b.token from blocking_token b where b.patient_identity_id = any (identities)) as own
          cross join lateral (
            select count(*) as rows from (select from blocking_token b where b.token = own.token limit 2) as two) as counted
          cross join lateral (
            select array_agg(distinct each.patient_id) as patients from (
              select j.patient_id from blocking_token b join patient_identity j on j.id = b.patient_identity_id
              where b.token = own.token and j.current limit 1000) as each) as held
          where registry_scope() = 'office' and counted.rows > 1 and cardinality(held.patients) > 1
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
            r.disease_code, r.hospital_code, to_char(v.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')
          from patient_identity i
          join patient p on p.id = i.patient_id
          join data_key k on k.id = i.data_key_id
          join case_report r on r.id = i.case_report_id
          join case_report_version v on v.case_report_id = i.case_report_id and v.number = i.version_number
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
