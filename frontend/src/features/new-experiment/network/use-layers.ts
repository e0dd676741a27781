import { useLayoutEffect, useRef, useState } from 'react'
import type { Document } from 'yaml'
import type { Path } from '@/spec/document'
import {
  duplicateLayer,
  insertLayer,
  type Layer,
  moveLayer,
  removeLayer,
  unwrapLayer,
  wrapLayer,
} from '@/spec/layers'
import { useSpecChange } from '../draft'

export type Direction = 'up' | 'down'

/** What can be done with a list of layers; the focus follows the layer that was changed, and a word says where to. */
export function useLayers(path: Path, count: number) {
  const change = useSpecChange()
  const list = useRef<HTMLOListElement>(null)
  const follow = useRef<{ index: number; control: string } | null>(null)
  const [said, setSaid] = useState('')

  useLayoutEffect(() => {
    if (!follow.current) return
    const { index, control } = follow.current
    const row = list.current?.children[Math.min(index, count - 1)] as HTMLElement | undefined
    const button = row?.querySelector<HTMLElement>(`[data-control="${control}"]:not(:disabled)`)
    follow.current = null
    ;(button ?? row)?.focus()
  })

  const act = (
    edit: (document: Document) => void,
    index: number,
    words: string,
    control = 'row',
  ) => {
    follow.current = { index, control }
    setSaid(words)
    change(edit)
  }
  return {
    list,
    said,
    insert: (index: number, layer: Layer) =>
      act((d) => insertLayer(d, path, index, layer), index, `${layer.op} added at ${index}`),
    remove: (index: number) => act((d) => removeLayer(d, path, index), index, 'Layer deleted'),
    duplicate: (index: number) =>
      act((d) => duplicateLayer(d, path, index), index + 1, `Duplicated at ${index + 1}`),
    move: (index: number, direction: Direction, control: string = direction) => {
      const by = direction === 'up' ? -1 : 1
      if (index + by < 0 || index + by >= count) return
      act((d) => moveLayer(d, path, index, by), index + by, `Moved to ${index + by}`, control)
    },
    wrap: (index: number) => act((d) => wrapLayer(d, path, index), index, 'In a residual block'),
    unwrap: (index: number) => act((d) => unwrapLayer(d, path, index), index, 'Block opened'),
  }
}

export type LayerActions = ReturnType<typeof useLayers>
