// Fails when src/api/generated/schema.ts is not what openapi.json generates.
import { readFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const COMMENT_HEADER = /^\/\*\*[\s\S]*?\*\/\s*/
const root = new URL('..', import.meta.url)
const committed = await readFile(new URL('src/api/generated/schema.ts', root), 'utf8')
const fresh = astToString(await openapiTS(new URL('openapi.json', root)))

const body = (source) => source.replace(COMMENT_HEADER, '').trim()
if (body(committed) !== body(fresh)) {
  process.stderr.write('src/api/generated/schema.ts is stale: run `npm run generate`.\n')
  process.exitCode = 1
}
