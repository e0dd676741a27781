/** A bibliography key as people cite: `glorot2010understanding` is Glorot 2010. */
export function formatReference(key: string): string {
  const [, author, year] = /^([a-z]+)(\d{4})/i.exec(key) ?? []
  if (!author || !year) return key
  return `${author.charAt(0).toUpperCase()}${author.slice(1)} ${year}`
}
