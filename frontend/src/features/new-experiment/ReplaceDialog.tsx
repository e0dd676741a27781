import { Button, Group, Modal } from '@mantine/core'
import type { PresetInfo } from '@/api/types'
import { useLastValid } from './use-last-valid'

type ReplaceDialogProps = { preset: PresetInfo | null; onAnswer: (replace: boolean) => void }

export function ReplaceDialog({ preset, onAnswer }: ReplaceDialogProps) {
  const named = useLastValid(preset ?? undefined) // the title stays while the dialog fades
  return (
    <Modal opened={preset !== null} onClose={() => onAnswer(false)} title="Replace what you wrote?">
      <p style={{ marginTop: 0 }}>“{named?.title}” would take the place of your changes.</p>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => onAnswer(false)}>
          Keep my changes
        </Button>
        <Button onClick={() => onAnswer(true)} data-testid="confirm-replace">
          Replace
        </Button>
      </Group>
    </Modal>
  )
}
