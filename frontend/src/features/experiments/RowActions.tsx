import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots, IconRefresh, IconTrash } from '@tabler/icons-react'
import { DeleteDialog } from '@/components/DeleteDialog'
import { useRerun } from '@/components/use-rerun'

type RowActionsProps = { id: string; name: string }

export function RowActions({ id, name }: RowActionsProps) {
  const [deleting, dialog] = useDisclosure(false)
  const rerun = useRerun()
  return (
    <div style={{ position: 'relative', zIndex: 1 }}>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${name}`} data-testid="row-menu">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconRefresh size={16} />}
            onClick={() => rerun.mutate(id)}
            data-testid="row-rerun"
          >
            Run again
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={16} />}
            color="red"
            onClick={dialog.open}
            data-testid="row-delete"
          >
            Delete …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteDialog id={id} name={name} opened={deleting} onClose={dialog.close} />
    </div>
  )
}
