import type { SchemeFitting, SchemeInfo } from '@/api/types'

export type Misfit = { info: SchemeInfo; reason: string }

/** Schemes that fit a network, and the others with the reason; each in the catalogue's order. */
export function sortByFit(
  catalogue: readonly SchemeInfo[],
  fittings: readonly SchemeFitting[] | undefined,
  kind: unknown,
): { fitting: SchemeInfo[]; misfits: Misfit[] } {
  const reasons = new Map(fittings?.map(({ name, reason }) => [name, reason]))
  const misfits = catalogue.flatMap((info) => {
    const reason = fittings ? reasons.get(info.name) : reasonByKind(info, kind)
    return reason ? [{ info, reason }] : []
  })
  const left = new Set(misfits.map(({ info }) => info.name))
  return { fitting: catalogue.filter(({ name }) => !left.has(name)), misfits }
}

/** What is known before the server was asked, or where the network is not finished. */
function reasonByKind({ fits }: SchemeInfo, kind: unknown): string | null {
  if (typeof kind !== 'string' || fits.some((each) => each === kind)) return null
  return `is for ${fits.join(' and ')}, and this network is ${kind}`
}
