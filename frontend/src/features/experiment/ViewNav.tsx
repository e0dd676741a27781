import { useEffect, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'
import type { Experiment } from '@/api/types'
import { bringIntoRow } from '@/components/bring-into-row'
import classes from './ExperimentPage.module.css'
import { viewsOf } from './views'

/** The views as links: filters go along, so the same question can be asked of every figure. */
export function ViewNav({ experiment }: { experiment: Experiment }) {
  const { id, spec } = experiment
  const { search, pathname } = useLocation()
  const nav = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current link changes with the path
  useEffect(() => {
    const current = nav.current?.querySelector('[aria-current="page"]')
    if (nav.current && current) bringIntoRow(nav.current, current)
  }, [pathname])
  return (
    <nav className={classes.nav} aria-label="Views" ref={nav}>
      {viewsOf(spec).map(({ path, label, hint }) => (
        <NavLink
          key={path}
          to={{ pathname: `/experiments/${id}${path && `/${path}`}`, search }}
          end
          preventScrollReset
          data-testid={`view-${path || 'overview'}`}
        >
          {label}
          {hint && <span className={classes.hint}>{hint}</span>}
        </NavLink>
      ))}
    </nav>
  )
}
