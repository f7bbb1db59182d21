import { useEffect } from 'react'
import type { DraftKeeper } from './draft-keeper.ts'
import { guardLeaving } from './leaving.ts'

/** Saves when the page goes out of sight or the network comes back, and asks before what is not saved would be lost. */
export function useSavingOnLeave(keeper: DraftKeeper): void {
  useEffect(() => {
    const save = () => void keeper.flush()
    const saveWhenHidden = () => {
      if (document.visibilityState === 'hidden') save()
    }
    const warn = (event: BeforeUnloadEvent) => {
      if (keeper.getState().status.kind === 'saved') return
      save()
      event.preventDefault()
    }
    const unguard = guardLeaving(keeper.flush)
    window.addEventListener('beforeunload', warn)
    window.addEventListener('online', save)
    document.addEventListener('visibilitychange', saveWhenHidden)
    return () => {
      unguard()
      window.removeEventListener('beforeunload', warn)
      window.removeEventListener('online', save)
      document.removeEventListener('visibilitychange', saveWhenHidden)
      // A retry that waits would go out in the name of whoever signs in next.
      keeper.stop()
    }
  }, [keeper])
}
