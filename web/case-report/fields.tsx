import type { RegistryFieldsType } from '@rjsf/utils'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { BooleanAnswer, ChoiceAnswer, ChoicesAnswer } from './choice-fields.tsx'
import type { Control } from './drawable-form.ts'
import { EntriesAnswer, GroupAnswer, RowsAnswer, ScaleAnswer } from './nested-fields.tsx'
import { field } from './field.tsx'
import { GeneAnswer, HospitalAnswer, NationalityAnswer, RegionAnswer } from './look-up-fields.tsx'
import { NumberAnswer } from './number-field.tsx'
import { PhenotypeAnswer } from './phenotype-field.tsx'
import { DateAnswer, TextAnswer } from './text-fields.tsx'

/** How each kind of question is answered, by the name that `drawableSchema` gives it. */
export const fields = {
  text: field(TextAnswer),
  date: field(DateAnswer),
  number: field(NumberAnswer),
  boolean: field(BooleanAnswer),
  choice: field(ChoiceAnswer),
  choices: field(ChoicesAnswer),
  rows: field(RowsAnswer),
  entries: field(EntriesAnswer),
  group: field(GroupAnswer),
  scale: field(ScaleAnswer),
  phenotype: field(PhenotypeAnswer),
  region: field(RegionAnswer),
  nationality: field(NationalityAnswer),
  hospital: field(HospitalAnswer),
  gene: field(GeneAnswer),
} satisfies Record<Control, unknown> as unknown as RegistryFieldsType<JsonObject>
