import { bilingual, escapeHtml, pageLayout } from './page-layout.ts'
import { problems, type Problem } from './problems.ts'

/** What a status means to the person who gets it, beyond the name that HTTP gives it. */
export const statusMeanings: Readonly<Record<number, { readonly zh: string; readonly en: string }>> = {
  400: { zh: '请求的格式有误，没有保存任何内容。', en: 'The request is malformed; nothing was saved.' },
  401: { zh: '系统不知道您是谁，没有保存任何内容。', en: 'The registry does not know who you are; nothing was saved.' },
  403: {
    zh: '系统知道您是谁，但此事不由您办理，没有保存任何内容。',
    en: 'The registry knows you, but this is not yours to do; nothing was saved.',
  },
  404: {
    zh: '没有此内容，或不在您的权限范围内；两者的应答相同。',
    en: 'It does not exist or is outside your rights; both are answered alike.',
  },
  409: { zh: '与当前状态冲突，没有保存任何内容。', en: 'It conflicts with the present state; nothing was saved.' },
  412: {
    zh: '您读取之后内容已有变化，没有覆盖任何内容。',
    en: 'It has changed since you read it; nothing was overwritten.',
  },
  413: { zh: '请求过大，没有保存任何内容。', en: 'The request is too large; nothing was saved.' },
  415: {
    zh: '请求的内容类型不受支持，没有保存任何内容。',
    en: 'The media type of the request is not supported; nothing was saved.',
  },
  422: {
    zh: '格式正确，但内容不符合登记规则；此前保存的内容不变。',
    en: 'Well formed, but against the rules of the registry; what was saved before stays.',
  },
  428: {
    zh: '修改前须说明依据的版本，没有保存任何内容。',
    en: 'A change must name the version it starts from; nothing was saved.',
  },
  429: { zh: '请求过于频繁，请稍候。', en: 'Too many requests; wait a little.' },
  500: { zh: '系统自身的错误，没有保存任何内容。', en: 'A fault of the registry itself; nothing was saved.' },
  503: {
    zh: '系统暂时不能服务，没有保存任何内容。',
    en: 'The registry cannot serve at the moment; nothing was saved.',
  },
}

/** What stands in a sentence where the reply has the value of the case. */
export const placeholderWords: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  count: { zh: '数目', en: 'number' },
  state: { zh: '状态', en: 'state' },
  lastMovedBy: { zh: '，最近操作人', en: ', last moved by' },
  version: { zh: '版本号', en: 'version' },
  roles: { zh: '角色', en: 'roles' },
  rule: { zh: '规则编号', en: 'rule' },
  field: { zh: '项目', en: 'field' },
  valueSet: { zh: '值域', en: 'value set' },
  today: { zh: '当天日期', en: 'today’s date' },
  minutes: { zh: '分钟数', en: 'minutes' },
  requestId: { zh: '请求编号', en: 'request number' },
}

type Language = 'zh' | 'en'

/** A sentence of the table as HTML, each `{name}` as the words for what will stand there. */
function sentence(template: string, language: Language): string {
  return escapeHtml(template).replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => `<var>${placeholderWords[name]?.[language] ?? name}</var>`,
  )
}

/** All problems in a table. */
export function problemListPage(version: string): string {
  const rows = Object.entries(problems).map(
    ([code, { status, zh, en }]) =>
      `<tr role="row"><td role="cell"><a class="code" href="/problems/${code}">${code}</a></td><td role="cell">${status}</td>` +
      `<td role="cell" class="bilingual"><div>${sentence(zh, 'zh')}</div><div lang="en">${sentence(en, 'en')}</div></td></tr>`,
  )
  return pageLayout(
    '错误说明',
    'Problems',
    version,
    `
<section class="card bilingual"><h1>错误说明 <span lang="en">Problems</span></h1>
${bilingual(
  '系统拒绝一项请求时，以 <span class="code">application/problem+json</span>（RFC 9457）说明原因：<span class="code">title</span> 和 <span class="code">detail</span> 是给人看的句子，<span class="code">code</span> 是不会改变的代码，<span class="code">errors</span> 一次列出全部问题，每项含位置（<span class="code">pointer</span>）以及中英文说明。',
  'When the registry refuses a request it says why as <span class="code">application/problem+json</span> (RFC 9457): <span class="code">title</span> and <span class="code">detail</span> are sentences for people, <span class="code">code</span> is a word that never changes, and <span class="code">errors</span> lists everything at once, each with its place (<span class="code">pointer</span>) and a sentence in Chinese and English.',
)}</section>
<section class="card"><table role="table" class="codes" aria-label="错误代码">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">代码 <span lang="en">Code</span></th><th role="columnheader" scope="col">HTTP</th><th role="columnheader" scope="col">含义 <span lang="en">Meaning</span></th></tr></thead>
<tbody role="rowgroup">${rows.join('\n')}</tbody></table></section>`,
  )
}

/** What a problem means and what to do. */
export function problemPage(code: string, { status, zh, en, detailZh, detailEn }: Problem, version: string): string {
  const meaning = statusMeanings[status] ?? { zh: '', en: '' }
  return pageLayout(
    sentence(zh, 'zh'),
    sentence(en, 'en'),
    version,
    `
<article class="card bilingual"><h1>${sentence(zh, 'zh')}</h1><p lang="en">${sentence(en, 'en')}</p>
<dl class="status"><div><dt>代码 <span lang="en">Code</span></dt><dd class="code">${escapeHtml(code)}</dd></div>
<div><dt>HTTP</dt><dd>${status}</dd></div></dl></article>
<section class="card bilingual"><h2>怎么办 <span lang="en">What to do</span></h2>${bilingual(sentence(detailZh, 'zh'), sentence(detailEn, 'en'))}</section>
<section class="card bilingual"><h2>状态码 ${status} 的含义 <span lang="en">What ${status} means</span></h2>${bilingual(meaning.zh, meaning.en)}</section>
<p><a href="/problems">全部错误代码 <span lang="en">All problems</span></a></p>`,
  )
}

/** For a code that no problem has. */
export function unknownProblemPage(code: string, version: string): string {
  return pageLayout(
    '没有此错误代码',
    'There is no such problem',
    version,
    `
<section class="card bilingual"><h1>没有此错误代码 <span lang="en">There is no such problem</span></h1>
${bilingual(`本系统没有使用代码 <span class="code">${escapeHtml(code)}</span>。`, `This registry uses no code <span class="code">${escapeHtml(code)}</span>.`)}
<p><a href="/problems">全部错误代码 <span lang="en">All problems</span></a></p></section>`,
  )
}
