import type { Parameters } from './parameters.ts'
import { parametersV2 } from './v2.ts'
import { parametersV3 } from './v3.ts'

/** The versions that can still be weighed by, under the name that pairs keep; the first matcher had no parameters. */
export const parametersByVersion: ReadonlyMap<string, Parameters> = new Map(
  [parametersV2, parametersV3].map((parameters) => [parameters.version, parameters]),
)

/** @throws RangeError that lists the known versions where one is not known. */
export function parametersOfVersion(version: string): Parameters {
  const found = parametersByVersion.get(version)
  if (!found) throw new RangeError(`unknown version ${version}; known: ${[...parametersByVersion.keys()].join(', ')}`)
  return found
}
