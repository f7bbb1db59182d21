import type { EntityManager } from '@mikro-orm/postgresql'
import { FormVersionEntity } from '#api/catalogue/catalogue.entity.ts'
import { unitOfWork, type AuditEvent, type Session } from '#api/db/unit-of-work.ts'
import type { Forms } from '#registry-rules/forms/form.ts'
import { structureHash } from './rule-set.ts'

/** A published form was changed under its version; the message says which and what to do. */
export class FrozenFormError extends Error {
  override readonly name = 'FrozenFormError'
}

const session: Session = {
  by: { kind: 'rule', name: 'form-publication' },
  seat: 'none',
  hospitalCode: undefined,
  channel: 'start',
}

/**
 * Publishes the form versions that are new and makes sure that those published before are what they were.
 *
 * @throws FrozenFormError when the structure of a published version has changed.
 */
export async function publishForms(em: EntityManager, forms: Forms, now: Date): Promise<void> {
  const published = await em.fork().find(FormVersionEntity, {})
  const fresh = forms.all().filter((form) => {
    const known = published.find(({ diseaseSlug, version }) => diseaseSlug === form.disease && version === form.version)
    if (known && known.structureHash !== structureHash(form.structure)) {
      throw new FrozenFormError(
        `The published form ${form.disease} version ${form.version} was changed: items, types, ranges or choices differ from what ` +
          `the database has. Undo the change in schemas/ and make version ${form.version + 1} instead (checks, soft ranges and texts may change).`,
      )
    }
    return !known
  })
  if (fresh.length === 0) return
  await unitOfWork(em.fork(), session, async (unit) => {
    const events = fresh.map((form): AuditEvent => {
      unit.persist(
        unit.create(FormVersionEntity, {
          diseaseSlug: form.disease,
          version: form.version,
          structureHash: structureHash(form.structure),
          publishedAt: now,
        }),
      )
      return {
        event: 'form.published',
        object: { kind: 'form', id: undefined },
        formVersion: form.version,
        related: { disease: form.disease },
        detail: { structureHash: structureHash(form.structure) },
      }
    })
    const [first, ...rest] = events
    if (!first) throw new Error('There is at least one new form here.')
    return { reply: undefined, audit: [first, ...rest] }
  })
}
