import type { Guard, Parameters } from './parameters.ts'

const withoutGuard =
  (guard: Guard) =>
  (parameters: Parameters): Parameters => ({
    ...parameters,
    guards: parameters.guards.filter((each) => each !== guard),
  })

/**
 * Parts of the model that can be left out, to measure what each contributes (docs/linkage.md). Each changes the
 * parameters and nothing else, so that the code that runs is always the same.
 */
const ablations = {
  'family-explanations': (parameters) => ({
    ...parameters,
    priors: {
      ...parameters.priors,
      perPatient: { ...parameters.priors.perPatient, twin: 0, sibling: 0, parentChild: 0 },
    },
  }),
  'namesake-explanation': (parameters) => ({
    ...parameters,
    priors: { ...parameters.priors, perPatient: { ...parameters.priors.perPatient, namesake: 0 } },
  }),
  'birth-order-prior': (parameters) => ({
    ...parameters,
    priors: { ...parameters.priors, twinOfMultipleBirth: 0 },
  }),
  'name-frequencies': (parameters) => ({
    ...parameters,
    fixedChances: { ...parameters.fixedChances, name: 0.0001 },
  }),
  'phone-users': (parameters) => ({ ...parameters, fixedChances: { ...parameters.fixedChances, phoneUsers: 1 } }),
  'number-holders': (parameters) => ({
    ...parameters,
    fixedChances: { ...parameters.fixedChances, numberHolders: 1 },
  }),
  'sound-folding': (parameters) => ({
    ...parameters,
    levelsAs: {
      ...parameters.levelsAs,
      name: { ...parameters.levelsAs?.name, 'same-sound': 'surname', 'dialect-sound': 'surname' },
      parents: { ...parameters.levelsAs?.parents, 'same-sound': 'different' },
    },
  }),
  'partial-names': (parameters) => ({
    ...parameters,
    levelsAs: { ...parameters.levelsAs, name: { ...parameters.levelsAs?.name, partial: 'surname' } },
  }),
  'date-rules': (parameters) => ({
    ...parameters,
    levelsAs: {
      ...parameters.levelsAs,
      birthDate: { lunar: 'different', 'month-day-swapped': 'different', 'one-digit': 'different' },
    },
  }),
  'dates-in-numbers': (parameters) => ({
    ...parameters,
    levelsAs: {
      ...parameters.levelsAs,
      birthDate: {
        ...parameters.levelsAs?.birthDate,
        'equal-in-number': 'different',
        'equal-in-number-only': 'different',
      },
    },
  }),
  'mistyped-numbers': (parameters) => ({
    ...parameters,
    levelsAs: {
      ...parameters.levelsAs,
      idNumber: { 'one-edit': 'different-invalid', 'alike-invalid': 'different-invalid' },
    },
  }),
  'reporting-hospital-and-day': (parameters) => ({ ...parameters, levels: { ...parameters.levels, reporting: {} } }),
  'records-of-one-person': (parameters) => ({
    ...parameters,
    thresholds: { ...parameters.thresholds, oneOfTwoRecords: 2 },
  }),
  'guard-different-valid-numbers': withoutGuard('different-valid-numbers'),
  'guard-newborn-of-multiple-birth': withoutGuard('newborn-of-multiple-birth'),
  'guard-both-newborn': withoutGuard('both-newborn'),
  'guard-doubtful-number': withoutGuard('doubtful-number'),
  'guard-given-name-differs': withoutGuard('given-name-differs'),
  'guard-given-name-unknown': withoutGuard('given-name-unknown'),
  'guard-neither-date-nor-number': withoutGuard('neither-date-nor-number'),
  'guard-three-independent-groups': withoutGuard('three-independent-groups'),
} as const satisfies Record<string, (parameters: Parameters) => Parameters>

export type Ablation = keyof typeof ablations

/** The names of all parts that can be left out. */
export const ablationNames = Object.keys(ablations) as readonly Ablation[]

/**
 * The parameters without some parts of the model.
 *
 * @throws RangeError that lists the known parts where one is not known.
 */
export function ablated(parameters: Parameters, without: readonly string[]): Parameters {
  return without.reduce((changed, name) => {
    const change = Object.hasOwn(ablations, name) ? ablations[name as Ablation] : undefined
    if (!change) throw new RangeError(`unknown part ${name}; known: ${ablationNames.join(', ')}`)
    return change(changed)
  }, parameters)
}
