import { Button, Kbd } from '@mantine/core'
import { useNavigate } from 'react-router'
import { Message } from '@/components/Message'
import { PresetGallery } from '@/presets/PresetGallery'
import classes from './ExperimentsPage.module.css'

/** The first visit: what this is for, and the ways in. */
export function NoExperiments() {
  const navigate = useNavigate()
  return (
    <section className={classes.welcome} data-testid="no-experiments">
      <h1>Is this initialization healthy, and if not, where and why?</h1>
      <p>
        An experiment trains one network under several initialization schemes, records what flows
        through every layer from step 0 on, and compares it with theory. There are none yet: start
        from a preset. It runs as it is, or after you change it; <Kbd>n</Kbd> starts one any time.
      </p>
      <PresetGallery
        current={null}
        pictures
        layout="page"
        onPick={({ name }) => navigate(`/new?preset=${encodeURIComponent(name)}`)}
      />
    </section>
  )
}

export function NothingFound({ onClear }: { onClear: () => void }) {
  return (
    <Message title="Nothing matches" testId="nothing-found">
      <p>No experiment has this name, status and scheme together.</p>
      <Button variant="default" onClick={onClear}>
        Clear the filters
      </Button>
    </Message>
  )
}
