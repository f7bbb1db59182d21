/** So many times within so many minutes; the minutes slide. */
export type Limit = { readonly most: number; readonly withinMinutes: number }

/** How often may be asked whether a person is known: by one person, and by all of one hospital together. */
export type SearchLimits = { readonly perPerson: readonly Limit[]; readonly perHospital: readonly Limit[] }

const minutesOfDay = 1440

/**
 * The limits in force, settings of this registry: a registrar who types without a pause makes far fewer reports, and
 * nobody learns the patients of a hospital by trying names.
 */
export const searchLimits: SearchLimits = {
  perPerson: [
    { most: 30, withinMinutes: 10 },
    { most: 200, withinMinutes: minutesOfDay },
  ],
  perHospital: [
    { most: 150, withinMinutes: 10 },
    { most: 1000, withinMinutes: minutesOfDay },
  ],
}
