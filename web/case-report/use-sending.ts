import { useState } from 'react'
import type { Problem } from './api-types.ts'
import { useLanguage } from './language.tsx'
import { call } from './session.ts'

type Request = { readonly body: unknown; readonly version?: number }

/** Sends one change at a time; a refusal, or a network that fails, is `problem` until the next try. */
export function useSending() {
  const { say } = useLanguage()
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)

  const send = async <Body>(path: string, { body, version }: Request): Promise<Body | undefined> => {
    setBusy(true)
    setProblem(undefined)
    try {
      const headers = {
        'Idempotency-Key': crypto.randomUUID(),
        ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
      }
      const reply = await call<Body>('POST', path, { body, headers })
      if (reply.ok) return reply.body
      setProblem(reply.problem)
    } catch {
      setProblem({ title: say('networkTitle'), detail: say('networkDetail') })
    } finally {
      setBusy(false)
    }
    return undefined
  }
  return { send, problem, isBusy, say: setProblem }
}
