import { Button, Menu } from '@mantine/core'
import { IconLink, IconShare2, IconTerminal2 } from '@tabler/icons-react'
import { copyText } from '@/components/copy-text'

type ShareMenuProps = { id: string; isCheck: boolean }

export function ShareMenu({ id, isCheck }: ShareMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconShare2 size={16} />} data-testid="share">
          Share
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconLink size={16} />}
          onClick={() => copyText(window.location.href, 'Link to exactly this view copied')}
          data-testid="copy-link"
        >
          Copy link to this view
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTerminal2 size={16} />}
          onClick={() => copyText(commandLine(id, isCheck), 'Command line copied')}
          data-testid="copy-command"
        >
          Copy command line
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** The command that trains, or checks, the same spec without a server. */
function commandLine(id: string, isCheck: boolean): string {
  const address = `${window.location.origin}/api/experiments/${encodeURIComponent(id)}/spec?format=yaml`
  const command = isCheck ? 'fanscope check spec.yaml' : 'fanscope run spec.yaml --html report.html'
  return `curl -fsS '${address}' -o spec.yaml && ${command}`
}
