import { useState, type SubmitEvent } from 'react'
import { Button, Input } from 'antd'
import type { Account, Problem } from './api-types.ts'
import { useLanguage } from './language.tsx'
import { ProblemBox } from './problem-box.tsx'
import { signIn } from './session.ts'

type SignInFormProps = { readonly hasEnded: boolean; readonly onSignedIn: (account: Account) => void }

/** Signs in on the page itself, so that the person goes on where he wanted to go. */
export function SignInForm({ hasEnded, onSignedIn }: SignInFormProps) {
  const { say } = useLanguage()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      const reply = await signIn(username, password)
      setPassword('')
      if (reply.ok) onSignedIn(reply.body.account)
      else setProblem(reply.problem)
    } catch {
      setProblem({ title: say('networkTitle'), detail: say('networkDetail') })
    } finally {
      setBusy(false)
    }
  }

  return (
    <section className="card narrow" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{say('signIn')}</h1>
      <p>{say(hasEnded ? 'sessionEnded' : 'signInFirst')}</p>
      {problem && <ProblemBox problem={problem} />}
      <form onSubmit={(event) => void submit(event)}>
        <label htmlFor="username">{say('username')}</label>
        <Input
          id="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
        <label htmlFor="password">{say('password')}</label>
        <Input
          id="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {say('signIn')}
        </Button>
      </form>
    </section>
  )
}
