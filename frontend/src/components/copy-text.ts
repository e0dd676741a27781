import { notifyDone, notifyProblem } from './notify'

/** Put text on the clipboard and say so, or say that the browser did not allow it. */
export async function copyText(text: string, done: string) {
  try {
    await navigator.clipboard.writeText(text)
    notifyDone(done)
  } catch {
    notifyProblem(new Error('The browser did not allow copying.'))
  }
}
