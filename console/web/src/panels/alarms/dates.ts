/** A day and minute as the desk writes them, in China's time. */
const FORMAT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})

export const dateTime = (atMs: number): string => FORMAT.format(atMs)
