import { useState } from 'react'

/** The last value that was there: keeps a picture on the page while its successor is worked out. */
export function useLastValid<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value)
  if (value !== undefined && value !== last) setLast(value)
  return value ?? last
}
