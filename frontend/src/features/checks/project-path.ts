/** The address of a project's history; slashes in its name stay as they are. */
export function projectPath(name: string): string {
  return `/checks/${name.split('/').map(encodeURIComponent).join('/')}`
}
