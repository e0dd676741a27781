import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots, IconRefresh, IconTrash } from '@tabler/icons-react'
import { readableLabel } from '@/format/labels'
import { DeleteDialog } from './DeleteDialog'
import { useRerun } from './use-rerun'

type ExperimentMenuProps = {
  id: string
  name: string
  variant?: 'default' | 'subtle'
  onDeleted?: () => void
  /** Set where there is one a row, for tests to tell its items from the page's own. */
  testId?: 'row'
}

/** What can be done with an experiment besides looking at it. */
export function ExperimentMenu({ id, name, variant, onDeleted, testId }: ExperimentMenuProps) {
  const [deleting, dialog] = useDisclosure(false)
  const rerun = useRerun()
  const prefix = testId ? `${testId}-` : ''
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant={variant}
            aria-label={`Actions for ${readableLabel(name)}`}
            data-testid={testId ? 'row-menu' : 'more-actions'}
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconRefresh size={16} />}
            onClick={() => rerun.mutate(id)}
            data-testid={`${prefix}rerun`}
          >
            Run again
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={16} />}
            color="red"
            onClick={dialog.open}
            data-testid={`${prefix}delete`}
          >
            Delete …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteDialog
        id={id}
        name={name}
        opened={deleting}
        onClose={dialog.close}
        onDeleted={onDeleted}
      />
    </>
  )
}
