import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ConfigProvider, type ThemeConfig } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useState } from 'react'
import type { Account } from './api-types.ts'
import { saveBeforeLeaving } from './leaving.ts'
import { LanguageProvider, useLanguage } from './language.tsx'
import { NewReportPage } from './new-report-page.tsx'
import { PageFrame } from './page-frame.tsx'
import { PairListPage } from './pair-list-page.tsx'
import { PairPage } from './pair-page.tsx'
import { ReportPage } from './report-page.tsx'
import { usePath } from './path.ts'
import { onSessionEnd, refresh, signOut } from './session.ts'
import { SignInForm } from './sign-in-form.tsx'
import { UnmergePage } from './unmerge-page.tsx'

// Colours of the first page.
const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0b5c73',
    colorLink: '#0b5c73',
    colorText: '#1d2b31',
    colorTextPlaceholder: '#667a83',
    colorBorder: '#7b8d95',
    fontFamily: 'inherit',
    fontSize: 15,
    borderRadius: 4,
    motion: false,
  },
}

/** The server gives each reply a nonce of its own, so that the styles antd makes pass the content security policy. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? ''

const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false, staleTime: 5 * 60_000 } },
})

/** The pages on which a registrar fills in a case report, and a reviewer decides on pairs of patient records. */
export function App() {
  return (
    <LanguageProvider>
      <QueryClientProvider client={queries}>
        <Themed />
      </QueryClientProvider>
    </LanguageProvider>
  )
}

type SessionState = { readonly account: Account | undefined; readonly phase: 'starting' | 'out' | 'in' | 'ended' }

function Themed() {
  const { language, say } = useLanguage()
  const [session, setSession] = useState<SessionState>({ account: undefined, phase: 'starting' })
  const path = usePath()

  useEffect(() => {
    onSessionEnd(() => {
      setSession(({ account }) => ({ account, phase: account ? 'ended' : 'out' }))
    })
    refresh().then(
      (found) => setSession(found ? { account: found.account, phase: 'in' } : { account: undefined, phase: 'out' }),
      () => setSession({ account: undefined, phase: 'out' }),
    )
  }, [])

  const enter = (account: Account): void => {
    // What was read for one person is not shown to another, though both use this tab.
    if (session.account?.id !== account.id) queries.clear()
    setSession({ account, phase: 'in' })
  }
  const leave = async (): Promise<void> => {
    if (!(await saveBeforeLeaving()) && !window.confirm(say('leaveUnsaved'))) return
    queries.clear()
    setSession({ account: undefined, phase: 'out' })
    // Without a network the token is forgotten all the same.
    signOut().catch(() => undefined)
  }

  return (
    <ConfigProvider
      theme={theme}
      csp={{ nonce }}
      locale={language === 'zh' ? zhCN : enUS}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
    >
      <PageFrame account={session.phase === 'in' ? session.account : undefined} onLeave={() => void leave()}>
        {session.phase === 'starting' && <p className="card">{say('loading')}</p>}
        {(session.phase === 'out' || session.phase === 'ended') && (
          <SignInForm hasEnded={session.phase === 'ended'} onSignedIn={enter} />
        )}
        {session.account && (
          // What was typed outlives the end of the session; another person starts afresh.
          <div key={session.account.id} hidden={session.phase !== 'in'}>
            <Page path={path} account={session.account} isSignedIn={session.phase === 'in'} />
          </div>
        )}
      </PageFrame>
    </ConfigProvider>
  )
}

type PageProps = { readonly path: string; readonly account: Account; readonly isSignedIn: boolean }

function Page({ path, account, isSignedIn }: PageProps) {
  const { say } = useLanguage()
  const [, merge] = /^\/patient-merges\/([^/]+)$/.exec(path) ?? []
  if (merge !== undefined) return <UnmergePage key={merge} number={merge} isSignedIn={isSignedIn} />
  const [, pair] = /^\/patient-pairs\/([^/]+)$/.exec(path) ?? []
  if (pair !== undefined) return <PairPage key={pair} id={pair} account={account} isSignedIn={isSignedIn} />
  if (path === '/patient-pairs') return <PairListPage isSignedIn={isSignedIn} />
  const [, id] = /^\/case-reports\/([^/]+)$/.exec(path) ?? []
  if (id === undefined) return <p className="card">{say('pageNotFound')}</p>
  if (id === 'new') return <NewReportPage account={account} />
  return <ReportPage key={id} id={id} account={account} isSignedIn={isSignedIn} />
}
