import { Label } from '@/components/Label'

const SHORT = 7

/** A commit as people say it: its first seven letters, the whole on hover. */
export function Commit({ commit }: { commit: string | null }) {
  if (!commit) return <>–</>
  const short = /^[0-9a-f]{8,}$/i.test(commit) ? commit.slice(0, SHORT) : commit
  return (
    <span className="mono" title={commit}>
      <Label text={short} />
    </span>
  )
}
