/** What the keyboard may ask of the map; the map fills it in once it is there. */
export interface MapCommands {
  focus: () => void
  fitSelection: () => void
  fitAll: () => void
  zoom: (step: number) => void
  goTo: (lon: number, lat: number) => void
  /** Where the desk points: under the mouse, else the middle of what is shown. */
  aim: () => [number, number] | null
}

const nothing = () => undefined

export const mapCommands: MapCommands = {
  focus: nothing,
  fitSelection: nothing,
  fitAll: nothing,
  zoom: nothing,
  goTo: nothing,
  aim: () => null,
}
