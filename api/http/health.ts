import { Router } from 'express'
import { CatalogueEntity } from '#api/catalogue/catalogue.entity.ts'
import type { Deps } from './context.ts'

/** `/healthz`: the process answers. `/readyz`: it can serve, with the database, the forms and the catalogue behind it. */
export function healthRoutes({ em, forms, catalogueVersion }: Pick<Deps, 'em' | 'forms' | 'catalogueVersion'>): Router {
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    const catalogue = await em()
      .findOne(CatalogueEntity, { version: catalogueVersion })
      .catch(() => null)
    response.status(catalogue ? 200 : 503).json({
      status: catalogue ? 'ok' : 'unavailable',
      database: catalogue ? 'ok' : 'unreachable',
      forms: forms.all().length,
      catalogue: { version: catalogueVersion, official: catalogue?.official ?? false },
    })
  })
  return router
}
