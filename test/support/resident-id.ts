import { residentIdCheckDigit } from '#registry-rules/identity/resident-id.ts'

/** A number with a right check character; everything else may be wrong on purpose. */
export function aResidentId({ region = '370102', birthDate = '1980-05-07', sequence = 11 } = {}): string {
  const first17 = region + birthDate.replaceAll('-', '') + String(sequence).padStart(3, '0')
  return first17 + residentIdCheckDigit(first17)
}
