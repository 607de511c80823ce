/** Puts away the board that came into this window as a guest; false when there is none. */
let putAway: () => boolean = () => false

export const setGuest = (next: () => boolean): void => {
  putAway = next
}
export const leaveGuest = (): boolean => putAway()
