import type { RuleInfo, Verdict } from '@/api/types'

/** What a rule is called in a sentence: its title in the catalogue; its name until that has come. */
export function ruleTitle(
  { rule, name }: Pick<Verdict, 'rule' | 'name'>,
  rules: readonly RuleInfo[] | undefined,
): string {
  const title = rules?.find(({ code }) => code === rule)?.title
  return title ? title.charAt(0).toLowerCase() + title.slice(1) : name
}
