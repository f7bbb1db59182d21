import { useEffect } from 'react'
import { useLanguage } from './language.tsx'

/** Names the page in the tab and to screen readers, as long as it is shown. */
export function useTitle(title: string): void {
  const { say } = useLanguage()
  const whole = `${title} · ${say('registry')}`
  useEffect(() => {
    const before = document.title
    document.title = whole
    return () => {
      document.title = before
    }
  }, [whole])
}
