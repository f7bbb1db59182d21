import { useEffect, useRef } from 'react'
import type { Problem } from './api-types.ts'
import { useLanguage } from './language.tsx'

/** A refusal as sentences, with the focus moved to it. */
export function ProblemBox({ problem }: { readonly problem: Problem }) {
  const { pick } = useLanguage()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [problem])
  return (
    <div className="problem" role="alert" tabIndex={-1} ref={box}>
      <strong>{problem.title}</strong>
      {problem.detail !== undefined && <p>{problem.detail}</p>}
      {problem.errors !== undefined && problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((error) => (
            <li key={`${error.check} ${error.pointer}`}>{pick(error)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
