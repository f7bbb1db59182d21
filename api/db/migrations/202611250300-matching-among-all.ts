import { Migration } from '@mikro-orm/migrations'

/**
 * What matching by weights needs: how many patients there are and hold a token, candidates up to a number, disease,
 * hospital and day of each report, and with a pair the score and the best other explanation.
 */
export class MatchingAmongAll extends Migration {
  override up(): void {
    this.addSql(`
      drop function candidate_identities(bytea[]);

      -- Ranked by shared tokens, so that a cut at the limit loses the least alike.
      create function candidate_identities(tokens bytea[], most integer default 200)
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
            r.disease_code, r.hospital_code, to_char(v.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')
          from alike
          join patient_identity i on i.patient_id = alike.patient_id
          join data_key k on k.id = i.data_key_id
          join case_report r on r.id = i.case_report_id
          join case_report_version v on v.case_report_id = i.case_report_id and v.number = i.version_number
          order by i.patient_id, i.case_report_id, i.version_number
        $$;
      comment on function candidate_identities(bytea[], integer) is
        'The one way to sealed identity rows of other hospitals: takes blocking tokens, gives all identity versions of the patients that share most of them.';

      -- Counts stop at a thousand: nobody needs to know more of a token that so many hold.
      create function token_holders(tokens bytea[]) returns table (token bytea, holders integer)
        language sql stable security definer set search_path = pg_catalog, public as $$
          select t.token, (
            select count(*)::integer from (
              select distinct j.patient_id from blocking_token b
              join patient_identity j on j.id = b.patient_identity_id
              where b.token = t.token and j.current limit 1000) as holding)
          from unnest(tokens) as t(token)
        $$;
      comment on function token_holders(bytea[]) is
        'How many patients of all hospitals hold each token: what many share proves little.';

      -- The planner's estimate: exact to a few per cent, and there in no time.
      create function patient_count() returns integer
        language sql stable security definer set search_path = pg_catalog, public as $$
          select greatest(0, reltuples)::integer from pg_class where oid = 'public.patient'::regclass
        $$;

      revoke execute on function candidate_identities(bytea[], integer), token_holders(bytea[]), patient_count() from public;
      grant execute on function candidate_identities(bytea[], integer), token_holders(bytea[]), patient_count() to registry_app;

      alter table patient_pair
        add column score double precision,
        add column other_explanation text,
        add column is_family_pattern boolean;
    `)
  }

  override down(): void {
    throw new Error('Matching by weights is not undone: pairs hold its explanations.')
  }
}
