/** Offer a file that was made in the browser. */
export function download(href: string, filename: string) {
  const link = document.createElement('a')
  link.href = href
  link.download = filename
  link.click()
}

export function downloadText(text: string, type: string, filename: string) {
  const url = URL.createObjectURL(new Blob([text], { type }))
  download(url, filename)
  URL.revokeObjectURL(url)
}
