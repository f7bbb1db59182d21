import { useDraft, useEditing } from './editing.tsx'
import { timeInChina, useLanguage } from './language.tsx'

/** What report this is, in what state, and whether everything typed is saved. */
export function ReportHead() {
  const { say, language } = useLanguage()
  const { form, isEditable } = useEditing()
  const view = useDraft((state) => state.view)
  const state = language === 'zh' ? view.stateZh : view.stateEn
  return (
    <header className="card report-head">
      <div>
        <h1>
          {say('report')} · {language === 'zh' ? form.titleZh : form.titleEn}
        </h1>
        <p className="report-facts">
          <span className={`state ${view.state.toLowerCase()}`}>{state}</span>
          <span>
            {say('number')} <b className="code">{view.number}</b>
          </span>
          <span>{say('formVersion', { version: view.formVersion })}</span>
          <span lang="zh">{view.hospital.nameZh}</span>
          <span>
            {say('author')} <span lang="zh">{view.author}</span>
          </span>
          {view.dueDate !== undefined && <span className="due">{say('dueDate', { date: view.dueDate })}</span>}
        </p>
      </div>
      {isEditable ? <SaveState /> : <p className="quiet">{say('readOnly', { state })}</p>}
    </header>
  )
}

/** Whether everything typed is on the server. */
function SaveState() {
  const { say, language } = useLanguage()
  const status = useDraft((state) => state.status)
  const sentence = (): string => {
    switch (status.kind) {
      case 'saved':
        return status.at === undefined
          ? say('saved')
          : say('savedAt', { time: timeInChina(status.at, language, 'time') })
      case 'saving':
        return say('saving')
      case 'unsaved':
        return say('unsaved')
      case 'unreachable':
        return say('unreachable')
      case 'signed-out':
        return say('notSavedSignedOut')
      case 'conflict':
        return say('notSavedConflict')
      case 'refused':
        return say('notSavedRefused', {
          reason: [status.problem.title, status.problem.detail].filter(Boolean).join(' '),
        })
    }
  }
  return (
    <p className={`save-state ${status.kind}`} id="save-state" role="status">
      {sentence()}
    </p>
  )
}
