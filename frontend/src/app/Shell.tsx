import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { NavLink, Outlet, ScrollRestoration, useNavigate } from 'react-router'
import { HeaderTools } from './HeaderTools'
import { HelpDialog } from './HelpDialog'
import { Logo } from './Logo'
import classes from './Shell.module.css'

export function Shell() {
  const navigate = useNavigate()
  const [helpOpen, help] = useDisclosure(false)
  useHotkeys([
    ['n', () => navigate('/new')],
    ['shift+?', help.open],
    ['?', help.open],
  ])

  return (
    <>
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <header className={classes.header}>
        <NavLink to="/" className={classes.brand} aria-label="Fanscope, all experiments">
          <Logo />
          <span className={classes.wordmark}>Fanscope</span>
        </NavLink>
        <nav aria-label="Main" className={classes.nav}>
          <NavLink to="/" end className={classes.link}>
            Experiments
          </NavLink>
          <NavLink to="/checks" className={classes.link} data-testid="nav-checks">
            Checks
          </NavLink>
          <NavLink to="/new" className={classes.link} data-testid="nav-new">
            New<span className={classes.wide}> experiment</span>
          </NavLink>
        </nav>
        <HeaderTools onHelp={help.open} />
      </header>
      <main id="content" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <HelpDialog opened={helpOpen} onClose={help.close} />
      <ScrollRestoration getKey={(location) => location.pathname} />
    </>
  )
}
