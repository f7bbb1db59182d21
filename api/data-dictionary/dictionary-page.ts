import { escapeHtml } from '#api/http/page-layout.ts'
import type { DataDictionary, DictionaryItem } from '#registry-rules/forms/data-dictionary.ts'
import { needTexts, rangeText, severityTexts, typeTexts, unitText } from '#reports/data-dictionary/dictionary-texts.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import type { Text } from '#registry-rules/forms/value-texts.ts'

const both = ({ zh, en }: Text): string =>
  `<div>${escapeHtml(zh)}</div>${en === '' || en === zh ? '' : `<div lang="en" class="quiet">${escapeHtml(en)}</div>`}`

/** The newest form of every disease, each with its page and its workbook. */
export function dictionaryListPage(forms: readonly CaseForm[]): string {
  const newest = forms.filter(
    ({ disease, version }) => !forms.some((other) => other.disease === disease && other.version > version),
  )
  const rows = newest.map(
    ({ disease, version, items, titleZh, titleEn }) => `<tr>
<td><a href="/data-dictionary/${disease}">${both({ zh: titleZh, en: titleEn })}</a></td><td>${version}</td><td>${items.length}</td>
<td><a href="/api/v1/data-dictionary/${disease}">JSON</a> · <a href="/api/v1/data-dictionary/${disease}/workbook.xlsx">xlsx</a></td></tr>`,
  )
  return `
<section class="card bilingual"><h1>数据字典 <span lang="en">Data dictionary</span></h1>
<p>每个病种的报告卡填什么：项目、类型、单位、范围、选项、校验规则和来源，由表单直接生成。</p>
<p lang="en">What the report of each disease asks: items, types, units, ranges, choices, checks and sources, made from the forms themselves.</p>
<p><a href="/api/v1/data-dictionary.xlsx">下载全部（工作簿） <span lang="en">All diseases as a workbook</span></a></p></section>
<section class="card"><table class="dictionary"><thead><tr>
<th scope="col">病种 <span lang="en">Disease</span></th><th scope="col">版本 <span lang="en">Version</span></th><th scope="col">项目 <span lang="en">Items</span></th><th scope="col">文件 <span lang="en">Files</span></th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></section>`
}

/** The dictionary of one disease, section by section. */
export function dictionaryPage(dictionary: DataDictionary): string {
  const { disease, title, version, criteria, features, checks, sources, items } = dictionary
  const sections = Map.groupBy(items, ({ section, group }) => `${section.zh}|${group?.zh ?? ''}`)
  return `
<section class="card bilingual"><h1>${escapeHtml(title.zh)} <span lang="en">${escapeHtml(title.en)}</span></h1>
<p>表单第 ${version} 版 <span lang="en">Form version ${version}</span> · <a href="/api/v1/data-dictionary/${disease}">JSON</a> · <a href="/api/v1/data-dictionary/${disease}/workbook.xlsx">xlsx</a> · <a href="/data-dictionary">全部病种 <span lang="en">All diseases</span></a></p>
${criteria ? both(criteria) : ''}</section>
${[...sections.values()].map(itemTable).join('\n')}
<section class="card"><h2>表型 <span lang="en">Features</span></h2><p class="quiet">术语来自人类表型本体（HPO）。<span lang="en">Terms of the Human Phenotype Ontology.</span></p>
<table class="dictionary"><tbody>${features.map(({ hpo, ...words }) => `<tr><td class="code">${escapeHtml(hpo)}</td><td>${both(words)}</td></tr>`).join('\n')}</tbody></table></section>
<section class="card"><h2>校验规则 <span lang="en">Edit checks</span></h2>
<table class="dictionary"><tbody>${checks
    .map(
      ({ id, severity, pointer, message, rule, source }) => `<tr>
<td><div class="code">${escapeHtml(id)}</div><div class="code quiet">${escapeHtml(pointer)}</div></td><td>${both(severityTexts[severity])}</td>
<td>${both(message)}<details><summary>规则 <span lang="en">Rule</span></summary><code>${escapeHtml(rule)}</code></details></td><td>${escapeHtml(source)}</td></tr>`,
    )
    .join('\n')}</tbody></table></section>
<section class="card"><h2>来源 <span lang="en">Sources</span></h2><ol class="sources">${sources
    .map(({ id, citation }) => `<li><b>${escapeHtml(id)}</b> ${escapeHtml(citation)}</li>`)
    .join('\n')}</ol></section>`
}

function itemTable(items: readonly DictionaryItem[]): string {
  const [first] = items
  if (!first) return ''
  const heading = first.group ?? first.section
  return `<section class="card"><h2>${escapeHtml(heading.zh)} <span lang="en">${escapeHtml(heading.en)}</span></h2>
<table class="dictionary"><thead><tr><th scope="col">项目 <span lang="en">Item</span></th><th scope="col">填写 <span lang="en">Answer</span></th><th scope="col">选项与说明 <span lang="en">Choices and help</span></th></tr></thead>
<tbody>${items.map(itemRow).join('\n')}</tbody></table></section>`
}

function itemRow(item: DictionaryItem): string {
  const { pointer, title, type, need, usualRange, help, partOf, askedWhen } = item
  const lines = (text: string): string =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `<div>${escapeHtml(line)}</div>`)
      .join('')
  const answer = [
    both(typeTexts[type]),
    need === undefined ? '' : both(needTexts[need]),
    lines(unitText(item)),
    lines(rangeText(item)),
    usualRange ? `<div class="quiet">常见 <span lang="en">usual</span> ${usualRange.join('～')}</div>` : '',
  ].join('')
  const conditions = askedWhen.map(
    (rule) => `<div class="quiet">仅当 <span lang="en">only if</span> <code>${escapeHtml(rule)}</code></div>`,
  )
  return `<tr${partOf === undefined ? '' : ' class="part"'}><td>${both(title)}<div class="code quiet">${escapeHtml(pointer)}</div></td>
<td>${answer}</td><td>${help ? both(help) : ''}${choiceList(item)}${conditions.join('')}</td></tr>`
}

/** A long list is folded. */
const mostShown = 12

function choiceList({ choices, vocabulary, valueSet }: DictionaryItem): string {
  if (vocabulary !== undefined)
    return `<div class="quiet">词表 <span lang="en">vocabulary</span> ${escapeHtml(vocabulary)}</div>`
  if (choices.length === 0) return ''
  const list = `<ul class="plain">${choices
    .map(
      ({ code, zh, en }) =>
        `<li><span class="code">${escapeHtml(code)}</span> ${escapeHtml(zh)} <span lang="en" class="quiet">${escapeHtml(en)}</span></li>`,
    )
    .join('')}</ul>`
  if (choices.length <= mostShown) return list
  return `<details><summary>${choices.length} 个选项 <span lang="en">choices</span>${valueSet === undefined ? '' : ` <span class="code">${escapeHtml(valueSet)}</span>`}</summary>${list}</details>`
}
