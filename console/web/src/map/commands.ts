/** What the keyboard may ask of the map; the map fills it in once it is there. */
export interface MapCommands {
  focus: () => void
  fitSelection: () => void
  fitAll: () => void
  zoom: (step: number) => void
  goTo: (lon: number, lat: number) => void
}

const nothing = () => undefined

export const mapCommands: MapCommands = {
  focus: nothing,
  fitSelection: nothing,
  fitAll: nothing,
  zoom: nothing,
  goTo: nothing,
}
