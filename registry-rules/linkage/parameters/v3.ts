import { parametersV2 } from './v2.ts'
import type { Parameters } from './parameters.ts'

/**
 * Third version: the tables of the second, and two guards more: before a link of which one side says neither birth date
 * nor number, or no given name. What it was measured with: docs/linkage.md.
 */
export const parametersV3: Parameters = {
  ...parametersV2,
  version: '3',
  guards: [
    'different-valid-numbers',
    'newborn-of-multiple-birth',
    'both-newborn',
    'doubtful-number',
    'given-name-differs',
    'given-name-unknown',
    'neither-date-nor-number',
    'three-independent-groups',
  ],
}
