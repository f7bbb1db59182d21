/** Text made safe for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Chinese with the English below it. */
export function bilingual(zh: string, en: string): string {
  return `<p>${zh}</p><p lang="en">${en}</p>`
}

/** Frame of the pages made here; titles come as HTML without elements in the head. */
export function pageLayout(titleZh: string, titleEn: string, version: string, main: string): string {
  const title = `${titleZh} · ${titleEn}`.replaceAll(/<[^>]*>/g, '')
  return `<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · 省级罕见病病例登记系统</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/style.css"></head>
<body><a class="skip" href="#main">跳到正文 <span lang="en">Skip to content</span></a>
<header class="top"><div class="frame"><a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="40" height="40"><span>省级罕见病病例登记系统</span></a></div>
<nav class="frame" aria-label="主要链接"><a href="/">首页 <span lang="en">Home</span></a><a href="/api/docs">接口说明 <span lang="en">API</span></a><a href="/data-dictionary">数据字典 <span lang="en">Data dictionary</span></a><a href="/problems">错误说明 <span lang="en">Problems</span></a></nav></header>
<main id="main" class="frame" tabindex="-1">${main}</main>
<footer class="foot frame">系统版本 <span lang="en">Version</span> ${escapeHtml(version)}</footer></body></html>`
}
