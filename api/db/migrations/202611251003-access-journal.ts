import { Migration } from '@mikro-orm/migrations'

/** The access journal: who asked for, saw, took out or was refused what, beside the journal of changes (WORKFLOW 3.12). */
export class AccessJournal extends Migration {
  override up(): void {
    this.addSql(`
      create table access_event (
        id uuid not null constraint access_event_pkey primary key,
        at timestamptz not null default now(),
        at_client timestamptz,
        unit_id uuid not null,
        event text not null,
        outcome text not null constraint access_event_outcome check (outcome in ('given', 'refused')),
        refusal text,
        object_kind text,
        object_id uuid,
        related jsonb not null default '{}',
        fields text[] not null default '{}',
        subject_hash bytea,
        actor_kind text not null constraint access_event_actor_kind check (actor_kind in ('person', 'rule', 'interface')),
        actor_id uuid,
        person_id uuid,
        actor_name text not null,
        roles text[] not null default '{}',
        hospital_code text,
        detail jsonb not null default '{}',
        channel text not null,
        request_id text,
        constraint access_event_refusal check ((outcome = 'refused') = (refusal is not null))
      );
      create index access_event_person_index on access_event (person_id, event, at) where outcome = 'given';
      create index access_event_hospital_index on access_event (hospital_code, event, at) where outcome = 'given';
      create index access_event_subject_hash_index on access_event (subject_hash);

      create trigger unalterable before update or delete or truncate on access_event
        for each statement execute function refuse_change();
      alter table access_event enable row level security;
      create policy written on access_event for insert with check (true);
      create policy auditor on access_event for select using ((select registry_scope() = 'journal'));
      grant select, insert on access_event to registry_app;

      -- Who may not read the journal is still bound by what it says: both give seconds, and nothing else.
      create function seconds_until_access_of_person(of_event text, of_person uuid, most integer, within interval)
        returns integer language sql stable security definer set search_path = pg_catalog, public as $$
          select ceil(extract(epoch from at + within - now()))::integer from access_event
          where event = of_event and outcome = 'given' and person_id = of_person and at > now() - within
          order by at desc offset most - 1 limit 1
        $$;
      create function seconds_until_access_of_hospital(of_event text, of_hospital text, most integer, within interval)
        returns integer language sql stable security definer set search_path = pg_catalog, public as $$
          select ceil(extract(epoch from at + within - now()))::integer from access_event
          where event = of_event and outcome = 'given' and hospital_code = of_hospital and at > now() - within
          order by at desc offset most - 1 limit 1
        $$;
      comment on function seconds_until_access_of_person(text, uuid, integer, interval) is
        'Seconds until a person may do again what he did so often; null where he may now.';
      comment on function seconds_until_access_of_hospital(text, text, integer, interval) is
        'The same for all people of a hospital together.';
      revoke execute on function seconds_until_access_of_person(text, uuid, integer, interval),
        seconds_until_access_of_hospital(text, text, integer, interval) from public;
      grant execute on function seconds_until_access_of_person(text, uuid, integer, interval),
        seconds_until_access_of_hospital(text, text, integer, interval) to registry_app;
    `)
  }

  override down(): void {
    throw new Error('A journal is not taken away: restore a backup instead.')
  }
}
