import { Button, Group } from '@mantine/core'
import { IconCopy, IconEdit } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Link } from 'react-router'
import { predictionOptions } from '@/api/predictions'
import type { Experiment } from '@/api/types'
import { copyText } from '@/components/copy-text'
import { NetworkColumn } from '@/components/NetworkColumn/NetworkColumn'
import classes from './ExperimentPage.module.css'
import columns from './SpecView.module.css'

const YamlEditor = lazy(() => import('@/components/YamlEditor/YamlEditor'))

/** The spec as people write it, every default written out, and the network that it makes. */
export function SpecView({ experiment }: { experiment: Experiment }) {
  const { id, spec_yaml: yaml } = experiment
  const prediction = useQuery(predictionOptions(yaml, null)).data
  return (
    <section>
      <Group mb={10} gap={8}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconCopy size={15} />}
          onClick={() => copyText(yaml, 'Spec copied')}
        >
          Copy
        </Button>
        <Button
          component={Link}
          to={`/new?from=${encodeURIComponent(id)}`}
          variant="default"
          size="xs"
          leftSection={<IconEdit size={15} />}
          data-testid="edit-as-new"
        >
          Edit as a new experiment
        </Button>
      </Group>
      <div className={columns.spec}>
        <div className={classes.sheet} style={{ padding: 0 }}>
          <Suspense fallback={<pre style={{ margin: 0, padding: 16 }}>{yaml}</pre>}>
            <YamlEditor value={yaml.trimEnd()} label="Spec, read-only" readOnly />
          </Suspense>
        </div>
        {prediction && <NetworkColumn prediction={prediction} />}
      </div>
    </section>
  )
}
