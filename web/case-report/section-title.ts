import { groupText } from '#registry-rules/forms/group-text.ts'
import type { Section } from './drawable-form.ts'
import type { Words } from './texts.ts'

/** The heading of a section: its own, or that of its part of the clinical data. */
export const sectionTitle = ({ group, titleZh, titleEn }: Section): Words =>
  (group === undefined ? undefined : groupText(group)) ?? { zh: titleZh, en: titleEn }
