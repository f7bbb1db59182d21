import { byId } from './element.js'
import { texts } from './texts.js'

const storageKey = 'language'
const languages = ['zh', 'en']
const listeners = []

/** `zh` or `en`: what is shown now. */
export const language = () => document.documentElement.lang

/** The words of a key in the language shown, with `{name}` filled. */
export function text(key, values = {}) {
  const sentence = texts[key]?.[language()]
  if (sentence === undefined) throw new Error(`No words for ${key}`)
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''))
}

/** Words of a coded value, or the code itself where the page knows none. */
export const wordsOf = (codes, code) => codes[code]?.[language()] ?? code

/** Calls back whenever the language changes, so that what was made from data is made again. */
export function onLanguageChange(listener) {
  listeners.push(listener)
}

/** Takes the language chosen last time, else Chinese, and makes the two buttons work. */
export function startLanguage() {
  for (const each of languages)
    byId(`language-${each}`).addEventListener('click', () => {
      show(each)
    })
  const remembered = localStorage.getItem(storageKey)
  show(languages.includes(remembered) ? remembered : 'zh')
}

/** Puts the words of a key into an element and keeps them right when the language changes. */
export function setText(node, key) {
  node.dataset['text'] = key
  node.textContent = text(key)
}

function show(chosen) {
  document.documentElement.lang = chosen
  localStorage.setItem(storageKey, chosen)
  document.title = text('title')
  for (const each of languages) byId(`language-${each}`).setAttribute('aria-pressed', String(each === chosen))
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = text(node.dataset['text'])
  for (const node of document.querySelectorAll('[data-label]'))
    node.setAttribute('aria-label', text(node.dataset['label']))
  for (const listener of listeners) listener()
}

/** An instant in Beijing time, to the minute; the registry's days are days in China wherever the reader is. */
export const instantInWords = (instant) =>
  new Intl.DateTimeFormat(language() === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant))

/** Today's calendar date in China, `2026-01-31`. */
export const todayInChina = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
