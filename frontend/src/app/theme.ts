import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  Input,
  Kbd,
  type MantineColorsTuple,
  Modal,
  SegmentedControl,
  Skeleton,
  Tabs,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core'

/** From paper to ink; shade 9 is the ink of the light theme, shade 0 that of the dark one. */
const ink: MantineColorsTuple = [
  '#e8ebf0',
  '#d4dae2',
  '#bac1cc',
  '#9da7b5',
  '#6c7686',
  '#5a6474',
  '#414a59',
  '#2d3542',
  '#242b36',
  '#1b2230',
]

/** Mantine's dark surfaces, in the inks of styles/tokens.css. */
const dark: MantineColorsTuple = [
  '#e8ebf0',
  '#bac1cc',
  '#9da7b5',
  '#6c7686',
  '#3b4452',
  '#242b36',
  '#12161d',
  '#12161d',
  '#0c0f14',
  '#0a0c10',
]

/** Filled in the primary color means ink on paper, turned round in the dark theme. */
const resolveVariantColors: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input)
  if ((input.color ?? input.theme.primaryColor) !== 'ink') return resolved
  if (input.variant === 'subtle') return { ...resolved, hover: 'var(--fs-sunken)' }
  if (input.variant !== 'filled') return resolved
  return {
    ...resolved,
    background: 'var(--fs-ink)',
    hover: 'var(--fs-ink-2)',
    color: 'var(--fs-surface)',
  }
}

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 0 },
  variantColorResolver: resolveVariantColors,
  colors: { ink, dark },
  fontFamily: "'IBM Plex Sans Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'IBM Plex Mono', ui-monospace, monospace",
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.45', xl: '1.35' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.2' },
      h2: { fontSize: '1.125rem', lineHeight: '1.3' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', size: 36 } }),
    Button: Button.extend({ defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 550 } } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    InputWrapper: Input.Wrapper.extend({
      styles: { description: { fontSize: 13 }, error: { fontSize: 13, whiteSpace: 'pre-line' } },
    }),
    Kbd: Kbd.extend({ styles: { root: { fontSize: 13 } } }),
    Modal: Modal.extend({
      defaultProps: { overlayProps: { backgroundOpacity: 0.4 } },
      styles: { title: { fontSize: '1.125rem', fontWeight: 600 } },
    }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs' } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'sm' } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true, multiline: true } }),
  },
})

const shared = {
  '--mantine-color-body': 'var(--fs-surface)',
  '--mantine-color-text': 'var(--fs-ink)',
  '--mantine-color-dimmed': 'var(--fs-ink-3)',
  '--mantine-color-placeholder': 'var(--fs-ink-3)',
  '--mantine-color-anchor': 'var(--fs-accent)',
  '--mantine-color-error': 'var(--fs-fault)',
  '--mantine-color-default': 'var(--fs-surface)',
  '--mantine-color-default-hover': 'var(--fs-sunken)',
  '--mantine-color-default-color': 'var(--fs-ink)',
  '--mantine-color-default-border': 'var(--fs-line)',
}

/** Lets every Mantine component draw with the tokens of styles/tokens.css. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
})
