import { useQuery } from '@tanstack/react-query'
import type { DiseaseList, HospitalList, HpoTerms, Problem, RegionList, ValueSet } from './api-types.ts'
import { call } from './session.ts'

/** A refusal of the API, for queries. */
export class ApiProblem extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.title)
    this.problem = problem
  }
}

/** @throws ApiProblem where the API refuses, TypeError without a network. */
export async function readFromApi<Body>(path: string, signal?: AbortSignal): Promise<Body> {
  const reply = await call<Body>('GET', path, signal === undefined ? {} : { signal })
  if (!reply.ok) throw new ApiProblem(reply.problem)
  return reply.body
}

/** Cities and counties of the province. */
export const useRegions = () =>
  useQuery({ queryKey: ['regions'], queryFn: () => readFromApi<RegionList>('/regions'), staleTime: Infinity })

/** Reporting hospitals. */
export const useHospitals = () =>
  useQuery({ queryKey: ['hospitals'], queryFn: () => readFromApi<HospitalList>('/hospitals'), staleTime: Infinity })

/** The listed diseases. */
export const useDiseases = () =>
  useQuery({ queryKey: ['diseases'], queryFn: () => readFromApi<DiseaseList>('/diseases') })

/** One value set with its words. */
export const useValueSet = (id: string) =>
  useQuery({
    queryKey: ['value-set', id],
    queryFn: () => readFromApi<ValueSet>(`/value-sets/${id}`),
    staleTime: Infinity,
  })

/** HPO terms by Chinese, English or id; nothing is asked for less than two characters. */
export const useHpoTerms = (search: string, limit = 20) =>
  useQuery({
    queryKey: ['hpo', search, limit],
    queryFn: ({ signal }) =>
      readFromApi<HpoTerms>(`/hpo-terms?search=${encodeURIComponent(search)}&limit=${limit}`, signal),
    enabled: [...search].length >= 2,
    staleTime: Infinity,
  })
