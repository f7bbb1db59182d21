import { Migration } from '@mikro-orm/migrations'

/** Relatives, deferred pairs, pairs opened again, and merges taken back. */
export class PairsAndUnmerge extends Migration {
  override up(): void {
    this.addSql(`
      alter table patient_pair
        add column relative_kind text constraint patient_pair_relative_kind check (relative_kind in
          ('identical-twin', 'fraternal-twin', 'twin-unknown-zygosity', 'sibling', 'parent-child', 'other')),
        add column missing_fact text,
        add column due_date date,
        add column reopening_proposed_by_id uuid
          constraint patient_pair_reopening_proposed_by_id_foreign references account (id),
        add column origin_a_id uuid constraint patient_pair_origin_a_id_foreign references patient (id),
        add column origin_b_id uuid constraint patient_pair_origin_b_id_foreign references patient (id),
        add constraint patient_pair_origin check ((origin_a_id is null) = (origin_b_id is null));
      create index patient_pair_reopening_proposed_by_id_index on patient_pair (reopening_proposed_by_id);
      create index patient_pair_origin_a_id_index on patient_pair (origin_a_id);
      create index patient_pair_origin_b_id_index on patient_pair (origin_b_id);

      create table family_link (
        id uuid not null constraint family_link_pkey primary key,
        patient_pair_id uuid not null constraint family_link_patient_pair_id_foreign references patient_pair (id),
        patient_id uuid not null constraint family_link_patient_id_foreign references patient (id),
        relative_id uuid not null constraint family_link_relative_id_foreign references patient (id),
        origin_patient_id uuid not null constraint family_link_origin_patient_id_foreign references patient (id),
        origin_relative_id uuid not null constraint family_link_origin_relative_id_foreign references patient (id),
        relation text not null constraint family_link_relation check (relation in
          ('identical-twin', 'fraternal-twin', 'twin-unknown-zygosity', 'sibling', 'parent', 'child', 'other')),
        since timestamptz not null,
        constraint family_link_not_oneself check (patient_id <> relative_id)
      );
      create index family_link_patient_pair_id_index on family_link (patient_pair_id);
      create index family_link_patient_id_index on family_link (patient_id);
      create index family_link_relative_id_index on family_link (relative_id);
      create index family_link_origin_patient_id_index on family_link (origin_patient_id);
      create index family_link_origin_relative_id_index on family_link (origin_relative_id);

      create table patient_unmerge (
        id uuid not null constraint patient_unmerge_pkey primary key,
        patient_merge_id uuid not null constraint patient_unmerge_patient_merge_id_foreign references patient_merge (id),
        state text not null constraint patient_unmerge_state check (state in ('PROPOSED', 'REPLACED', 'DONE')),
        statement jsonb not null,
        preview_token text not null,
        proposed_by_id uuid not null constraint patient_unmerge_proposed_by_id_foreign references account (id),
        proposed_at timestamptz not null,
        confirmed_by_id uuid constraint patient_unmerge_confirmed_by_id_foreign references account (id),
        confirmed_at timestamptz,
        constraint patient_unmerge_confirmed check ((state = 'DONE') = (confirmed_by_id is not null))
      );
      create index patient_unmerge_patient_merge_id_index on patient_unmerge (patient_merge_id);
      create index patient_unmerge_proposed_by_id_index on patient_unmerge (proposed_by_id);
      create index patient_unmerge_confirmed_by_id_index on patient_unmerge (confirmed_by_id);
      create unique index patient_unmerge_standing_unique on patient_unmerge (patient_merge_id)
        where state in ('PROPOSED', 'DONE');
    `)

    for (const table of ['family_link', 'patient_unmerge']) {
      this.addSql(`
        create trigger audited before insert or update or delete or truncate on ${table}
          for each statement execute function require_audit_event();
        alter table ${table} enable row level security;
        create policy office on ${table} using ((select registry_scope() = 'office'));
        grant select, insert, update, delete on ${table} to registry_app;
      `)
    }

    this.addSql(`
      -- An automatic link at a hospital carries the links of the record that it merges away.
      create policy own_patient on family_link for select
        using ((select registry_scope() = 'hospital') and (
          exists (select from patient p where p.id = patient_id) or exists (select from patient p where p.id = relative_id)));
      create policy own_patient_change on family_link for update
        using ((select registry_scope() = 'hospital') and (
          exists (select from patient p where p.id = patient_id) or exists (select from patient p where p.id = relative_id)));

      create function patient_content_hash(patients uuid[]) returns text
        language sql stable security definer set search_path = pg_catalog, public set timezone = 'UTC' as $$
          select encode(sha256(convert_to(jsonb_build_object(
            'patients', (select jsonb_agg(to_jsonb(p) - 'version' order by p.id) from patient p where p.id = any (patients)),
            'identities', (select jsonb_agg(jsonb_build_array(i.id, i.patient_id, i.origin_patient_id, i.case_report_id,
                i.version_number, i.current, encode(sha256(i.sealed), 'hex')) order by i.id)
              from patient_identity i where i.patient_id = any (patients)),
            'caseReports', (select jsonb_agg(jsonb_build_array(r.id, r.patient_id, r.origin_patient_id, r.state,
                r.version_number, r.in_force_version_number) order by r.id)
              from case_report r where r.patient_id = any (patients)),
            'cases', (select jsonb_agg(to_jsonb(c) - 'version' order by c.id)
              from registry_case c where c.patient_id = any (patients)),
            'sources', (select jsonb_agg(to_jsonb(s) order by s.registry_case_id, s.case_report_id)
              from case_source s join registry_case c on c.id = s.registry_case_id where c.patient_id = any (patients)),
            'facts', (select jsonb_agg(to_jsonb(f) order by f.registry_case_id)
              from case_fact f join registry_case c on c.id = f.registry_case_id where c.patient_id = any (patients)),
            'pairs', (select jsonb_agg(jsonb_build_array(q.id, q.patient_a_id, q.patient_b_id, q.state, q.reason_code,
                q.decided_at, q.relative_kind, q.missing_fact, q.due_date) order by q.id)
              from patient_pair q
              where (q.patient_a_id = any (patients)) <> (q.patient_b_id = any (patients))),
            'familyLinks', (select jsonb_agg(to_jsonb(l) - 'origin_patient_id' - 'origin_relative_id' order by l.id)
              from family_link l where (l.patient_id = any (patients)) <> (l.relative_id = any (patients)))
          )::text, 'UTF8')), 'hex')
        $$;
      comment on function patient_content_hash(uuid[]) is
        'Names the content of some patient records, whoever asks; what was decided between these records themselves is left out.';
      revoke execute on function patient_content_hash(uuid[]) from public;
      grant execute on function patient_content_hash(uuid[]) to registry_app;
    `)
  }

  override down(): void {
    throw new Error('Decisions and merges taken back are not forgotten: restore a backup instead.')
  }
}
