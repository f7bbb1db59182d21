import { readFileSync, readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { escapeHtml } from '#api/http/page-layout.ts'
import { pages } from '#api/http/pages.ts'
import { placeholderWords, statusMeanings } from '#api/http/problem-pages.ts'
import { problems } from '#api/http/problems.ts'
import { roles } from '#registry-rules/workflow/roles.ts'

const web = new URL('../../web/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, web), 'utf8')
const scripts = readdirSync(new URL('assets/', web)).filter((name) => name.endsWith('.js'))

type Words = Record<string, { zh: string; en: string }>
// The texts are a script of the page; they are read as the page reads them.
const { texts, roleNames, ...otherWords } = (await import(new URL('assets/texts.js', web).href)) as Record<
  string,
  Words
>

const noForms = { all: () => [], latest: () => undefined }

describe('the pages of the registry', () => {
  let server: Server
  let url: string

  before(async () => {
    const app = express()
    app.use(pages({ openapi: { openapi: '3.1.0' }, demoAccounts: [], version: '1.2.3', forms: noForms }))
    app.use((_request, response) => {
      response.status(404).send('left to the next handler')
    })
    server = createServer(app)
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })

  for (const path of [
    '/README.md',
    '/index.html',
    '/web/README.md',
    '/assets/',
    '/assets/..%2fREADME.md',
    '/assets/style.css%00',
    '/api/docs/assets/package.json',
    '/api/docs/assets/index.html',
  ]) {
    it(`keeps ${path} to itself`, async () => {
      const reply = await fetch(`${url}${path}`)
      expect(reply.status).to.equal(404)
      expect(await reply.text()).to.equal('left to the next handler')
    })
  }

  for (const path of ['/', '/api/docs']) {
    it(`writes no script and no style into ${path}, and names no foreign host`, async () => {
      const html = await (await fetch(`${url}${path}`)).text()
      expect(html).not.to.match(/<script(?![^>]*\ssrc=)/)
      expect(html).not.to.match(/<style|\sstyle=|\son\w+=|javascript:/i)
      expect(html).not.to.match(/(?:src|href)="(?:https?:)?\/\//)
    })
  }

  it('serves every file that its pages name', async () => {
    for (const path of ['/', '/api/docs', '/problems', '/problems/not-found']) {
      const html = await (await fetch(`${url}${path}`)).text()
      for (const [, address = ''] of html.matchAll(/(?:src|href)="(\/(?:assets|api\/docs\/assets)[^"]*)"/g)) {
        expect((await fetch(`${url}${address}`)).status, address).to.equal(200)
      }
    }
  })

  it('lets styles be set inline on the API page alone', async () => {
    expect((await fetch(`${url}/api/docs`)).headers.get('content-security-policy'))
      .to.contain("style-src 'self' 'unsafe-inline'")
      .and.contain("script-src 'self';")
    expect((await fetch(`${url}/problems`)).headers.get('content-security-policy')).to.equal(null)
  })

  it('hands the demo accounts to the page and keeps them out of caches', async () => {
    const reply = await fetch(`${url}/registry.json`)
    expect(await reply.json()).to.deep.equal({ version: '1.2.3', demoAccounts: [] })
    expect(reply.headers.get('cache-control')).to.equal('no-store')
  })

  for (const [code, { status, detailZh, detailEn, zh, en }] of Object.entries(problems)) {
    it(`explains ${code} in both languages, with no hole left in a sentence`, async () => {
      const reply = await fetch(`${url}/problems/${code}`)
      const html = await reply.text()
      expect(reply.status).to.equal(200)
      expect(html).to.contain(statusMeanings[status]?.zh ?? `a meaning of ${status}`)
      for (const sentence of [zh, en, detailZh, detailEn])
        expect(html).to.contain(escapeHtml(sentence.split('{')[0] ?? ''))
      expect(html).not.to.match(/\{\w+\}/)
      for (const [, name = ''] of `${zh}${en}${detailZh}${detailEn}`.matchAll(/\{(\w+)\}/g)) {
        expect(placeholderWords, `words for {${name}}`).to.have.property(name)
      }
    })
  }

  it('lists every problem', async () => {
    const html = await (await fetch(`${url}/problems`)).text()
    for (const code of Object.keys(problems)) expect(html).to.contain(`href="/problems/${code}"`)
  })

  it('answers a code that is not in the table with 404 and shows it as text', async () => {
    for (const code of ['no-such-thing', '__proto__', 'constructor', '<img src=x onerror=alert(1)>']) {
      const reply = await fetch(`${url}/problems/${encodeURIComponent(code)}`)
      expect(reply.status).to.equal(404)
      expect(await reply.text())
        .to.contain('没有此错误代码')
        .and.contain(escapeHtml(code))
        .and.not.contain('<img src=x')
    }
  })

  it('escapes what would end a text or an attribute', () => {
    expect(escapeHtml(`<a b="c" d='e'>&`)).to.equal('&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;')
  })
})

describe('the colours of the pages', () => {
  const colours = new Map(
    [...read('assets/style.css').matchAll(/--([\w-]+): (#\w+);/g)].map(([, name = '', value = '']) => [name, value]),
  )

  for (const [text, ground] of [
    ['ink', 'ground'],
    ['quiet', 'paper'],
    ['quiet', 'ground'],
    ['main', 'paper'],
    ['main', 'ground'],
    ['main-dark', 'main-pale'],
    ['paper', 'main'],
    ['good', 'paper'],
    ['bad', 'paper'],
    ['bad', 'bad-pale'],
    ['ink', 'bad-pale'],
    ['quiet', 'bad-pale'],
    ['warn', 'warn-pale'],
    ['ink', 'warn-pale'],
    ['paper', 'good'],
    ['paper', 'bad'],
    ['paper', 'warn'],
  ] as const) {
    it(`set ${text} on ${ground} at 4.5 : 1 or more (WCAG 2.2, 1.4.3)`, () => {
      expect(contrast(colours.get(text) ?? '', colours.get(ground) ?? '')).to.be.at.least(4.5)
    })
  }
})

/** Contrast of two colours by the formula of WCAG 2.2, 1 to 21. */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit).join('') : colour.slice(1)
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((from) => {
    const share = Number.parseInt(digits.slice(from, from + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the words of the first page', () => {
  const html = read('index.html')

  it('stand in the page as in the table, so that it reads alike before its script runs', () => {
    const written = [...html.matchAll(/data-text="(\w+)"[^>]*>([^<]*)</g)]
    expect(written).to.have.length.above(30)
    for (const [, key = '', words] of written) expect(texts?.[key]?.zh, key).to.equal(words)
    for (const [, key = '', words] of html.matchAll(/data-label="(\w+)" aria-label="([^"]*)"/g))
      expect(texts?.[key]?.zh, key).to.equal(words)
  })

  it('exist for every key that a script asks for, and none is left over', () => {
    const sources = scripts
      .filter((name) => name !== 'texts.js')
      .map((name) => read(`assets/${name}`))
      .join('\n')
    const asked = [...sources.matchAll(/\btext\('(\w+)'/g)].map(([, key = '']) => key)
    for (const key of asked) expect(texts).to.have.property(key)
    for (const key of Object.keys(texts ?? {})) {
      expect(
        html.includes(`"${key}"`) || sources.includes(`'${key}'`) || ['block', 'warn', 'note'].includes(key),
        key,
      ).to.equal(true)
    }
  })

  it('are given in Chinese and in English', () => {
    for (const words of [texts, roleNames, ...Object.values(otherWords)]) {
      for (const [key, { zh, en }] of Object.entries(words ?? {})) {
        expect(zh, key).not.to.equal('')
        expect(en, key).to.match(/^[^\p{Script=Han}]+$|语言/u)
      }
    }
  })

  it('call the roles as the registry does', () => {
    const expected = Object.fromEntries(Object.entries(roles).map(([role, { zh, en }]) => [role, { zh, en }]))
    expect(roleNames).to.deep.equal(expected)
  })

  it('keep to local storage for the language and to no other storage', () => {
    for (const name of scripts) {
      const uses = [
        ...read(`assets/${name}`).matchAll(/(?:localStorage|sessionStorage|indexedDB|document\.cookie)[^\n]*/g),
      ].map(([use]) => use)
      expect(
        uses.every((use) => name === 'language.js' && /^localStorage\.(get|set)Item\(storageKey/.test(use)),
        name,
      ).to.equal(true)
    }
  })
})
