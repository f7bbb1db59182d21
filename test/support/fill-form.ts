import type { Page } from 'playwright-core'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { below, isObject, pointerKeys, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { findNode, type SchemaNode } from '#registry-rules/forms/schema-node.ts'

/** Where the question of a pointer stands on the page, and its one input where it has one. */
export const questionAt = (pointer: string): string => `[id="frame${pointer}"]`
export const inputAt = (pointer: string): string => `[id="q${pointer}"]`

/** Answers the questions of a document on the page as a person does, and gives the reasons of `missing`. */
export async function fillForm(page: Page, document: JsonObject, form: CaseForm): Promise<void> {
  const { missing, ...sections } = document
  for (const [key, node] of form.root.properties) {
    if (key !== 'disease' && key !== 'formVersion' && key in sections)
      await answer(page, key, node, `/${key}`, sections[key])
  }
  for (const [pointer, reason] of Object.entries(isObject(missing) ? missing : {}))
    await page.selectOption(`${questionAt(pointer)} select.reason`, String(reason))
}

async function answer(page: Page, key: string, node: SchemaNode, pointer: string, value: unknown): Promise<void> {
  if (isObject(value)) {
    for (const [innerKey, inner] of node.properties) {
      const isTotal = isObject(node.keywords['x-scale']) && node.keywords['x-scale']['total'] === innerKey
      if (innerKey in value && !isTotal) await answer(page, innerKey, inner, below(pointer, innerKey), value[innerKey])
    }
    return
  }
  if (Array.isArray(value)) return tick(page, node, pointer, value)
  const label = typeof value === 'boolean' ? (value ? '是' : '否') : labelOf(node, value)
  await choose(page, pointer, label ?? String(value))
}

/** Puts one answer into the question at a pointer: a radio, a list to search in, or a text. */
export async function choose(page: Page, pointer: string, label: string): Promise<void> {
  const radio = page.locator(`${questionAt(pointer)} .radios label`, { hasText: new RegExp(`^${escaped(label)}$`) })
  const input = page.locator(`input${inputAt(pointer)}`)
  await radio.or(input).first().waitFor()
  if ((await radio.count()) > 0) return radio.click()
  await input.fill(label)
  if ((await input.getAttribute('role')) === 'combobox') {
    // A cascade has nothing chosen beforehand; a list has the first, which the next is not where there is only one.
    if ((await page.locator(`.ant-cascader:has(input${inputAt(pointer)})`).count()) > 0) await input.press('ArrowDown')
    await input.press('Enter')
  }
}

async function tick(page: Page, node: SchemaNode, pointer: string, codes: readonly unknown[]): Promise<void> {
  const labels = codes.length === 0 ? ['无'] : codes.map((code) => labelOf(node.entry, code) ?? String(code))
  for (const label of labels)
    await page.locator(`${questionAt(pointer)} label`, { hasText: new RegExp(`^${escaped(label)}$`) }).click()
}

function labelOf(node: SchemaNode | undefined, code: unknown): string | undefined {
  const choices = node?.keywords['oneOf']
  const choice = Array.isArray(choices)
    ? choices.filter(isObject).find((candidate) => candidate['const'] === code)
    : undefined
  return choice === undefined ? undefined : String(choice['title'])
}

/** The Chinese words of a choice of the form. */
export function choiceLabel(form: CaseForm, pointer: string, code: unknown): string {
  const label = labelOf(findNode(form.root, pointerKeys(pointer)), code)
  if (label === undefined) throw new Error(`${pointer} has no choice ${String(code)}`)
  return label
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
