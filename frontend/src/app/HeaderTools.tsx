import {
  ActionIcon,
  Group,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { IconHelp, IconMoon, IconSun } from '@tabler/icons-react'

export function HeaderTools({ onHelp }: { onHelp: () => void }) {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'light' ? 'dark' : 'light'
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label={`Switch to the ${other} theme`}>
        <ActionIcon
          aria-label={`Switch to the ${other} theme`}
          onClick={() => setColorScheme(other)}
          data-testid="theme-toggle"
        >
          {scheme === 'light' ? <IconMoon size={19} /> : <IconSun size={19} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Keyboard help (?)">
        <ActionIcon aria-label="Keyboard help" onClick={onHelp} data-testid="help-open">
          <IconHelp size={19} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}
