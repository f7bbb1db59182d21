import type { ReactNode } from 'react'
import type { Account } from './api-types.ts'
import { useLanguage } from './language.tsx'
import { may } from './session.ts'

type PageFrameProps = {
  readonly account: Account | undefined
  readonly onLeave: () => void
  readonly children: ReactNode
}

/** Head of the page with the languages and the account, and the place for its content. */
export function PageFrame({ account, onLeave, children }: PageFrameProps) {
  const { language, choose, say } = useLanguage()
  return (
    <>
      <a className="skip" href="#main">
        {say('skip')}
      </a>
      <header className="top">
        <div className="frame">
          <a className="brand" href="/">
            <img src="/assets/icon.svg" alt="" width="32" height="32" />
            <span>{say('registry')}</span>
          </a>
          <nav className="top-links">
            <a href="/">{say('home')}</a>
            {account && may(account, 'case-report.create') && <a href="/case-reports/new">{say('newReport')}</a>}
            {account && may(account, 'pair.read') && <a href="/patient-pairs">{say('pairs')}</a>}
          </nav>
          {account && (
            <div className="account">
              <span lang="zh">{account.displayName}</span>
              <button type="button" onClick={onLeave}>
                {say('signOut')}
              </button>
            </div>
          )}
          <div className="languages" role="group" aria-label={say('languages')}>
            <button type="button" lang="zh" aria-pressed={language === 'zh'} onClick={() => choose('zh')}>
              中文
            </button>
            <button type="button" lang="en" aria-pressed={language === 'en'} onClick={() => choose('en')}>
              English
            </button>
          </div>
        </div>
      </header>
      <main id="main" className="frame" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}
