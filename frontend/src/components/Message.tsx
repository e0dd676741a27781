import type { ReactNode } from 'react'
import classes from './Message.module.css'

type MessageProps = {
  title: string
  children: ReactNode
  tone?: 'neutral' | 'fault'
  testId?: string
  /** 1 where the message is the page. */
  level?: 1 | 2
}

/** A state that fills its place: empty, missing, failed, waiting. Says what to do next. */
export function Message({ title, children, tone = 'neutral', testId, level = 2 }: MessageProps) {
  const Heading = `h${level}` as const
  return (
    <section
      className={classes.message}
      data-tone={tone}
      data-testid={testId}
      role={tone === 'fault' ? 'alert' : undefined}
    >
      <Heading className={classes.title}>{title}</Heading>
      <div className={classes.body}>{children}</div>
    </section>
  )
}
