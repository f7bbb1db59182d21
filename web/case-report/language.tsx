import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import type { Language } from './drawable-form.ts'
import { texts, type TextKey, type Words } from './texts.ts'

/** Says a text in the language shown; `{name}` is filled from the values. */
export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

type LanguageContextValue = {
  readonly language: Language
  readonly choose: (language: Language) => void
  readonly say: Say
  /** One of two words that came from elsewhere. */
  readonly pick: (words: Words) => string
}

const LanguageContext = createContext<LanguageContextValue | undefined>(undefined)

// The first page keeps it under the same key.
const storageKey = 'language'

/** Gives the page its language: the one chosen last time, else Chinese. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => {
    const remembered = localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh'
    document.documentElement.lang = remembered
    return remembered
  })
  const choose = useCallback((chosen: Language) => {
    document.documentElement.lang = chosen
    localStorage.setItem(storageKey, chosen)
    setLanguage(chosen)
  }, [])
  const value = useMemo(
    (): LanguageContextValue => ({
      language,
      choose,
      say: (key, values = {}) =>
        texts[key][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')),
      pick: (words) => words[language],
    }),
    [language, choose],
  )
  return <LanguageContext value={value}>{children}</LanguageContext>
}

/** The language shown, and how to say things in it. */
export function useLanguage(): LanguageContextValue {
  const value = use(LanguageContext)
  if (!value) throw new Error('A LanguageProvider stands around the page.')
  return value
}

/** An instant in China time; the registry's days are days in China wherever the reader is. */
export const timeInChina = (instant: Date | string, language: Language, form: 'time' | 'minute' = 'minute'): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai',
    ...(form === 'time'
      ? { hour: '2-digit', minute: '2-digit', second: '2-digit' }
      : { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }),
    hourCycle: 'h23',
  }).format(new Date(instant))

/** Today's calendar date in China, `2026-01-31`. */
export const todayInChina = (): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
