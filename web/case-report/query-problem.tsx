import { Button } from 'antd'
import { useLanguage } from './language.tsx'
import { ProblemBox } from './problem-box.tsx'
import { ApiProblem } from './queries.ts'

type QueryProblemProps = { readonly error: Error; readonly onRetry: () => void }

/** Why something could not be read, and a way to try again. */
export function QueryProblem({ error, onRetry }: QueryProblemProps) {
  const { say } = useLanguage()
  return (
    <section className="card">
      <ProblemBox
        problem={
          error instanceof ApiProblem ? error.problem : { title: say('networkTitle'), detail: say('networkDetail') }
        }
      />
      <Button onClick={onRetry}>{say('retry')}</Button>
    </section>
  )
}
