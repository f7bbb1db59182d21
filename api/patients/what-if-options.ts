import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ablated } from '#registry-rules/linkage/parameters/ablations.ts'
import { changeParameters, versionWhenChanged } from '#registry-rules/linkage/parameters/change-parameters.ts'
import type { Parameters } from '#registry-rules/linkage/parameters/parameters.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { parametersOfVersion } from '#registry-rules/linkage/parameters/versions.ts'

/** How the command is called. */
export const usage = `Usage: npm run --silent linkage:what-if -- [options]
Weighs every pair that was decided or waits by the present parameters and by changed ones. Reads only.
  --link N           link from this posterior on
  --review N         ask a person from this posterior on
  --version V        weigh by this version in place of the present one
  --parameters FILE  JSON in the form of the parameters, with what differs: {"thresholds": {"link": 0.995}}
  --without PART     leave a guard or another part of the model out, may be repeated
  --json             one JSON object with all pair ids, in place of the tables
Without a change it shows how the present parameters judge the decisions.`

/** The command was called in another way than it understands; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What is asked for. */
export type WhatIfOptions = { readonly proposed: Parameters; readonly isJson: boolean; readonly isHelp: boolean }

/**
 * Reads the words after the command: the version first, then the file, the parts left out, and single thresholds.
 *
 * @throws UsageError that names the option and what it wants.
 */
export function readWhatIfOptions(args: readonly string[]): WhatIfOptions {
  const { link, review, version, parameters, without, json, help } = parse(args)
  try {
    const known = version === undefined ? presentParameters : parametersOfVersion(version)
    const read = parameters === undefined ? known : changeParameters(known, readJson(parameters))
    const thresholds = {
      ...(link === undefined ? {} : { link: numberOf('link', link) }),
      ...(review === undefined ? {} : { review: numberOf('review', review) }),
    }
    const changed = ablated(read, without)
    return { proposed: changeParameters(named(changed, read), { thresholds }), isJson: json, isHelp: help }
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${error.message}.`, { cause: error })
    throw error
  }
}

/** Parts that are left out make another version of the parameters. */
const named = (changed: Parameters, before: Parameters): Parameters =>
  changed === before ? changed : { ...changed, version: versionWhenChanged(before) }

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        link: text,
        review: text,
        version: text,
        parameters: text,
        without: { ...text, multiple: true, default: [] },
        json: flag,
        help: flag,
      },
    })
    return values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error })
  }
}

function numberOf(option: string, text: string): number {
  if (/^(0|1|[01]?\.\d+|1\.)$/.test(text) && Number(text) > 0 && Number(text) <= 1) return Number(text)
  throw new UsageError(`--${option} must be a number above 0, at most 1, such as 0.99.`)
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code = 'no code' } = error as NodeJS.ErrnoException
    throw new UsageError(`The file of --parameters cannot be read (${code}): ${file}`, { cause: error })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`The file of --parameters is not JSON: ${file}`, { cause: error })
  }
}
