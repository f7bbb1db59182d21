/** One report as the benchmark command reads it: everything as typed. */
export type ReportLine = {
  recordId: string
  name: string | null
  sex: string | null
  birthDate: string | null
  idType: string | null
  idNumber: string | null
  phone: string | null
  guardianName: string | null
  guardianIdNumber: string | null
  motherName: string | null
  multipleBirthOrder: number | null
  regionCode: string | null
  address: string | null
  diseaseCode: string | null
  hospitalCode: string | null
  reportDate: string | null
}

/** What differs from a complete and right report. Not read by the command under test. */
export type ErrorKind =
  | 'newborn-name'
  | 'nickname'
  | 'former-name'
  | 'homophone'
  | 'near-sound'
  | 'look-alike'
  | 'traditional'
  | 'rare-character'
  | 'name-spaces'
  | 'name-transposed'
  | 'name-cut'
  | 'name-order'
  | 'name-pinyin'
  | 'name-remark'
  | 'name-separator'
  | 'name-latin'
  | 'name-placeholder'
  | 'sex-wrong'
  | 'sex-unknown'
  | 'birth-date-lunar'
  | 'birth-date-swapped'
  | 'birth-year-off'
  | 'birth-day-off'
  | 'birth-date-january'
  | 'birth-date-digit'
  | 'birth-date-missing'
  | 'birth-date-placeholder'
  | 'number-missing'
  | 'number-of-guardian'
  | 'number-of-twin'
  | 'number-of-relative'
  | 'number-digit'
  | 'number-transposed'
  | 'number-dropped'
  | 'number-fifteen'
  | 'number-written-otherwise'
  | 'number-placeholder'
  | 'number-passport'
  | 'number-former'
  | 'phone-missing'
  | 'phone-other'
  | 'phone-digit'
  | 'phone-shared'
  | 'phone-written-otherwise'
  | 'guardian-other'
  | 'moved'
  | 'region-prefecture'
  | 'disease-refined'
  | 'paper-card'
  | 'careless'

/** One line of truth.jsonl, in the order of the reports. `kind` is the person's relation to other patients. */
export type TruthLine = { recordId: string; personId: string; kind: string; errors: ErrorKind[] }

/** One line of persons.jsonl. */
export type PersonLine = {
  personId: string
  familyId: string
  relation: string
  twinOf: string[]
  siblingOf: string[]
  parentOf: string[]
  childOf: string[]
  namesakeOf: string[]
  name: string
  sex: string
  birthDate: string
  reports: number
}
