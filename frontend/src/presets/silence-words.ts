/** What the server's sentence turns on, and how a card says it where there is room for two words. */
const BRIEFLY: readonly (readonly [string, string])[] = [
  ['squared error', 'regression'],
  ['pixels', 'unmeasured data'],
  ['tokens', 'tokens'],
  ['attention', 'attention'],
  ['largest value', 'max pooling'],
]

/** Why there is no prediction, in a word or two: `not predicted: regression`. */
export function saySilence(silences: readonly string[]): string {
  const reason = BRIEFLY.find(([key]) => silences[0]?.includes(key))?.[1]
  return reason ? `not predicted: ${reason}` : 'not predicted'
}
