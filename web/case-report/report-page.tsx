import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { compileBundle } from '#registry-rules/forms/compile-bundle.ts'
import type { Vocabularies } from '#registry-rules/forms/form.ts'
import type { Account, CaseReportView, FormReply } from './api-types.ts'
import { useLanguage } from './language.tsx'
import { ProblemBox } from './problem-box.tsx'
import { ApiProblem, readFromApi } from './queries.ts'
import { ReportEditor } from './report-editor.tsx'

/** Whether a code is in a vocabulary is judged on the server, which has the lists. */
const vocabularies: Vocabularies = {
  hpo: () => 'phenotype',
  gene: () => true,
  region: () => true,
  nationality: () => true,
}

type ReportPageProps = { readonly id: string; readonly account: Account; readonly isSignedIn: boolean }

/** Reads a report and the version of the form that it was filled in with. */
export function ReportPage({ id, account, isSignedIn }: ReportPageProps) {
  const { say } = useLanguage()
  const report = useQuery({
    queryKey: ['case-report', id],
    queryFn: () => readFromApi<CaseReportView>(`/case-reports/${encodeURIComponent(id)}`),
    enabled: isSignedIn,
    // The editor holds the draft from here on; reading again would not reach it.
    staleTime: Infinity,
    gcTime: 0,
  })
  const slug = report.data?.disease.slug
  const version = report.data?.formVersion
  const form = useQuery({
    queryKey: ['form', slug, version],
    queryFn: async () => {
      const { schema } = await readFromApi<FormReply>(`/forms/${slug ?? ''}/${version ?? ''}`)
      return compileBundle(schema, vocabularies)
    },
    enabled: slug !== undefined,
    staleTime: Infinity,
  })

  const failed = report.isError ? report : form.isError ? form : undefined
  if (failed)
    return (
      <section className="card">
        <ProblemBox
          problem={
            failed.error instanceof ApiProblem
              ? failed.error.problem
              : failed.error instanceof TypeError
                ? { title: say('networkTitle'), detail: say('networkDetail') }
                : { title: say('formUnreadable') }
          }
        />
        <Button onClick={() => void failed.refetch()}>{say('retry')}</Button>
      </section>
    )
  if (!report.data || !form.data) return <p className="card">{say('loading')}</p>
  return (
    <ReportEditor
      key={report.data.formVersion}
      view={report.data}
      form={form.data}
      account={account}
      isSignedIn={isSignedIn}
      onFormChanged={() => void report.refetch()}
    />
  )
}
