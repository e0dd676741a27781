// The controls that turn the direction of the text around them (Unicode Standard Annex 9), and invisible marks.
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A name that somebody gave, with a visible sign for each control that would turn its letters round. */
export function readableLabel(text: string): string {
  return text.replace(BIDI_CONTROLS, '\ufffd')
}
