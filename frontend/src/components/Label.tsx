import { readableLabel } from '@/format/labels'

/** A name that somebody gave: its direction is its own and turns nothing beside it. */
export function Label({ text }: { text: string }) {
  return <bdi>{readableLabel(text)}</bdi>
}
