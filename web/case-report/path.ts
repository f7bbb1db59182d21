import { useSyncExternalStore } from 'react'

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('popstate', listener)
  return () => window.removeEventListener('popstate', listener)
}

/** The path of the address, kept up with `goTo` and the browser's buttons. */
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname)

/** Goes to another address of this page; the one before is not kept, so that *back* does not create a report again. */
export function goTo(path: string): void {
  history.replaceState(null, '', path)
  window.dispatchEvent(new PopStateEvent('popstate'))
}
