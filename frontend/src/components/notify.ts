import { notifications } from '@mantine/notifications'
import { describeProblem } from '@/api/problem'

/** Say in words why an action failed. */
export function notifyProblem(error: unknown) {
  const { title, detail } = describeProblem(error)
  notifications.show({ color: 'red', title, message: detail, autoClose: 8000 })
}

export function notifyDone(message: string) {
  notifications.show({ color: 'ink', message, autoClose: 2500 })
}
