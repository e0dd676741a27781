import { useComputedColorScheme } from '@mantine/core'

/** The theme that is on the screen now; figures follow it at once. */
export function usePageTheme(): 'light' | 'dark' {
  return useComputedColorScheme('light', { getInitialValueInEffect: false })
}

/** The same outside of React: Mantine keeps it on the root element. */
export function pageTheme(): 'light' | 'dark' {
  return document.documentElement.dataset.mantineColorScheme === 'dark' ? 'dark' : 'light'
}
