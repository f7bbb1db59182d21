import { matchAllJob } from '#api/patients/match-all-job.ts'
import type { Job } from './job.ts'

/** Every job of the registry; each server process offers to run them all. */
export const jobs: readonly Job[] = [matchAllJob]
