import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import express from 'express'
import { pages } from '#api/http/pages.ts'

const noForms = { all: () => [], latest: () => undefined }

describe('a case report page that is not built', () => {
  it('says in both languages what makes it, and that it is not there', async () => {
    const builtFolder = join(tmpdir(), 'no-such-build')
    const app = express().use(pages({ openapi: {}, demoAccounts: [], version: '1.2.3', forms: noForms, builtFolder }))
    const server = createServer(app)
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    try {
      const { port } = server.address() as AddressInfo
      const reply = await fetch(`http://127.0.0.1:${port}/case-reports/new`)
      expect(reply.status).to.equal(503)
      expect(reply.headers.get('cache-control')).to.equal('no-store')
      expect(await reply.text())
        .to.contain('请管理员在安装目录运行')
        .and.contain('Run <span class="code">npm run build</span>')
    } finally {
      server.close()
    }
  })
})
