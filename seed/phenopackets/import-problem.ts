import type { Finding } from '#registry-rules/finding.ts'

/** What the import itself has to say of a file: why it becomes no case report, or that it has become one before. */
const problems = {
  'import.already-imported': {
    zh: '该文件此前已导入，未新建报告卡；此处为原报告卡及其当前状态。',
    en: 'This file was imported before; no new report was made. The line shows that report and its present state.',
  },
  'import.disease-unknown': {
    zh: '文件须放在以病种编码（如 SDRD-003）命名的文件夹中；目录中没有此病种编码。',
    en: 'A file stands in a folder named by the code of a disease, such as SDRD-003; the catalogue has no such code.',
  },
  'import.disease-inactive': { zh: '该病种已停止登记。', en: 'The disease is no longer registered.' },
  'import.disease-without-form': {
    zh: '该病种尚无报告卡表单，不能登记。',
    en: 'The disease has no form yet, so it cannot be reported.',
  },
  'import.file-unreadable': {
    zh: '文件无法读取，或超过8 MiB。',
    en: 'The file cannot be read, or is larger than 8 MiB.',
  },
  'import.file-empty': { zh: '文件是空的。', en: 'The file is empty.' },
  'import.not-json': { zh: '文件不是UTF-8编码的有效JSON。', en: 'The file is not valid JSON in UTF-8.' },
  'import.not-a-phenopacket': {
    zh: '文件不是单个患者的 Phenopacket 2.0。',
    en: 'The file is no Phenopacket 2.0 of one patient.',
  },
} as const

/** One of those problems. */
export type ImportProblem = keyof typeof problems

/** The finding that says so; `told` is what the reader knows more exactly. */
export function findingOfImport(
  check: ImportProblem,
  told: { pointer?: string; zh?: string; en?: string } = {},
): Finding {
  const { zh, en } = problems[check]
  return {
    check,
    severity: check === 'import.already-imported' ? 'note' : 'block',
    pointer: told.pointer ?? '',
    zh: told.zh === undefined ? zh : `${zh}${told.zh}`,
    en: told.en === undefined ? en : `${en} ${told.en}`,
  }
}
