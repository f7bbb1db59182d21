import type { Parameters } from './parameters.ts'
import { parametersV3 } from './v3.ts'

/** The parameters that decide now. */
export const presentParameters: Parameters = parametersV3

/** Stored with each pair and link, so that it can be said later which rules found it. */
export const MATCHER_VERSION = presentParameters.version
