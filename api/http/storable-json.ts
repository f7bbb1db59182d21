import type { Finding } from '#registry-rules/finding.ts'

/** Levels of lists and objects that an input may have; the forms need fewer than ten. */
const deepestLevel = 64

/** Findings after which the search ends: whoever sends more of them has not typed them. */
const mostFindings = 20

const keyLike = /^[A-Za-z0-9_-]{1,60}$/

type Place = { readonly value: unknown; readonly pointer: string; readonly level: number }

/**
 * What JSON can say and the registry cannot keep: the character U+0000 and halves of surrogate pairs (PostgreSQL has
 * neither), numbers beyond a double (they would silently become `null`), and nesting beyond `deepestLevel`. Never names
 * a value, and a key only where it looks like one.
 */
export function findUnstorable(input: unknown): Finding[] {
  const findings: Finding[] = []
  const places: Place[] = [{ value: input, pointer: '', level: 0 }]
  for (let place = places.pop(); place && findings.length < mostFindings; place = places.pop()) {
    const { value, pointer, level } = place
    if (typeof value === 'string' && !isStorable(value)) findings.push(textFinding(pointer))
    else if (typeof value === 'number' && !Number.isFinite(value)) findings.push(numberFinding(pointer))
    else if (typeof value === 'object' && value !== null) {
      if (level === deepestLevel) {
        findings.push(depthFinding(pointer))
        continue
      }
      for (const [key, entry] of Object.entries(value)) {
        if (!isStorable(key)) findings.push(textFinding(pointer))
        places.push({ value: entry, pointer: keyLike.test(key) ? `${pointer}/${key}` : pointer, level: level + 1 })
      }
    }
  }
  return findings
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

const textFinding = (pointer: string): Finding => ({
  check: 'schema.text',
  severity: 'block',
  pointer,
  zh: '文字中有不能保存的字符（空字符或不完整的字符）。',
  en: 'The text has a character that cannot be kept (U+0000 or half a surrogate pair).',
})

const numberFinding = (pointer: string): Finding => ({
  check: 'schema.number',
  severity: 'block',
  pointer,
  zh: '数值过大，无法表示。',
  en: 'The number is too large to be represented.',
})

const depthFinding = (pointer: string): Finding => ({
  check: 'schema.depth',
  severity: 'block',
  pointer: pointer.split('/').slice(0, 4).join('/'),
  zh: `嵌套不得超过 ${deepestLevel} 层。`,
  en: `It may be nested ${deepestLevel} levels deep at most.`,
})
