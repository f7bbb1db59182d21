import { useMemo } from 'react'
import { useLanguage } from './language.tsx'
import type { Names } from './pair-values.ts'
import { useDiseases, useHospitals, useRegions, useValueSet } from './queries.ts'

/** Names of the codes of an identity; a code stands for itself until its list is there. */
export function useNames(): Names {
  const { language } = useLanguage()
  const sets = {
    sex: useValueSet('sex').data,
    'id-document': useValueSet('id-document').data,
    'no-id-reason': useValueSet('no-id-reason').data,
    relationship: useValueSet('relationship').data,
  }
  const { sex, 'id-document': documents, 'no-id-reason': reasons, relationship } = sets
  const [regions, diseases, hospitals] = [useRegions().data, useDiseases().data, useHospitals().data]
  return useMemo((): Names => {
    const known = { sex, 'id-document': documents, 'no-id-reason': reasons, relationship }
    const nameOf = (found: { readonly nameZh: string; readonly nameEn: string } | undefined): string | undefined =>
      language === 'zh' ? found?.nameZh : found?.nameEn
    return {
      valueSet: (set, code) => known[set]?.items.find((item) => item.code === code)?.[language] ?? code,
      disease: (code) => nameOf(diseases?.items.find((each) => each.code === code)) ?? code,
      hospital: (code) => nameOf(hospitals?.items.find((each) => each.code === code)) ?? code,
      region: (code) => {
        const found = regions?.items.find((each) => each.code === code)
        const parent = regions?.items.find((each) => each.code === found?.parentCode)
        const names = [parent?.level === 'province' ? undefined : nameOf(parent), nameOf(found)]
        const shown = names.filter((name) => name !== undefined)
        return shown.length === 0 ? code : shown.join(' ')
      },
    }
  }, [language, sex, documents, reasons, relationship, regions, diseases, hospitals])
}
