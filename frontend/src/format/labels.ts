// The controls that turn the direction of the text around them (Unicode Standard Annex 9), and invisible marks.
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A name that somebody gave, with each control that would turn its letters round written out, as in the terminal: `\u202e`. */
export function readableLabel(text: string): string {
  return text.replace(BIDI_CONTROLS, (mark) => {
    return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
