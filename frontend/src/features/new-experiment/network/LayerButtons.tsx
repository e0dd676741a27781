import { Menu } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconPlus,
  IconRowRemove,
  IconTrash,
  IconVectorBezier2,
} from '@tabler/icons-react'
import { AddLayer } from './AddLayer'
import classes from './LayerList.module.css'
import type { Direction, LayerActions } from './use-layers'

type LayerButtonsProps = { op: string; index: number; count: number; actions: LayerActions }

export function LayerButtons({ op, index, count, actions }: LayerButtonsProps) {
  const name = `${op} at ${index}`
  const arrow = (direction: Direction) => {
    const Icon = direction === 'up' ? IconArrowUp : IconArrowDown
    return (
      <button
        type="button"
        aria-label={`Move ${name} ${direction}`}
        title={`Move ${direction} (Alt ${direction === 'up' ? '↑' : '↓'})`}
        disabled={direction === 'up' ? index === 0 : index === count - 1}
        onClick={() => actions.move(index, direction)}
        data-control={direction}
      >
        <Icon size={15} />
      </button>
    )
  }
  return (
    <span className={classes.buttons}>
      {arrow('up')}
      {arrow('down')}
      <AddLayer onAdd={(layer) => actions.insert(index + 1, layer)} testId="insert-menu">
        <button
          type="button"
          aria-label={`Add a layer behind ${name}`}
          title="Add behind"
          data-control="insert"
        >
          <IconPlus size={15} />
        </button>
      </AddLayer>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <button type="button" aria-label={`More for ${name}`} data-control="more">
            <IconDots size={15} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCopy size={15} />}
            onClick={() => actions.duplicate(index)}
            data-testid="duplicate-layer"
          >
            Duplicate
          </Menu.Item>
          <Menu.Item
            leftSection={<IconVectorBezier2 size={15} />}
            onClick={() => actions.wrap(index)}
            data-testid="wrap-layer"
          >
            Wrap in a residual block
          </Menu.Item>
          {op === 'residual' && (
            <Menu.Item
              leftSection={<IconRowRemove size={15} />}
              onClick={() => actions.unwrap(index)}
              data-testid="unwrap-layer"
            >
              Take the body out
            </Menu.Item>
          )}
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={15} />}
            onClick={() => actions.remove(index)}
            data-testid="delete-layer"
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}
