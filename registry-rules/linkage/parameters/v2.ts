import type { Column, Parameters, Probability } from './parameters.ts'

/** One line of a table, in the order same, twin, sibling, parent-child, namesake, unrelated. */
const row = (
  same: Probability,
  twin: Probability,
  sibling: Probability,
  parentChild: Probability,
  namesake: Probability,
  unrelated: Probability,
): Column => ({ same, twin, sibling, parentChild, namesake, unrelated })

/** As often as strangers agree by chance, times a factor. */
const byChance = (factor = 1): Probability => ({ chance: factor })

/**
 * Second version of the matching parameters. Where each number comes from: README.md beside this file.
 * Columns: same person, twin, sibling, parent and child, namesake, unrelated.
 */
export const parametersV2: Parameters = {
  version: '2',
  priors: {
    // linkage-notes, section 4 of the algorithm.
    perPatient: { same: 0.15, twin: 0.006, sibling: 0.012, parentChild: 0.008, namesake: 0.001 },
    twinOfMultipleBirth: 0.06,
    fewestPatients: 5000,
  },
  levels: {
    name: {
      equal: row(0.86, 0.0004, 0.0004, 0.0001, 0.92, byChance()),
      'equal-former-name': row(0.02, 0.0004, 0.0004, 0.0001, 0.01, byChance(2)),
      'same-sound': row(0.06, 0.006, 0.004, 0.0005, 0.05, byChance()),
      'dialect-sound': row(0.008, 0.002, 0.002, 0.0005, 0.005, byChance()),
      partial: row(0.024, 0.003, 0.003, 0.002, 0.01, byChance(0.5)),
      // Twins and generation names share a character; of one person it is a slip with a look-alike.
      'surname-and-one-given': row(0.018, 0.35, 0.25, 0.03, 0.01, byChance()),
      // Says nothing about which child of the family it is.
      'surname-rest-unknown': row(0.9, 0.9, 0.9, 0.8, 0.9, byChance()),
      given: row(0.004, 0.0003, 0.0003, 0.0001, 0.001, byChance()),
      surname: row(0.008, 0.6, 0.68, 0.8, 0.01, byChance()),
      different: row(0.006, 0.045, 0.065, 0.165, 0.004, 0.93),
      'newborn-named-same-surname': row(0.6, 0.6, 0.6, 0.3, byChance(), byChance()),
      'newborn-named-other-surname': row(0.4, 0.4, 0.4, 0.7, 0.93, 0.93),
    },
    birthDate: {
      equal: row(0.905, 0.93, 0.0008, 0.000001, 0.88, 0.00005),
      'equal-first-of-january': row(0.905, 0.93, 0.003, 0.00001, 0.88, 0.001),
      'equal-in-number': row(0.03, 0.015, 0.0003, 0.00001, 0.03, 0.00004),
      'equal-in-number-only': row(0.005, 0.0005, 0.006, 0.00001, 0.005, 0.00004),
      'agrees-as-far-as-known': row(0.9, 0.9, 0.08, 0.001, 0.9, 0.016),
      lunar: row(0.012, 0.012, 0.0001, 0.000001, 0.005, 0.00008),
      'month-day-swapped': row(0.004, 0.004, 0.0001, 0.000001, 0.003, 0.00004),
      'one-digit': row(0.022, 0.018, 0.004, 0.00001, 0.02, 0.0016),
      'first-of-january': row(0.008, 0.006, 0.002, 0.000001, 0.005, 0.0015),
      'same-month-day': row(0.003, 0.001, 0.004, 0.000001, 0.003, 0.0015),
      'same-year': row(0.006, 0.004, 0.04, 0.000001, 0.02, 0.016),
      different: row(0.006, 0.006, 0.93, 0.02, 0.03, 0.48),
      generation: row(0.001, 0.001, 0.02, 0.98, 0.001, 0.5),
    },
    sex: {
      equal: row(0.987, 0.67, 0.5, 0.5, 0.99, 0.5),
      different: row(0.013, 0.33, 0.5, 0.5, 0.01, 0.5),
    },
    idNumber: {
      'equal-valid': row(0.87, 0.015, 0.006, 0.006, 0.00001, byChance()),
      'equal-invalid': row(0.01, 0.001, 0.0005, 0.0005, 0.00001, byChance()),
      'equal-document': row(0.85, 0.005, 0.002, 0.002, 0.00001, byChance()),
      'one-edit': row(0.04, 0.012, 0.0005, 0.0001, 0.0001, 0.00002),
      'one-edit-valid': row(0.003, 0.003, 0.0002, 0.0001, 0.0002, 0.00002),
      'same-county-and-date': row(0.002, 0.8, 0.0005, 0.0001, 0.05, byChance()),
      'alike-invalid': row(0.012, 0.05, 0.001, 0.0005, 0.005, 0.0005),
      'different-valid': row(0.02, 0.09, 0.97, 0.97, 0.92, 0.98),
      'different-invalid': row(0.03, 0.03, 0.02, 0.02, 0.02, 0.02),
      'different-document': row(0.15, 0.99, 0.99, 0.99, 0.99, 0.99),
    },
    multipleBirthOrder: {
      equal: row(0.97, 0.05, 0.5, 0.5, 0.5, 0.5),
      different: row(0.03, 0.95, 0.5, 0.5, 0.5, 0.5),
      missing: row(1, 0.4, 1, 1, 1, 1),
    },
    parents: {
      'equal-number': row(0.42, 0.42, 0.4, 0.01, 0.00001, 0.00001),
      'equal-name': row(0.37, 0.37, 0.36, 0.02, byChance(3), byChance(3)),
      'same-sound': row(0.05, 0.05, 0.05, 0.01, byChance(3), byChance(3)),
      'one-is-parent': row(0.001, 0.001, 0.001, 0.8, byChance(0.00002), byChance(0.00002)),
      different: row(0.16, 0.16, 0.19, 0.16, 0.999, 0.999),
    },
    phone: {
      // Namesakes of one town share its doctor: fifty towns make the province.
      equal: row(0.6, 0.57, 0.5, 0.4, byChance(50), byChance()),
      'one-digit': row(0.03, 0.03, 0.02, 0.02, 0.00002, 0.00002),
      different: row(0.37, 0.4, 0.48, 0.58, 0.999, 0.999),
    },
    address: {
      equal: row(0.6, 0.62, 0.58, 0.5, 0.004, 0.004),
      similar: row(0.15, 0.15, 0.15, 0.15, 0.03, 0.03),
      different: row(0.25, 0.23, 0.27, 0.35, 0.966, 0.966),
    },
    region: {
      county: row(0.88, 0.91, 0.89, 0.87, 0.5, 0.03),
      prefecture: row(0.08, 0.06, 0.07, 0.08, 0.4, 0.09),
      different: row(0.04, 0.03, 0.04, 0.05, 0.1, 0.88),
    },
    reporting: {
      'same-hospital-same-week': row(0.04, 0.5, 0.04, 0.05, 0.03, 0.01),
      'same-hospital': row(0.36, 0.15, 0.2, 0.2, 0.1, 0.1),
      'other-hospital': row(0.6, 0.35, 0.76, 0.75, 0.87, 0.89),
    },
    disease: {
      equal: row(0.9, 0.88, 0.9, 0.85, 0.05, 0.03),
      different: row(0.1, 0.12, 0.1, 0.15, 0.95, 0.97),
    },
  },
  thresholds: {
    link: 0.99,
    review: 0.05,
    independentGroups: 3,
    fewerGroups: 0.9995,
    onlyNamed: 0.9995,
    oneOfTwoRecords: 0.5,
  },
  guards: [
    'different-valid-numbers',
    'newborn-of-multiple-birth',
    'both-newborn',
    'doubtful-number',
    'given-name-differs',
    'three-independent-groups',
  ],
  limits: { holdersOfKey: 200, candidates: 200, shown: 8, identitiesOfPatient: 40 },
}
