import { Registry } from './202611240100-registry.ts'

/** Every migration in order; a name is never changed once merged. */
export const migrations = [{ name: '202611240100-registry', class: Registry }] as const
