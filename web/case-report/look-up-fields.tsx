import { AutoComplete, Cascader, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useEditing } from './editing.tsx'
import { useInputAttributes, useStatus, type AnswerProps } from './field.tsx'
import { useLanguage } from './language.tsx'
import { useHospitals, useRegions, useValueSet } from './queries.ts'

const otherProvince = 'other-province'

type RegionOption = { value: string; label: string; search: string; children?: RegionOption[] }

/** The county by city and name; another province by its six-digit code. */
export function RegionAnswer({ asked, value, onChange, disabled }: AnswerProps) {
  const { language, say } = useLanguage()
  const attributes = useInputAttributes(asked)
  const status = useStatus(asked)
  const regions = useRegions()
  const [isByCode, setByCode] = useState(false)
  const items = regions.data?.items
  const options = useMemo((): RegionOption[] => {
    const offered = items?.filter(({ retired, code }) => !retired || code === value) ?? []
    const option = ({ code, nameZh, nameEn }: (typeof offered)[number]): RegionOption => ({
      value: code,
      label: language === 'zh' ? nameZh : nameEn,
      search: `${nameZh} ${nameEn} ${code}`,
    })
    const cities = offered.filter(({ level }) => level === 'city')
    return [
      ...cities.map((city) => ({
        ...option(city),
        children: offered.filter(({ parentCode }) => parentCode === city.code).map(option),
      })),
      { value: otherProvince, label: say('otherProvince'), search: say('otherProvince') },
    ]
  }, [items, language, say, value])

  const county = items?.find(({ code }) => code === value)
  const isForeign = items !== undefined && value !== undefined && county === undefined
  if (isByCode || isForeign)
    return (
      <div className="number-line">
        <Input
          {...attributes}
          {...status}
          autoFocus={isByCode}
          inputMode="numeric"
          maxLength={6}
          placeholder={say('regionCode')}
          value={value === undefined ? '' : String(value)}
          disabled={disabled}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value.normalize('NFKC'))}
        />
        {!disabled && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setByCode(false)
              onChange(undefined)
            }}
          >
            {say('backToList')}
          </button>
        )}
      </div>
    )
  return (
    <Cascader
      {...attributes}
      {...status}
      className="full"
      allowClear
      loading={regions.isPending}
      options={options}
      placeholder={say('regionPlaceholder')}
      showSearch={{
        filter: (typed, path) => path.some(({ search }) => search.toLowerCase().includes(typed.toLowerCase())),
      }}
      value={county === undefined ? [] : [county.parentCode ?? '', county.code]}
      disabled={disabled}
      // Cleared, it has no path.
      onChange={(path: string[] | undefined) => {
        const chosen = path?.at(-1)
        if (chosen === otherProvince) return setByCode(true)
        onChange(chosen)
      }}
    />
  )
}

/** A hospital of the list by any of its names, or any other as it is typed. */
export function HospitalAnswer({ asked, value, onChange, disabled }: AnswerProps) {
  const { language, say } = useLanguage()
  const attributes = useInputAttributes(asked)
  const status = useStatus(asked)
  const hospitals = useHospitals()
  const typed = typeof value === 'string' ? value.trim() : ''
  const found = useMemo(
    () =>
      (hospitals.data?.items ?? [])
        .filter(({ nameZh, nameEn, alsoKnownAs }) =>
          [nameZh, nameEn, ...alsoKnownAs].some((name) => name.toLowerCase().includes(typed.toLowerCase())),
        )
        .slice(0, 30),
    [hospitals.data, typed],
  )
  return (
    <AutoComplete
      {...attributes}
      {...status}
      className="full"
      allowClear
      placeholder={say('hospitalPlaceholder')}
      value={typeof value === 'string' ? value : ''}
      disabled={disabled}
      options={found.map(({ nameZh, nameEn }) => ({
        value: nameZh,
        label: language === 'zh' ? nameZh : `${nameZh} ${nameEn}`,
      }))}
      onChange={(text: string | undefined) => onChange(text === undefined || text === '' ? undefined : text)}
    />
  )
}

/** A country by name or code. */
export function NationalityAnswer({ asked, value, onChange, disabled }: AnswerProps) {
  const { language, say } = useLanguage()
  const attributes = useInputAttributes(asked)
  const status = useStatus(asked)
  const countries = useValueSet('nationality')
  return (
    <Select
      {...attributes}
      {...status}
      className="full"
      allowClear
      showSearch={{ optionFilterProp: 'search' }}
      placeholder={say('choose')}
      loading={countries.isPending}
      value={(value ?? null) as string | null}
      disabled={disabled}
      onChange={(code: string | undefined) => onChange(code)}
      options={(countries.data?.items ?? []).map(({ code, zh, en }) => ({
        value: code,
        label: language === 'zh' ? zh : en,
        search: `${zh} ${en} ${code}`,
      }))}
    />
  )
}

/** A gene of the disease by symbol, or any other as it is typed. */
export function GeneAnswer({ asked, value, onChange, disabled }: AnswerProps) {
  const { say } = useLanguage()
  const { form } = useEditing()
  const attributes = useInputAttributes(asked)
  const status = useStatus(asked)
  const typed = typeof value === 'string' ? value : ''
  return (
    <AutoComplete
      {...attributes}
      {...status}
      className="full"
      allowClear
      placeholder={say('genePlaceholder')}
      value={typed}
      disabled={disabled}
      options={form.genes
        .filter(({ symbol }) => symbol.toLowerCase().includes(typed.trim().toLowerCase()))
        .map(({ symbol }) => ({ value: symbol }))}
      onChange={(text: string | undefined) => onChange(text === undefined || text === '' ? undefined : text)}
    />
  )
}
