import type { JobRun } from '#api/jobs/job.ts'
import { blindToken } from '#api/crypto/sealing.ts'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { openIdentityRow, type IdentityRow } from './identity-rows.ts'
import { lockTokens } from './match-identity.ts'
import { BlockingTokenEntity, PatientIdentityEntity } from './patient.entity.ts'
import { tokensVersion } from './tokens-version.ts'

/** Locks are held in a table of the server that has room for some thousands. */
const identitiesPerUnit = 20

/**
 * Makes the blocking tokens of identities anew that another version of matching, or another key, has made: until then
 * nobody finds them. Under the locks of a submission, so that one of the same moment finds them, or they it.
 */
export async function convertTokens(run: JobRun, runId: string, rows: readonly IdentityRow[]): Promise<number> {
  let converted = 0
  for (let from = 0; from < rows.length; from += identitiesPerUnit) {
    converted += await convertSome(run, runId, rows.slice(from, from + identitiesPerUnit))
  }
  return converted
}

function convertSome(run: JobRun, runId: string, rows: readonly IdentityRow[]): Promise<number> {
  const { keys } = run.deps
  const tokensOf = new Map(
    rows.map((row) => [
      row.identity_id,
      blockingKeys(readIdentity(openIdentityRow(keys, row))).map(({ family, value }) =>
        blindToken(keys, family, value),
      ),
    ]),
  )
  return run.unit(async ({ em }) => {
    await lockTokens(em, [...tokensOf.values()].flat())
    const version = tokensVersion(keys)
    const identities = await em.find(PatientIdentityEntity, {
      id: [...tokensOf.keys()],
      current: true,
      tokensVersion: { $ne: version },
    })
    const ids = identities.map(({ id }) => id)
    await em.nativeDelete(BlockingTokenEntity, { patientIdentityId: ids })
    const tokens = ids.flatMap((id) => (tokensOf.get(id) ?? []).map((token) => ({ token, patientIdentityId: id })))
    await em.insertMany(BlockingTokenEntity, tokens)
    for (const identity of identities) identity.tokensVersion = version
    return {
      reply: ids.length,
      audit: {
        event: 'matching.tokens-converted',
        object: { kind: 'matching-run', id: runId },
        detail: { identities: ids.length, tokensVersion: version },
      },
    }
  })
}
