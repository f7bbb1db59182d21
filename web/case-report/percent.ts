/** A probability as a reader takes it: whole per cent, and never none or all of what is only probable. */
export function percentOf(probability: number): string {
  if (probability > 0.99) return '> 99%'
  return probability < 0.01 ? '< 1%' : `${Math.round(probability * 100)}%`
}
