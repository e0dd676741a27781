/** Three weights fan in, three fan out. */
export function Logo() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
      <g fill="none" strokeLinecap="round" strokeWidth="2.6">
        <path d="M3 5 16 16 3 27M3 16h13" stroke="var(--fs-control)" />
        <path d="M16 16 29 7" stroke="#d98f00" />
        <path d="M16 16h13" stroke="#4aa8e0" />
        <path d="M16 16 29 25" stroke="#009e73" />
      </g>
      <circle cx="16" cy="16" r="3.6" fill="var(--fs-ink)" />
    </svg>
  )
}
