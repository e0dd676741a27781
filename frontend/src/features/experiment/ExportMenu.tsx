import { Button, Menu } from '@mantine/core'
import {
  IconDownload,
  IconFileCode,
  IconFileText,
  IconPhoto,
  IconTable,
  IconVector,
} from '@tabler/icons-react'
import type { Experiment } from '@/api/types'
import { useFigureExport } from './use-figure-export'

type ExportMenuProps = { experiment: Experiment; figure: string }

/** Everything that can be taken away: this view's picture, all numbers, the report, the spec. */
export function ExportMenu({ experiment, figure }: ExportMenuProps) {
  const { savePicture, saveNumbers } = useFigureExport(experiment, figure)
  const base = `/api/experiments/${encodeURIComponent(experiment.id)}`
  const downloads = [
    { label: 'Frames as CSV', href: `${base}/frames?format=csv`, Icon: IconTable },
    { label: 'Frames as JSON', href: `${base}/frames?format=json`, Icon: IconTable },
    { label: 'Report as HTML', href: `${base}/report`, Icon: IconFileText },
    { label: 'Spec as YAML', href: `${base}/spec?format=yaml`, Icon: IconFileCode },
  ]
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />} data-testid="export">
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPhoto size={16} />}
          onClick={() => savePicture('png')}
          data-testid="export-png"
        >
          Figure as PNG
        </Menu.Item>
        <Menu.Item
          leftSection={<IconVector size={16} />}
          onClick={() => savePicture('svg')}
          data-testid="export-svg"
        >
          Figure as SVG
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTable size={16} />}
          onClick={saveNumbers}
          data-testid="export-numbers"
        >
          Numbers of the figure as CSV
        </Menu.Item>
        <Menu.Divider />
        {downloads.map(({ label, href, Icon }) => (
          <Menu.Item
            key={href}
            component="a"
            href={href}
            download
            leftSection={<Icon size={16} />}
            data-testid={`export-${label.toLowerCase().replaceAll(' ', '-')}`}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
