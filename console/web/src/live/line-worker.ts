/** The shared line in a worker of its own: it outlives every window but the last. */
import { type FromWindow, LineHub } from '@/live/hub'

const hub = new LineHub()

/** The library of workers is another than that of windows: as much of it as is used here. */
interface SharedScope {
  onconnect: ((event: MessageEvent) => void) | null
}

;(globalThis as unknown as SharedScope).onconnect = ({ ports }) => {
  const port = ports[0]!
  port.onmessage = (event: MessageEvent<FromWindow>) => hub.hear(port, event.data, (message) => port.postMessage(message))
}
