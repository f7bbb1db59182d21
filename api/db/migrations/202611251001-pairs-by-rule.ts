import { Migration } from '@mikro-orm/migrations'

/**
 * What a rule does to pairs in a hospital's submission: opens a decided one again, settles who was tentative, drops the
 * questions of a pair that waits no more. A hospital sees only its own side, so that functions of the owner do it.
 */
export class PairsByRule extends Migration {
  override up(): void {
    this.addSql(`
      alter table patient_pair
        add column decided_before text constraint patient_pair_decided_before check (decided_before in
          ('DIFFERENT', 'RELATIVE', 'DEFERRED'));

      alter table query
        add column patient_pair_id uuid constraint query_patient_pair_id_foreign references patient_pair (id);
      create index query_patient_pair_id_index on query (patient_pair_id);

      -- A pair that matching opens again loses its family link, like one that persons open again.
      create policy own_patient_removal on family_link for delete
        using ((select registry_scope() = 'hospital') and (
          exists (select from patient p where p.id = patient_id) or exists (select from patient p where p.id = relative_id)));

      create function settle_identity(patients uuid[], decided uuid[]) returns setof uuid
        language sql volatile security definer set search_path = pg_catalog, public as $$
          with settled as (
            update patient p set identity_state = 'SURE', version = p.version + 1
            where registry_scope() in ('hospital', 'office') and p.id = any (patients) and p.identity_state = 'TENTATIVE'
              and not exists (
                select from patient_pair q
                where q.state in ('OPEN', 'DEFERRED') and q.id <> all (decided) and p.id in (q.patient_a_id, q.patient_b_id))
            returning p.id),
          counted as (
            update case_fact f set identity_state = 'SURE' from registry_case c
            where c.id = f.registry_case_id and c.patient_id in (select id from settled))
          select id from settled order by id
        $$;
      comment on function settle_identity(uuid[], uuid[]) is
        'Makes those tentative patients sure of whom no pair waits any more, but for pairs being decided; gives their ids.';

      create function copy_identity_state(patient_id uuid) returns void
        language sql volatile security definer set search_path = pg_catalog, public as $$
          update case_fact f set identity_state = p.identity_state
          from registry_case c join patient p on p.id = c.patient_id
          where c.id = f.registry_case_id and p.id = copy_identity_state.patient_id
            and f.identity_state <> p.identity_state
        $$;
      comment on function copy_identity_state(uuid) is
        'Writes whether the identity of a patient is open into what is counted of him.';

      create function is_told_apart(patient_id uuid, at_least double precision) returns boolean
        language sql stable security definer set search_path = pg_catalog, public as $$
          select exists (
            select from patient_pair q
            where q.state in ('DIFFERENT', 'RELATIVE') and q.score >= at_least
              and is_told_apart.patient_id in (q.patient_a_id, q.patient_b_id))
        $$;
      comment on function is_told_apart(uuid, double precision) is
        'Whether a person told a patient apart from somebody whom matching alone takes for the same.';

      create function cancel_queries_of_pairs(pairs uuid[], cancelled_at timestamptz)
        returns table (id uuid, number text, state text, hospital_code text, case_report_number text)
        language sql volatile security definer set search_path = pg_catalog, public as $$
          with waiting as (
            select q.id, q.number, q.state, r.hospital_code, r.number as case_report_number
            from query q join case_report r on r.id = q.case_report_id
            where registry_scope() in ('hospital', 'office') and q.patient_pair_id = any (pairs)
              and q.state in ('OPEN', 'ANSWERED') for update of q),
          cancelled as (
            update query q set state = 'CANCELLED', closed_at = cancelled_at, version = q.version + 1
            from waiting w where w.id = q.id)
          select * from waiting order by id
        $$;
      comment on function cancel_queries_of_pairs(uuid[], timestamptz) is
        'Drops what hospitals were asked because of pairs that wait no more; gives what was dropped.';

      revoke execute on function settle_identity(uuid[], uuid[]), copy_identity_state(uuid),
        is_told_apart(uuid, double precision), cancel_queries_of_pairs(uuid[], timestamptz) from public;
      grant execute on function settle_identity(uuid[], uuid[]), copy_identity_state(uuid),
        is_told_apart(uuid, double precision), cancel_queries_of_pairs(uuid[], timestamptz) to registry_app;
    `)
  }

  override down(): void {
    throw new Error('What was decided before is not forgotten: restore a backup instead.')
  }
}
