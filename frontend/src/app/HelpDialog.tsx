import { Kbd, Modal } from '@mantine/core'
import classes from './HelpDialog.module.css'

const KEYS: readonly (readonly [string, string])[] = [
  ['n', 'New experiment'],
  ['/', 'Search experiments'],
  ['← →', 'Previous or next recorded step'],
  ['Home End', 'On the slider: step 0, or follow the latest'],
  ['l', 'Next layer'],
  ['← ↑ ↓ →', 'In the verdict map: the next finding'],
  ['Ctrl Enter', 'Run the experiment you are writing'],
  ['?', 'This help'],
]

export function HelpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" data-testid="help-dialog">
      <dl className={classes.keys}>
        {KEYS.map(([keys, meaning]) => (
          <div key={keys} className={classes.row}>
            <dt>
              {keys.split(' ').map((key) => (
                <Kbd key={key} size="sm">
                  {key}
                </Kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
