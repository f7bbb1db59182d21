/**
 * Whether a text is a variant written by the HGVS nomenclature (version 21, hgvs-nomenclature.org): DNA (`c.`,
 * `g.`, `m.`, `n.`, `o.`), RNA (`r.`) and protein (`p.`), with or without reference sequence and gene.
 *
 * It looks at the form only. Whether the position and the base exist in the reference sequence is not known
 * here. Older spellings that still mean one thing are accepted (`delAG`, `delAinsT`, one-letter amino acids);
 * those that leave the place open are not (`c.76insG`).
 */
export function isHgvs(text: string): boolean {
  if (text.length > longest) return false
  const [, , kind = '', description = '', protein] = whole.exec(text) ?? []
  if (kind === '' || (protein !== undefined && !isProtein(protein))) return false
  if (kind === 'p') return isProtein(description)
  return kind === 'r' ? isRna(description) : isDna(description)
}

const longest = 200

const referenceSequence = String.raw`(?:[A-Z]{2}_\d+(?:\.\d+)?|ENS[TGP]\d+(?:\.\d+)?|LRG_\d+(?:[tp]\d+)?)`
const gene = String.raw`[A-Z][A-Za-z0-9-]{0,19}`
const reference = String.raw`(?:${referenceSequence}(?:\(${gene}\))?|${gene}(?:\(${referenceSequence}\))?)`
// ClinVar prints the protein behind the DNA: NM_000138.5(FBN1):c.4282C>T (p.Arg1428Cys).
const whole = new RegExp(String.raw`^(?:(${reference}):)?([cgmnorp])\.(\S+?)(?: ?\(p\.(\S+)\))?$`)

const position = String.raw`(?:[-*]?[1-9]\d*(?:[+-](?:[1-9]\d*|\?))?|\?|pter|qter|cen)`
const place = String.raw`(?:${position}|\(${position}_${position}\))`
const range = String.raw`${place}_${place}`
const count = String.raw`(?:\d+|\((?:\d+|\?)_(?:\d+|\?)\)|\d+_\d+|\?)`
const repeats = (base: string) => String.raw`(?:${base}+\[${count}\])+|\[${count}\]`

function nucleicAcid(base: string, ambiguous: string): RegExp {
  const inserted = String.raw`(?:${base}+|${base}\[${count}\]|\(\d+(?:_\d+)?\)|\d+|\[?(?:${reference}:[cgmn]\.)?${range}(?:inv)?\]?)`
  const anywhere = [
    `${base}>${ambiguous}`,
    String.raw`del(?:${base}+|\d+)?(?:ins${inserted})?`,
    String.raw`dup(?:${base}+|\d+)?`,
    `inv`,
    `${base}*=`,
    repeats(base),
    String.raw`\|(?:gom|lom|met=)`,
  ].join('|')
  const single = String.raw`(?:${place}(?:${anywhere})|${range}(?:${anywhere}|ins${inserted}))`
  return new RegExp(`^${single}$`)
}

const dna = nucleicAcid('[ACGTN]', '[ACGTNRYSWKMBDHV]')
const rna = nucleicAcid('[acgun]', '[acgunryswkmbdhv]')

const isDna = (text: string) =>
  ['?', '='].includes(text) || isAllele(text, (change) => dna.test(change) && isForward(change))
const isRna = (text: string) =>
  ['?', '(?)', '=', '0', '0?', 'spl', 'spl?', '(spl)'].includes(text) ||
  isAllele(text, (change) => rna.test(change) && isForward(change))

// Three and one letters are not mixed.
const protein = [
  'Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Pyl|Sec|Ser|Thr|Trp|Tyr|Val|Xaa|Ter|\\*',
  '[ACDEFGHIKLMNOPQRSTUVWXY*]',
].map((letters) => {
  const acid = `(?:${letters})`
  const at = String.raw`${acid}[1-9]\d*`
  const stop = String.raw`(?:Ter|\*|X)`
  const frameShift = String.raw`${acid}?fs(?:${stop}(?:[1-9]\d*|\?)?)?`
  const extension = String.raw`${acid}?ext(?:-[1-9]\d*|${stop}(?:[1-9]\d*|\?))`
  const change = String.raw`(?:${acid}|=|\?|${frameShift}|${extension}|del|dup|delins${acid}+|\[${count}\])`
  return new RegExp(
    String.raw`^(?:${at}${change}|${at}_${at}(?:del|dup|delins${acid}+|ins(?:${acid}+|\(?\d+\)?)|\[${count}\]))$`,
  )
})

const isProtein = (text: string) =>
  ['?', '(?)', '=', '(=)', '0', '0?', '(0)'].includes(text) ||
  isAllele(text, (change) => protein.some((spelling) => spelling.test(change)))

/** One change, a predicted one in brackets, or several of one allele or of both: `[76A>C;88G>T]`, `[76A>C];[=]`. */
function isAllele(text: string, isChange: (text: string) => boolean): boolean {
  const isOne = (change: string) => isChange(change) || (/^\(.+\)$/.test(change) && isChange(change.slice(1, -1)))
  if (isOne(text)) return true
  if (!/^\[[^[\]]*(?:\[[^[\]]*\][^[\]]*)*\](?:;\[[^[\]]*(?:\[[^[\]]*\][^[\]]*)*\])?$/.test(text)) return false
  return text
    .slice(1, -1)
    .split(/\];\[|;|\(;\)/)
    .every((change) => isOne(change) || ['=', '?', '0'].includes(change))
}

/** False where a range of plain positions runs backwards. */
function isForward(change: string): boolean {
  const [, from, to] = /^([1-9]\d*)_([1-9]\d*)(?![\d+-])/.exec(change) ?? []
  return from === undefined || Number(from) < Number(to)
}
