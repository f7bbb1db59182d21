import { Button, Select } from 'antd'
import { useRef, useState } from 'react'
import type { Account, CaseReportView, Problem } from './api-types.ts'
import { useLanguage } from './language.tsx'
import { goTo } from './path.ts'
import { ProblemBox } from './problem-box.tsx'
import { useDiseases } from './queries.ts'
import { call, may } from './session.ts'

/** Chooses the disease of a new report and makes its draft. */
export function NewReportPage({ account }: { readonly account: Account }) {
  const { language, say } = useLanguage()
  const diseases = useDiseases()
  const [slug, setSlug] = useState<string>()
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  // The same key for each try with one disease: a second press, or a try after a lost reply, makes no second draft.
  const keys = useRef(new Map<string, string>())

  if (!may(account, 'case-report.create')) return <p className="card">{say('mayNotCreate')}</p>

  const create = async (): Promise<void> => {
    if (slug === undefined) return setProblem({ title: say('chooseFirst') })
    const key = keys.current.get(slug) ?? crypto.randomUUID()
    keys.current.set(slug, key)
    setBusy(true)
    setProblem(undefined)
    try {
      const headers = { 'Idempotency-Key': key }
      const reply = await call<CaseReportView>('POST', '/case-reports', { body: { disease: slug }, headers })
      if (reply.ok) goTo(`/case-reports/${reply.body.id}`)
      else setProblem(reply.problem)
    } catch {
      setProblem({ title: say('networkTitle'), detail: say('networkDetail') })
    } finally {
      setBusy(false)
    }
  }

  const offered = diseases.data?.items.filter(({ active, formVersions }) => active && formVersions.length > 0) ?? []
  return (
    <section className="card narrow" aria-labelledby="new-title">
      <h1 id="new-title">{say('newReport')}</h1>
      <p>{say('newReportHint')}</p>
      {diseases.isError && <ProblemBox problem={{ title: say('networkTitle'), detail: say('networkDetail') }} />}
      {problem && <ProblemBox problem={problem} />}
      <label htmlFor="disease">{say('disease')}</label>
      <Select
        id="disease"
        showSearch={{ optionFilterProp: 'search' }}
        loading={diseases.isPending}
        placeholder={say('chooseDisease')}
        value={slug ?? null}
        onChange={(chosen: string) => setSlug(chosen)}
        options={offered.map((disease) => ({
          value: disease.slug,
          label: `${language === 'zh' ? disease.nameZh : disease.nameEn}（${disease.code}）`,
          search: `${disease.nameZh} ${disease.nameEn} ${disease.code}`,
        }))}
      />
      <Button type="primary" loading={isBusy} onClick={() => void create()}>
        {say('create')}
      </Button>
    </section>
  )
}
