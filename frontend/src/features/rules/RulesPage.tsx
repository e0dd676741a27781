import { Skeleton, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useParams } from 'react-router'
import { figureCatalogueOptions, rulesOptions } from '@/api/catalogues'
import { ProblemNote } from '@/components/ProblemNote'
import { RuleSection } from './RuleSection'
import classes from './RulesPage.module.css'

/** Every rule: what it means, which picture shows it, its bounds and where they come from. */
export function RulesPage() {
  const { code } = useParams()
  useDocumentTitle(`${code ? `${code} · ` : ''}Rules · Fanscope`)
  const rules = useQuery(rulesOptions)
  const figures = useQuery(figureCatalogueOptions).data
  const arrived = rules.isSuccess
  useEffect(() => {
    if (code && arrived) document.getElementById(code)?.scrollIntoView()
  }, [code, arrived])
  const ordered = [...(rules.data ?? [])].sort((a, b) => a.code.localeCompare(b.code))
  return (
    <article className={classes.page}>
      <Title order={1}>Rules</Title>
      <p className={classes.lead}>
        What a network is judged by. Each rule compares what was measured at step 0, and in training
        where there is one, with theory, with a healthy network of the same shape and with published
        bounds.
      </p>
      {rules.isPending && <Skeleton height={480} />}
      {rules.isError && <ProblemNote error={rules.error} onRetry={() => rules.refetch()} />}
      {ordered.map((rule) => (
        <RuleSection
          key={rule.code}
          rule={rule}
          current={rule.code === code}
          picture={figures?.find(({ name }) => name === rule.figure)?.title}
        />
      ))}
    </article>
  )
}
