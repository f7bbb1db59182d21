import { Migration } from '@mikro-orm/migrations'

/** Tables whose every change needs its journal event (STYLE.md section 4); the trigger refuses any other change. */
const audited = [
  'account',
  'catalogue',
  'disease',
  'region',
  'hospital',
  'form_version',
  'data_key',
  'patient',
  'patient_hospital',
  'patient_identity',
  'blocking_token',
  'patient_pair',
  'patient_merge',
  'case_report',
  'case_report_version',
  'case_report_participant',
  'query',
  'registry_case',
  'case_source',
  'case_fact',
]

/** The first schema: catalogue, accounts, case reports, patients, cases and the journal. */
export class Registry extends Migration {
  override up(): void {
    this.addSql(`
      create function require_audit_event() returns trigger language plpgsql as $$
      begin
        if coalesce(current_setting('registry.audit_event', true), '') = '' then
          raise exception 'unaudited % of %', tg_op, tg_table_name using errcode = 'RG001';
        end if;
        return null;
      end $$;

      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% of % is never allowed', tg_op, tg_table_name using errcode = 'RG002';
      end $$;

      create function registry_scope() returns text language sql stable as
        $$ select coalesce(current_setting('registry.scope', true), '') $$;
      create function registry_hospital() returns text language sql stable as
        $$ select coalesce(current_setting('registry.hospital', true), '') $$;
    `)

    this.addSql(`
      create table audit_event (
        id uuid not null constraint audit_event_pkey primary key,
        at timestamptz not null default now(),
        at_client timestamptz,
        unit_id uuid not null,
        event text not null,
        transition text,
        object_kind text not null,
        object_id uuid,
        related jsonb not null default '{}',
        actor_kind text not null constraint audit_event_actor_kind check (actor_kind in ('person', 'rule', 'interface')),
        actor_id uuid,
        actor_name text not null,
        roles text[] not null default '{}',
        hospital_code text,
        second_person_id uuid,
        from_state text,
        to_state text,
        detail jsonb not null default '{}',
        sealed bytea,
        data_key_id uuid,
        reason_code text,
        form_version integer,
        rule_set text,
        catalogue_version text,
        matcher_version text,
        channel text not null,
        request_id text,
        idempotency_key text
      );
      create index audit_event_object_id_index on audit_event (object_id, id);
      create index audit_event_data_key_id_index on audit_event (data_key_id);
      create trigger unalterable before update or delete or truncate on audit_event
        for each statement execute function refuse_change();
    `)

    this.addSql(`
      create table catalogue (
        version text not null constraint catalogue_pkey primary key,
        title_zh text not null,
        title_en text not null,
        official boolean not null,
        content_hash text not null,
        loaded_at timestamptz not null
      );
      create table disease (
        id text not null constraint disease_pkey primary key,
        catalogue_version text not null constraint disease_catalogue_version_foreign references catalogue (version),
        code text not null,
        slug text not null,
        name_zh text not null,
        name_en text not null,
        category text not null,
        active boolean not null,
        entry jsonb not null,
        constraint disease_code_unique unique (catalogue_version, code),
        constraint disease_slug_unique unique (catalogue_version, slug)
      );
      create table region (
        code text not null constraint region_pkey primary key,
        parent_code text constraint region_parent_code_foreign references region (code),
        level text not null constraint region_level check (level in ('province', 'city', 'county')),
        name_zh text not null,
        name_en text not null,
        population_2020 integer,
        retired boolean not null
      );
      create index region_parent_code_index on region (parent_code);
      create table hospital (
        code text not null constraint hospital_pkey primary key,
        name_zh text not null,
        name_en text not null,
        also_known_as text[] not null,
        kind text not null,
        grade text not null,
        city_code text not null constraint hospital_city_code_foreign references region (code),
        county_code text constraint hospital_county_code_foreign references region (code),
        active boolean not null
      );
      create index hospital_city_code_index on hospital (city_code);
      create index hospital_county_code_index on hospital (county_code);
      create table form_version (
        disease_slug text not null,
        version integer not null,
        structure_hash text not null,
        published_at timestamptz not null,
        constraint form_version_pkey primary key (disease_slug, version)
      );
    `)

    this.addSql(`
      create table account (
        id uuid not null constraint account_pkey primary key,
        person_id uuid not null,
        username text not null constraint account_username_unique unique,
        display_name text not null,
        password_hash text not null,
        roles text[] not null,
        hospital_code text constraint account_hospital_code_foreign references hospital (code),
        active boolean not null,
        failed_sign_ins integer not null,
        locked_until timestamptz,
        created_at timestamptz not null
      );
      create index account_hospital_code_index on account (hospital_code);
      create index account_person_id_index on account (person_id);
      create table refresh_token (
        id uuid not null constraint refresh_token_pkey primary key,
        account_id uuid not null constraint refresh_token_account_id_foreign references account (id),
        family_id uuid not null,
        token_hash bytea not null constraint refresh_token_token_hash_unique unique,
        expires_at timestamptz not null,
        used_at timestamptz,
        ended_at timestamptz
      );
      create index refresh_token_account_id_index on refresh_token (account_id);
      create index refresh_token_family_id_index on refresh_token (family_id);
      create table idempotency_key (
        account_id uuid not null constraint idempotency_key_account_id_foreign references account (id),
        key text not null,
        request_hash bytea not null,
        status integer not null,
        reply bytea not null,
        created_at timestamptz not null default now(),
        constraint idempotency_key_pkey primary key (account_id, key)
      );
    `)

    this.addSql(`
      create table data_key (
        id uuid not null constraint data_key_pkey primary key,
        wrapped bytea not null,
        key_ring_id text not null
      );
      create table patient (
        id uuid not null constraint patient_pkey primary key,
        pseudonym text not null constraint patient_pseudonym_unique unique,
        record_state text not null constraint patient_record_state
          check (record_state in ('PROVISIONAL', 'ACTIVE', 'MERGED', 'INACTIVE', 'ERASED')),
        identity_state text not null constraint patient_identity_state check (identity_state in ('SURE', 'TENTATIVE')),
        vital_state text not null constraint patient_vital_state check (vital_state in ('ALIVE', 'DECEASED', 'UNKNOWN')),
        merged_into_id uuid constraint patient_merged_into_id_foreign references patient (id),
        data_key_id uuid not null constraint patient_data_key_id_foreign references data_key (id),
        created_at timestamptz not null,
        activated_at timestamptz,
        version integer not null,
        constraint patient_merged_into check ((record_state = 'MERGED') = (merged_into_id is not null))
      );
      create index patient_merged_into_id_index on patient (merged_into_id);
      create index patient_data_key_id_index on patient (data_key_id);

      create sequence case_report_number;
      create sequence receipt_number;
      create sequence case_number;
      create sequence query_number;
      create sequence merge_number;

      create table case_report (
        id uuid not null constraint case_report_pkey primary key,
        number text not null constraint case_report_number_unique unique,
        hospital_code text not null constraint case_report_hospital_code_foreign references hospital (code),
        disease_id text not null constraint case_report_disease_id_foreign references disease (id),
        disease_code text not null,
        disease_slug text not null,
        form_version integer not null,
        state text not null constraint case_report_state check (state in ('DRAFT', 'DISCARDED', 'SUBMITTED',
          'HOSPITAL_REVIEW', 'FORWARDED', 'OFFICE_REVIEW', 'RETURNED', 'ACCEPTED', 'REJECTED', 'DUPLICATE', 'WITHDRAWN')),
        return_level text constraint case_report_return_level check (return_level in ('hospital', 'office')),
        round integer not null,
        due_date date,
        author_id uuid not null constraint case_report_author_id_foreign references account (id),
        channel text not null,
        data_key_id uuid not null constraint case_report_data_key_id_foreign references data_key (id),
        draft bytea,
        patient_id uuid constraint case_report_patient_id_foreign references patient (id),
        origin_patient_id uuid constraint case_report_origin_patient_id_foreign references patient (id),
        version_number integer not null,
        in_force_version_number integer,
        claimer_id uuid constraint case_report_claimer_id_foreign references account (id),
        lease_ends_at timestamptz,
        last_moved_by text not null,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        first_submitted_at timestamptz,
        forwarded_at timestamptz,
        accepted_at timestamptz,
        version integer not null,
        constraint case_report_claim check ((claimer_id is null) = (lease_ends_at is null))
      );
      create index case_report_hospital_code_index on case_report (hospital_code, state, id);
      create index case_report_state_index on case_report (state, id);
      create index case_report_disease_id_index on case_report (disease_id);
      create index case_report_author_id_index on case_report (author_id);
      create index case_report_claimer_id_index on case_report (claimer_id);
      create index case_report_patient_id_index on case_report (patient_id);
      create index case_report_origin_patient_id_index on case_report (origin_patient_id);
      create index case_report_data_key_id_index on case_report (data_key_id);

      create table case_report_version (
        id uuid not null constraint case_report_version_pkey primary key,
        case_report_id uuid not null constraint case_report_version_case_report_id_foreign references case_report (id),
        number integer not null,
        form_version integer not null,
        rule_set text not null,
        content jsonb not null,
        content_hash text not null,
        findings jsonb not null,
        verified bytea,
        verified_count integer not null,
        receipt_number text not null constraint case_report_version_receipt_number_unique unique,
        submitted_by_id uuid not null constraint case_report_version_submitted_by_id_foreign references account (id),
        submitted_at timestamptz not null,
        constraint case_report_version_number_unique unique (case_report_id, number)
      );
      create index case_report_version_submitted_by_id_index on case_report_version (submitted_by_id);
      create trigger unalterable before update or delete or truncate on case_report_version
        for each statement execute function refuse_change();

      create table case_report_participant (
        case_report_id uuid not null constraint case_report_participant_case_report_id_foreign references case_report (id),
        person_id uuid not null,
        part text not null constraint case_report_participant_part check (part in ('author', 'hospital-reviewer', 'office-reviewer')),
        constraint case_report_participant_pkey primary key (case_report_id, person_id, part)
      );

      create table patient_hospital (
        patient_id uuid not null constraint patient_hospital_patient_id_foreign references patient (id),
        hospital_code text not null constraint patient_hospital_hospital_code_foreign references hospital (code),
        constraint patient_hospital_pkey primary key (patient_id, hospital_code)
      );
      create index patient_hospital_hospital_code_index on patient_hospital (hospital_code);

      create table patient_identity (
        id uuid not null constraint patient_identity_pkey primary key,
        patient_id uuid not null constraint patient_identity_patient_id_foreign references patient (id),
        origin_patient_id uuid not null constraint patient_identity_origin_patient_id_foreign references patient (id),
        case_report_id uuid not null constraint patient_identity_case_report_id_foreign references case_report (id),
        version_number integer not null,
        sealed bytea not null,
        data_key_id uuid not null constraint patient_identity_data_key_id_foreign references data_key (id),
        current boolean not null,
        constraint patient_identity_version_unique unique (case_report_id, version_number)
      );
      create index patient_identity_patient_id_index on patient_identity (patient_id);
      create index patient_identity_origin_patient_id_index on patient_identity (origin_patient_id);
      create index patient_identity_data_key_id_index on patient_identity (data_key_id);

      create table blocking_token (
        token bytea not null,
        patient_identity_id uuid not null constraint blocking_token_patient_identity_id_foreign references patient_identity (id),
        constraint blocking_token_pkey primary key (token, patient_identity_id)
      );
      create index blocking_token_patient_identity_id_index on blocking_token (patient_identity_id);

      create table patient_pair (
        id uuid not null constraint patient_pair_pkey primary key,
        patient_a_id uuid not null constraint patient_pair_patient_a_id_foreign references patient (id),
        patient_b_id uuid not null constraint patient_pair_patient_b_id_foreign references patient (id),
        state text not null constraint patient_pair_state
          check (state in ('OPEN', 'SAME', 'DIFFERENT', 'RELATIVE', 'DEFERRED', 'MOOT')),
        reason text not null,
        explanation jsonb not null,
        evidence_hash bytea not null,
        matcher_version text not null,
        detected_at timestamptz not null,
        proposed_by_id uuid constraint patient_pair_proposed_by_id_foreign references account (id),
        decided_by_id uuid constraint patient_pair_decided_by_id_foreign references account (id),
        decided_at timestamptz,
        reason_code text,
        version integer not null,
        constraint patient_pair_order check (patient_a_id < patient_b_id)
      );
      create unique index patient_pair_open_unique on patient_pair (patient_a_id, patient_b_id) where state = 'OPEN';
      create index patient_pair_patient_a_id_index on patient_pair (patient_a_id);
      create index patient_pair_patient_b_id_index on patient_pair (patient_b_id);
      create index patient_pair_proposed_by_id_index on patient_pair (proposed_by_id);
      create index patient_pair_decided_by_id_index on patient_pair (decided_by_id);
      create index patient_pair_state_index on patient_pair (state, id);

      create table patient_merge (
        id uuid not null constraint patient_merge_pkey primary key,
        number text not null constraint patient_merge_number_unique unique,
        from_patient_id uuid not null constraint patient_merge_from_patient_id_foreign references patient (id),
        into_patient_id uuid not null constraint patient_merge_into_patient_id_foreign references patient (id),
        patient_pair_id uuid not null constraint patient_merge_patient_pair_id_foreign references patient_pair (id),
        moved jsonb not null,
        state_before_hash text not null,
        merged_at timestamptz not null
      );
      create index patient_merge_from_patient_id_index on patient_merge (from_patient_id);
      create index patient_merge_into_patient_id_index on patient_merge (into_patient_id);
      create index patient_merge_patient_pair_id_index on patient_merge (patient_pair_id);
    `)

    this.addSql(`
      create table query (
        id uuid not null constraint query_pkey primary key,
        number text not null constraint query_number_unique unique,
        case_report_id uuid not null constraint query_case_report_id_foreign references case_report (id),
        level text not null constraint query_level check (level in ('hospital', 'office')),
        pointer text not null,
        kind text not null constraint query_kind
          check (kind in ('missing', 'implausible', 'contradicts', 'unclear', 'please-prove')),
        state text not null constraint query_state check (state in ('OPEN', 'ANSWERED', 'CLOSED', 'CANCELLED')),
        question bytea not null,
        answer bytea,
        answer_kind text constraint query_answer_kind
          check (answer_kind in ('changed-value', 'accepted-suggestion', 'verified', 'cannot-be-found-out', 'waiting')),
        due_date date,
        asked_of_version_number integer not null,
        opened_by_id uuid not null constraint query_opened_by_id_foreign references account (id),
        opened_at timestamptz not null,
        answered_by_id uuid constraint query_answered_by_id_foreign references account (id),
        answered_at timestamptz,
        closed_by_id uuid constraint query_closed_by_id_foreign references account (id),
        closed_at timestamptz,
        version integer not null
      );
      create index query_case_report_id_index on query (case_report_id, state);
      create index query_opened_by_id_index on query (opened_by_id);
      create index query_answered_by_id_index on query (answered_by_id);
      create index query_closed_by_id_index on query (closed_by_id);

      create table registry_case (
        id uuid not null constraint registry_case_pkey primary key,
        number text not null constraint registry_case_number_unique unique,
        patient_id uuid not null constraint registry_case_patient_id_foreign references patient (id),
        origin_patient_id uuid not null constraint registry_case_origin_patient_id_foreign references patient (id),
        disease_code text not null,
        state text not null constraint registry_case_state
          check (state in ('SUSPECTED', 'CONFIRMED', 'REVISED', 'EXCLUDED', 'INACTIVE')),
        opened_at timestamptz not null,
        version integer not null
      );
      create unique index registry_case_patient_disease_unique on registry_case (patient_id, disease_code)
        where state in ('SUSPECTED', 'CONFIRMED');
      create index registry_case_patient_id_index on registry_case (patient_id);
      create index registry_case_origin_patient_id_index on registry_case (origin_patient_id);

      create table case_source (
        registry_case_id uuid not null constraint case_source_registry_case_id_foreign references registry_case (id),
        case_report_id uuid not null constraint case_source_case_report_id_foreign references case_report (id),
        origin_case_id uuid not null constraint case_source_origin_case_id_foreign references registry_case (id),
        since timestamptz not null,
        constraint case_source_pkey primary key (registry_case_id, case_report_id)
      );
      create index case_source_case_report_id_index on case_source (case_report_id);
      create index case_source_origin_case_id_index on case_source (origin_case_id);

      create table case_fact (
        registry_case_id uuid not null constraint case_fact_pkey primary key
          constraint case_fact_registry_case_id_foreign references registry_case (id),
        disease_code text not null,
        state text not null,
        identity_state text not null,
        sex text not null,
        birth_year integer,
        age_at_diagnosis_years integer,
        region_code text,
        city_code text,
        onset_date text,
        diagnosis_date text,
        vital_state text not null,
        leading_report_id uuid not null constraint case_fact_leading_report_id_foreign references case_report (id),
        hospital_code text not null constraint case_fact_hospital_code_foreign references hospital (code),
        source_count integer not null,
        genetically_confirmed boolean not null,
        first_submitted_at timestamptz not null,
        accepted_at timestamptz not null
      );
      create index case_fact_leading_report_id_index on case_fact (leading_report_id);
      create index case_fact_hospital_code_index on case_fact (hospital_code);
      create index case_fact_disease_code_index on case_fact (disease_code, accepted_at);
    `)

    for (const table of audited) {
      this.addSql(`create trigger audited before insert or update or delete or truncate on ${table}
        for each statement execute function require_audit_event()`)
    }

    this.addSql(`
      alter table case_report enable row level security;
      alter table case_report_version enable row level security;
      alter table case_report_participant enable row level security;
      alter table patient enable row level security;
      alter table patient_hospital enable row level security;
      alter table patient_identity enable row level security;
      alter table blocking_token enable row level security;
      alter table patient_pair enable row level security;
      alter table patient_merge enable row level security;
      alter table query enable row level security;
      alter table registry_case enable row level security;
      alter table case_source enable row level security;
      alter table case_fact enable row level security;
      alter table audit_event enable row level security;

      -- The setting stands in a sub-select, so that it is read once a statement and not once a row.
      create policy office on case_report using ((select registry_scope() = 'office'));
      create policy own_hospital on case_report
        using ((select registry_scope() = 'hospital') and hospital_code = (select registry_hospital()))
        with check (registry_scope() = 'hospital' and hospital_code = registry_hospital());

      create policy of_the_report on case_report_version
        using (exists (select from case_report r where r.id = case_report_id));
      create policy of_the_report on case_report_participant
        using (exists (select from case_report r where r.id = case_report_id));
      create policy of_the_report on query
        using (exists (select from case_report r where r.id = case_report_id));

      create policy office on patient_hospital using ((select registry_scope() = 'office'));
      create policy own_hospital on patient_hospital
        using ((select registry_scope() = 'hospital') and hospital_code = (select registry_hospital()));
      create policy office on patient using ((select registry_scope() = 'office'));
      create policy own_hospital on patient
        using ((select registry_scope() = 'hospital')
          and exists (select from patient_hospital h where h.patient_id = id and h.hospital_code = (select registry_hospital())));
      create policy newly_reported on patient for insert with check (registry_scope() in ('hospital', 'office'));
      create policy of_the_report on patient_identity
        using (exists (select from case_report r where r.id = case_report_id));
      create policy of_the_identity on blocking_token
        using (exists (select from patient_identity i where i.id = patient_identity_id));

      create policy office on patient_pair using ((select registry_scope() = 'office'));
      create policy own_patient on patient_pair for select
        using ((select registry_scope() = 'hospital') and (
          exists (select from patient p where p.id = patient_a_id) or exists (select from patient p where p.id = patient_b_id)));
      create policy own_patient_change on patient_pair for update
        using ((select registry_scope() = 'hospital') and (
          exists (select from patient p where p.id = patient_a_id) or exists (select from patient p where p.id = patient_b_id)));
      create policy detected on patient_pair for insert with check (registry_scope() in ('hospital', 'office'));
      create policy office on patient_merge using ((select registry_scope() = 'office'));
      create policy linked on patient_merge for insert with check (registry_scope() in ('hospital', 'office'));

      create policy office on registry_case using ((select registry_scope() = 'office'));
      create policy of_the_report on case_source
        using (exists (select from case_report r where r.id = case_report_id));
      -- Of a shared patient a hospital learns the fact, not what else he is treated for: only cases that its own reports
      -- opened or support (WORKFLOW 3.7).
      create policy own_report on registry_case for select
        using ((select registry_scope() = 'hospital')
          and exists (select from case_source s where registry_case.id in (s.registry_case_id, s.origin_case_id)));
      create policy office on case_fact using ((select registry_scope() = 'office'));

      create policy written on audit_event for insert with check (true);
      create policy office on audit_event for select using ((select registry_scope() in ('office', 'journal')));
      -- Whether somebody resembles a patient of another hospital would reveal a rare disease (DESIGN.md section 7).
      create policy own_hospital on audit_event for select
        using ((select registry_scope() = 'hospital') and hospital_code = (select registry_hospital())
          and object_kind not in ('patient', 'patient-pair'));
    `)

    this.addSql(`
      create function candidate_identities(tokens bytea[])
        returns table (patient_id uuid, identity_id uuid, sealed bytea, wrapped bytea, key_ring_id text,
          case_report_id uuid, version_number integer)
        language sql stable security definer set search_path = pg_catalog, public as $$
          select p.id, i.id, i.sealed, k.wrapped, k.key_ring_id, i.case_report_id, i.version_number
          from patient p
          join patient_identity i on i.patient_id = p.id
          join data_key k on k.id = i.data_key_id
          where p.record_state in ('PROVISIONAL', 'ACTIVE', 'INACTIVE')
            and p.id in (
              select j.patient_id from blocking_token b join patient_identity j on j.id = b.patient_identity_id
              where b.token = any (tokens) and j.current)
          order by p.id, i.case_report_id, i.version_number
        $$;
      comment on function candidate_identities(bytea[]) is
        'The one way to sealed identity rows of other hospitals: takes blocking tokens, gives all identity versions of the patients that share one.';

      create function is_patient_of_one_hospital(patient uuid) returns boolean
        language sql stable security definer set search_path = pg_catalog, public as $$
          select count(*) = 1 and bool_and(hospital_code = registry_hospital()) from patient_hospital where patient_id = patient
        $$;

      revoke execute on function candidate_identities(bytea[]), is_patient_of_one_hospital(uuid) from public;
      grant execute on function candidate_identities(bytea[]), is_patient_of_one_hospital(uuid) to registry_app;
      grant usage on schema public to registry_app;
      grant select, insert, update, delete on all tables in schema public to registry_app;
      grant usage on all sequences in schema public to registry_app;
      revoke update, delete, truncate on audit_event from registry_app;
      revoke update, delete, truncate on case_report_version from registry_app;
    `)
  }

  override down(): void {
    throw new Error('The first migration is not undone: restore a backup instead.')
  }
}
