import { Button } from 'antd'
import { useState } from 'react'
import { isObject, pointerKeys } from '#registry-rules/forms/json-pointer.ts'
import { findNode } from '#registry-rules/forms/schema-node.ts'
import type { CaseReportView, Problem } from './api-types.ts'
import { placeOf, placeWords, useDraft, useEditing } from './editing.tsx'
import { useLanguage } from './language.tsx'
import { ProblemBox } from './problem-box.tsx'
import { call } from './session.ts'

/** Offers the newer version of the form, and shows first which answers have no place in it (R29). */
export function UpgradeBanner({ onUpgraded }: { readonly onUpgraded: () => void }) {
  const { say, pick } = useLanguage()
  const { keeper, form } = useEditing()
  const view = useDraft((state) => state.view)
  const [isShown, setShown] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const upgrade = view.formUpgrade
  if (!upgrade) return null

  const wordsOf = (pointer: string, value: unknown): string => {
    const choices = findNode(form.root, pointerKeys(placeOf({ pointer })))?.keywords['oneOf']
    const choice = Array.isArray(choices)
      ? choices.filter(isObject).find((candidate) => candidate['const'] === value)
      : undefined
    return choice ? pick({ zh: String(choice['title']), en: String(choice['x-title-en']) }) : String(value)
  }

  const change = async (): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      if (!(await keeper.flush())) return setProblem({ title: say('submitUnsaved') })
      // What was typed last may be lost, too: then it is shown first.
      const shown = new Set(upgrade.lost.map(({ pointer }) => pointer))
      const lost = keeper.getState().view.formUpgrade?.lost ?? []
      if (lost.some(({ pointer }) => !shown.has(pointer))) return setShown(true)
      const reply = await call<CaseReportView>('POST', `/case-reports/${view.id}/transitions`, {
        body: { transition: 'upgrade-form', lossesSeen: true },
        headers: { 'If-Match': `"${keeper.getState().view.version}"` },
      })
      if (reply.ok) onUpgraded()
      else setProblem(reply.problem)
    } catch {
      setProblem({ title: say('networkTitle'), detail: say('networkDetail') })
    } finally {
      setBusy(false)
    }
  }

  return (
    <section className="card banner" id="form-upgrade">
      <h2>{say('upgradeTitle', { version: upgrade.toVersion })}</h2>
      <p>{say('upgradeDetail')}</p>
      {problem && <ProblemBox problem={problem} />}
      {isShown || upgrade.lost.length === 0 ? (
        <>
          {upgrade.lost.length === 0 ? (
            <p>{say('upgradeNothingLost')}</p>
          ) : (
            <ul>
              {upgrade.lost.map(({ pointer, titleZh, titleEn, reason, value }) => (
                <li key={pointer}>
                  {pick(placeWords(form, placeOf({ pointer })) ?? { zh: titleZh, en: titleEn })}
                  {['string', 'number'].includes(typeof value) && <b> {wordsOf(pointer, value)}</b>} · {say(reason)}
                </li>
              ))}
            </ul>
          )}
          <Button type="primary" loading={isBusy} onClick={() => void change()}>
            {say('upgradeConfirm', { version: upgrade.toVersion })}
          </Button>
        </>
      ) : (
        <Button onClick={() => setShown(true)}>{say('upgradeLost', { count: upgrade.lost.length })}</Button>
      )}
    </section>
  )
}
