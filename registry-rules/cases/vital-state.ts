/** What is known of a person being alive, as `case_fact` counts it. */
export type VitalState = 'ALIVE' | 'DECEASED' | 'UNKNOWN'

/**
 * One person's vital state by everything that is known: a death that any source tells stands, whatever came later,
 * until two persons of the office retract it (WORKFLOW P7, P8).
 */
export function vitalStateOf(states: readonly VitalState[]): VitalState {
  if (states.includes('DECEASED')) return 'DECEASED'
  return states.includes('ALIVE') ? 'ALIVE' : 'UNKNOWN'
}
