import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { partsOptions } from '@/api/catalogues'
import type { Layer } from '@/spec/layers'
import { startingPart } from '@/spec/parts'
import classes from './LayerList.module.css'

type AddLayerProps = { onAdd: (layer: Layer) => void; children: ReactNode; testId: string }

/** The menu of all layers there are, each with what it does. */
export function AddLayer({ onAdd, children, testId }: AddLayerProps) {
  const parts = useQuery(partsOptions).data?.layers ?? []
  return (
    <Menu position="bottom-start" width="min(430px, calc(100vw - 24px))" shadow="md" withinPortal>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown className={classes.menu} data-testid={testId}>
        {parts.map((part) => (
          <Menu.Item
            key={part.kind}
            onClick={() => onAdd(startingPart(part, 'op'))}
            data-testid={`add-${part.kind}`}
          >
            <span className={`mono ${classes.op}`}>{part.kind}</span>
            <span className={classes.summary}>{part.summary}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
