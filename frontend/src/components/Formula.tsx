import { useEffect, useRef } from 'react'

/** A LaTeX formula, typeset by KaTeX once that has loaded; readable as source before. */
export function Formula({ latex }: { latex: string }) {
  const box = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let current = true
    Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(
      ([{ default: katex }]) => {
        if (current && box.current) katex.render(latex, box.current, { throwOnError: false })
      },
    )
    return () => {
      current = false
    }
  }, [latex])
  return (
    <span ref={box} className="mono">
      {latex}
    </span>
  )
}
