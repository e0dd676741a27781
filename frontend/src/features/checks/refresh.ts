const REFRESH_MS = 3000

/** Ask again every few seconds while a check still runs or the server is away, else never. */
export function refreshWhile(
  checks: readonly { status: string }[] | undefined,
  isAway: boolean,
): number | false {
  return isAway || checks?.some(({ status }) => status === 'running') ? REFRESH_MS : false
}
