/** One name per key, whatever the input method: a Chinese desk has an IME, and it must not eat orders. */

const FULL_WIDTH: Record<string, string> = {
  '？': '?',
  '、': '/',
  '／': '/',
  '，': ',',
  '。': '.',
  '；': ';',
  '－': '-',
  '＋': '+',
  '＝': '=',
  '·': '`',
}

const CODES: Record<string, string> = {
  Slash: '/',
  Comma: ',',
  Period: '.',
  Minus: '-',
  Equal: '=',
  Backquote: '`',
  Semicolon: ';',
  Quote: "'",
  BracketLeft: '[',
  BracketRight: ']',
}

export interface KeyLike {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

function fromCode(code: string): string | null {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase()
  if (/^(Digit|Numpad)\d$/.test(code)) return code.slice(-1)
  return CODES[code] ?? null
}

/** The name a key goes by in the key table: `a`, `Enter`, `Shift+f`, `Ctrl+Enter`. */
export function keyName(event: KeyLike): string {
  let key = FULL_WIDTH[event.key] ?? event.key
  // With an input method on, the browser reports "Process"; the physical key still says which it is.
  const swallowed = key === 'Process' || key === 'Unidentified' || key.charCodeAt(0) > 0x7f
  if (swallowed) key = fromCode(event.code) ?? key
  if (/^[A-Z]$/.test(key)) key = key.toLowerCase()
  const isLetter = /^[a-z]$/.test(key)
  const shift = event.shiftKey && (isLetter || key.length > 1) ? 'Shift+' : ''
  const ctrl = event.ctrlKey || event.metaKey ? 'Ctrl+' : ''
  return `${ctrl}${event.altKey ? 'Alt+' : ''}${shift}${key}`
}

const CAPS: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '⏎',
  Escape: 'Esc',
  Backspace: '⌫',
  ' ': 'Space',
}

/** How a key is printed on its cap. */
export function keyCap(name: string): string {
  return name
    .split('+')
    .map((part) => (part === 'Shift' ? '⇧' : part === 'Ctrl' ? 'Ctrl ' : (CAPS[part] ?? part.toUpperCase())))
    .join('')
    .replace(/^$/, '+')
}
