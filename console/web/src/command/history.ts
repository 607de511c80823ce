/** Lines of the command bar that were carried out, newest first; this browser keeps them for the login. */
const LINES_MAX = 30
const nameFor = (username: string): string => `liandong.lines.${username}`

export function linesOf(username: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameFor(username)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((line) => typeof line === 'string') : []
  } catch {
    return []
  }
}

export function keepLine(username: string, line: string): void {
  const text = line.trim()
  if (!text) return
  const lines = [text, ...linesOf(username).filter((one) => one !== text)].slice(0, LINES_MAX)
  localStorage.setItem(nameFor(username), JSON.stringify(lines))
}
